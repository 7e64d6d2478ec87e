"""The compose file says what it should; no Docker engine is asked."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import VARIABLES

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return read


def test_there_are_one_api_two_workers_a_relay_and_two_servers(services: dict[str, Any]) -> None:
    assert set(services) == {
        "postgres",
        "redis",
        "prepare",
        "api",
        "relay",
        "worker-default",
        "worker-generation",
    }
    assert services["postgres"]["image"] == "pgvector/pgvector:pg18"
    assert services["redis"]["image"].startswith("redis:")


def test_every_service_that_stays_has_a_health_check(services: dict[str, Any]) -> None:
    assert {name for name in services if "healthcheck" not in services[name]} == {"prepare"}


def test_ours_wait_for_tables_and_seeds(services: dict[str, Any]) -> None:
    for name in ("api", "relay", "worker-default", "worker-generation"):
        waits = services[name]["depends_on"]
        assert waits["prepare"] == {"condition": "service_completed_successfully"}
    assert services["prepare"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_secrets_come_from_the_environment_and_must_be_given(services: dict[str, Any]) -> None:
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith(
        "${POSTGRES_PASSWORD:?"
    )
    assert "${POSTGRES_PASSWORD:?" in services["api"]["environment"]["PENROLL_DATABASE_URL"]


def test_only_the_api_is_published_and_on_this_machine_alone(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"api": ["${PENROLL_PUBLISH:-127.0.0.1:8000}:8000"]}


def test_every_setting_in_it_exists(services: dict[str, Any]) -> None:
    known = {variable.name for variable in VARIABLES}
    for name in ("api", "prepare", "relay"):
        assert set(services[name]["environment"]) <= known


def test_the_image_runs_as_an_ordinary_user_and_installs_by_hash() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER 10001" in lines
    assert any("--require-hashes -r requirements.lock" in line for line in lines)
