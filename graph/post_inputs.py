"""The input of a post, checked field by field and made into a brief."""

import secrets
import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import strawberry
from babel.numbers import is_currency

from graph.errors import RefusedError, UserError, UserErrorCode
from graph.scalars import CountryCode, CurrencyCode, today
from nlp.posts.brief import Brief, Company, EmploymentType, WorkMode
from nlp.rules.money import Pay, SalaryPeriod
from nlp.rules.packs import Packs, UnsupportedJurisdictionError
from nlp.titles.matching import is_title_shaped
from nlp.titles.normalize import MAX_TITLE_LENGTH

strawberry.enum(EmploymentType)
strawberry.enum(WorkMode)

MAX_SEED = 2**31 - 1
MAX_PAY = Decimal("1e12")
MAX_LINE = 200
MAX_TEXT = 2000
MAX_ITEMS = 20
MAX_KEY = 128


@strawberry.input
class SalaryInput:
    min: Decimal
    max: Decimal
    currency: CurrencyCode | None = None
    period: SalaryPeriod | None = SalaryPeriod.YEAR


@strawberry.input
class CompanyInput:
    name: str | None = None
    about: str | None = None
    industry: str | None = None
    headcount: int | None = None
    benefits: list[str] | None = strawberry.field(default_factory=list)


@strawberry.input(description="A fact that only the employer knows and a rule asks for.")
class AnswerInput:
    key: str = strawberry.field(description="As the rule's placeholder names it: vacancy.")
    value: str


@strawberry.input
class GeneratePostInput:
    title: str
    country: CountryCode
    region: str | None = strawberry.field(
        default=None, description="A subdivision whose law differs: CA, CO, ON."
    )
    city: str | None = None
    company: CompanyInput | None = None
    work_mode: WorkMode | None = None
    employment_type: EmploymentType | None = EmploymentType.FULL_TIME
    seniority: str | None = None
    salary: SalaryInput | None = strawberry.field(
        default=None,
        description="Absent: the post says what the law asks for and leaves a marked placeholder; "
        "a market band is never passed off as the employer's figure.",
    )
    required_skills: list[str] | None = strawberry.field(default_factory=list)
    nice_to_have_skills: list[str] | None = strawberry.field(default_factory=list)
    notes: str | None = strawberry.field(
        default=None, description="Anything else the post should say."
    )
    apply_by: date | None = None
    seed: int | None = strawberry.field(
        default=None, description="The same input with the same seed gives the same post."
    )
    open_to: list[str] | None = strawberry.field(
        default_factory=list,
        description="Further places from which a remote post takes applicants, as codes such as "
        "US-CO or DE: the post then meets the rules of each.",
    )
    answers: list[AnswerInput] | None = strawberry.field(default_factory=list)
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A repeated key returns the first call's result and starts nothing.",
    )


def brief_of(given: GeneratePostInput, packs: Packs, post_id: uuid.UUID) -> Brief:
    """Make the brief; raise RefusedError with every field that must be mended."""
    problems = list(_problems(given, packs))
    if problems:
        raise RefusedError(problems)
    company = given.company or CompanyInput()
    return Brief(
        post_id=str(post_id),
        title=given.title.strip(),
        country=given.country,
        created_on=today(),
        seed=secrets.randbelow(MAX_SEED) if given.seed is None else given.seed,
        region=_line(given.region),
        city=_line(given.city),
        company=Company(
            name=_line(company.name),
            about=_line(company.about),
            industry=_line(company.industry),
            headcount=company.headcount,
            benefits=_lines(company.benefits),
        ),
        work_mode=given.work_mode,
        employment_type=given.employment_type or EmploymentType.FULL_TIME,
        seniority=_line(given.seniority),
        pay=_pay(given, packs),
        required_skills=_lines(given.required_skills),
        nice_to_have_skills=_lines(given.nice_to_have_skills),
        notes=_line(given.notes),
        apply_by=given.apply_by,
        open_to=tuple(code.upper() for code in _lines(given.open_to)),
        answers={own.key.strip(): own.value.strip() for own in given.answers or ()},
    )


def _pay(given: GeneratePostInput, packs: Packs) -> Pay | None:
    salary = given.salary
    if salary is None:
        return None
    currency = salary.currency or packs[given.country].currency
    return Pay(salary.min, salary.max, currency, salary.period or SalaryPeriod.YEAR)


def _line(text: str | None) -> str | None:
    return (text or "").strip() or None


def _lines(texts: Sequence[str] | None) -> tuple[str, ...]:
    stripped = (text.strip() for text in texts or ())
    return tuple(dict.fromkeys(text for text in stripped if text))


def _problems(given: GeneratePostInput, packs: Packs) -> Iterator[UserError]:
    yield from _title_problems(given.title)
    yield from _place_problems(given, packs)
    yield from _open_problems(given, packs)
    if given.salary is not None:
        yield from _salary_problems(given.salary)
    yield from _company_problems(given.company or CompanyInput())
    yield from _text_problems(given)
    if given.apply_by is not None and given.apply_by < today():
        yield _error("The last day to apply is over: give a later one.", "applyBy")
    if given.seed is not None and not 0 <= given.seed <= MAX_SEED:
        yield _error(f"The seed must be between 0 and {MAX_SEED}.", "seed")
    key = given.idempotency_key
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        yield _error(f"An idempotency key has 1 to {MAX_KEY} characters.", "idempotencyKey")


def _title_problems(title: str) -> Iterator[UserError]:
    if not title.strip():
        yield _error("The title is empty: give a job title such as `Backend Engineer`.", "title")
    elif len(title.strip()) > MAX_TITLE_LENGTH:
        yield _error(f"A title has at most {MAX_TITLE_LENGTH} characters.", "title")
    elif not is_title_shaped(title) or not is_storable(title):
        yield unknown_title()


def unknown_title(suggestions: Sequence[str] = ()) -> UserError:
    near = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
    return UserError(
        message="This does not read as a job title. Give one as people call the job, such as "
        f"`Warehouse Operative` or `ML engineer`.{near}",
        code=UserErrorCode.UNKNOWN_TITLE,
        field=["input", "title"],
        suggestions=list(suggestions),
    )


def _place_problems(given: GeneratePostInput, packs: Packs) -> Iterator[UserError]:
    if given.country not in packs.countries:
        known = ", ".join(packs.countries)
        yield _error(f"No country pack covers {given.country}; there are: {known}.", "country")
        return
    try:
        packs.chain(given.country, _line(given.region), _line(given.city))
    except UnsupportedJurisdictionError as error:
        known = ", ".join(error.supported)
        yield _error(f"{given.country} has no such region; there are: {known}.", "region")


def _open_problems(given: GeneratePostInput, packs: Packs) -> Iterator[UserError]:
    if given.open_to and given.work_mode is not WorkMode.REMOTE:
        yield _error("Only a remote post is open to further places.", "openTo")
    for number, code in enumerate(given.open_to or ()):
        try:
            packs.at(code.strip())
        except UnsupportedJurisdictionError as error:
            known = ", ".join(error.supported)
            yield _error(
                f"There is no pack {code.strip()[:20]!r}; there are: {known}.",
                "openTo",
                str(number),
            )


def _salary_problems(salary: SalaryInput) -> Iterator[UserError]:
    if not salary.min.is_finite() or not 0 < salary.min < MAX_PAY:
        yield _error("The lowest pay must be above zero.", "salary", "min")
    if not salary.max.is_finite() or not 0 < salary.max < MAX_PAY:
        yield _error("The highest pay must be above zero, and a real figure.", "salary", "max")
    elif salary.max < salary.min:
        yield _error("The highest pay is below the lowest: swap them.", "salary", "max")
    if salary.currency is not None and not is_currency(salary.currency):
        yield _error(f"{salary.currency} is no ISO 4217 currency.", "salary", "currency")


def _company_problems(company: CompanyInput) -> Iterator[UserError]:
    if company.headcount is not None and not 1 <= company.headcount <= 10_000_000:
        yield _error("The headcount must be 1 or more.", "company", "headcount")
    for field, text, limit in (
        ("name", company.name, MAX_LINE),
        ("industry", company.industry, MAX_LINE),
        ("about", company.about, MAX_TEXT),
    ):
        yield from _length_problems(text, limit, "company", field)
    yield from _list_problems(company.benefits, MAX_LINE, "company", "benefits")


def _text_problems(given: GeneratePostInput) -> Iterator[UserError]:
    yield from _length_problems(given.region, MAX_LINE, "region")
    yield from _length_problems(given.city, MAX_LINE, "city")
    yield from _length_problems(given.seniority, MAX_LINE, "seniority")
    yield from _length_problems(given.notes, MAX_TEXT, "notes")
    yield from _list_problems(given.required_skills, 80, "requiredSkills")
    yield from _list_problems(given.nice_to_have_skills, 80, "niceToHaveSkills")
    yield from _list_problems(given.open_to, 20, "openTo")
    yield from _list_problems([own.key for own in given.answers or ()], 80, "answers")
    yield from _list_problems([own.value for own in given.answers or ()], MAX_LINE, "answers")


def _length_problems(text: str | None, limit: int, *field: str) -> Iterator[UserError]:
    if text is not None and len(text) > limit:
        yield _error(f"This has {len(text)} characters; at most {limit} fit.", *field)
    if text is not None and not is_storable(text):
        yield _error("This holds characters that are no text.", *field)


def _list_problems(texts: Sequence[str] | None, limit: int, *field: str) -> Iterator[UserError]:
    if texts is not None and len(texts) > MAX_ITEMS:
        yield _error(f"There are {len(texts)} entries; at most {MAX_ITEMS} fit.", *field)
    for number, text in enumerate(texts or ()):
        yield from _length_problems(text, limit, *field, str(number))


def is_storable(text: str) -> bool:
    """Say whether `text` is real Unicode without NUL, as PostgreSQL stores it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _error(message: str, *field: str) -> UserError:
    return UserError(message=message, code=UserErrorCode.INVALID, field=["input", *field])
