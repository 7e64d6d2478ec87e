"""Scalars of the contract beyond the built-in ones."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

CountryCode = NewType("CountryCode", str)
CurrencyCode = NewType("CurrencyCode", str)


def _code(name: str, pattern: str) -> Any:
    def parse(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value.strip().upper()):
            raise GraphQLError(f"{name} is a code like {_EXAMPLES[name]}, not {value!r:.20}")
        return value.strip().upper()

    return parse


_EXAMPLES = {"CountryCode": "GB", "CurrencyCode": "EUR"}

SCALARS: Mapping[object, ScalarDefinition] = {
    CountryCode: strawberry.scalar(
        name="CountryCode",
        description="ISO 3166-1 alpha-2, upper case: US, GB, DE.",
        serialize=str,
        parse_value=_code("CountryCode", r"[A-Z]{2}"),
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode",
        description="ISO 4217: USD, GBP, EUR.",
        serialize=str,
        parse_value=_code("CurrencyCode", r"[A-Z]{3}"),
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day: 2026-11-23.",
        serialize=lambda value: value.isoformat(),
        parse_value=date.fromisoformat,
    ),
}


def today() -> date:
    """Give the day that rules and prices are read by: UTC."""
    return datetime.now(UTC).date()


def now() -> datetime:
    return datetime.now(UTC)
