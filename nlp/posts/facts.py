"""The facts of a post: values of the placeholders, put back after the text is written."""

from collections.abc import Sequence

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from nlp.posts import phrases
from nlp.posts.brief import Brief, WorkMode
from nlp.posts.titles import post_title, with_article
from nlp.roles.page import RequirementText
from nlp.rules.money import format_money
from nlp.rules.packs import CountryPack
from nlp.rules.pay import salary_line


def facts_of(
    brief: Brief, pack: CountryPack, requirements: Sequence[RequirementText]
) -> dict[str, str]:
    """Give every placeholder its value; what the caller left out is a marked [placeholder]."""
    company, city = _one_line(brief.company.name), _one_line(brief.city)
    low = format_money(brief.pay.low, brief.pay.currency, pack.locale) if brief.pay else None
    facts = {
        "company": company or phrases.NO_COMPANY,
        "a_title": with_article(_worker(brief)),
        "city": city,
        "in_city": f" in {city}" if city else "",
        "country": country_name(pack),
        "cv": "résumé" if pack.country in phrases.RESUME_COUNTRIES else "CV",
        "industry": _field(_one_line(brief.company.industry)),
        "headcount": f"{brief.company.headcount or 0:,}",
        "about": _sentences(brief.company.about),
        "notes": _sentences(brief.notes),
        "low": low or "[your lowest pay]",
        "pay": salary_line(brief.pay, pack) if brief.pay else "[your pay]",
        "apply_by": _date(brief, pack),
        "benefits": _listed(brief.company.benefits),
        "leave": _upper(f"at least {pack.leave.text}") if pack.leave else "",
    }
    facts["place"] = _place(brief, facts)
    numbered = {f"benefit_{n}": _item(b) for n, b in enumerate(brief.company.benefits)}
    return facts | numbered | {f"need_{n}": r.text for n, r in enumerate(requirements)}


def country_name(pack: CountryPack) -> str:
    """Name the pack's country in English, as CLDR does."""
    return str(Locale("en").territories[pack.country])


def _worker(brief: Brief) -> str:
    """Put what sets the job apart before its title, unless the title says it itself."""
    remote = brief.work_mode is WorkMode.REMOTE
    word = "remote" if remote else phrases.BEFORE_TITLE.get(brief.employment_type, "")
    told = not word or word in brief.title.lower()
    return post_title(brief) if told else f"{word} {post_title(brief)}"


def _place(brief: Brief, facts: dict[str, str]) -> str:
    if not facts["city"] or brief.work_mode is WorkMode.REMOTE:
        return ""
    return phrases.PLACE.replace("{city}", facts["city"])


def _date(brief: Brief, pack: CountryPack) -> str:
    """Write the day in English: January 15, 2027 in the US, 15 January 2027 elsewhere."""
    if brief.apply_by is None:
        return ""
    try:
        locale = Locale.parse(f"en_{pack.country}")
    except UnknownLocaleError:
        locale = Locale.parse("en_GB")
    return str(format_date(brief.apply_by, "long", locale=locale))


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _sentences(text: str | None) -> str:
    """Keep the caller's paragraphs, without headings, and end the last sentence."""
    lines = (line.strip().lstrip("#").strip() for line in (text or "").strip().splitlines())
    joined = "\n".join(lines)
    return f"{joined}." if joined and joined[-1].isalnum() else joined


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    """Begin an industry in lower case inside a sentence, unless it is a name or an acronym."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first[1:].islower() else text


_WITH_ARTICLE = frozenset("sector industry trade market business arts service services".split())
_WITHOUT = frozenset("it financial professional business legal security food".split())


def _field(text: str) -> str:
    """Name an industry inside a sentence: the public sector, banking, IT consulting."""
    words = text.lower().split()
    article = words and words[-1] in _WITH_ARTICLE and words[0] not in _WITHOUT
    return f"the {_lowered(text)}" if article and words[0] != "the" else _lowered(text)


def _item(text: str) -> str:
    return _upper(_one_line(text).rstrip("."))


def _listed(items: Sequence[str]) -> str:
    plain = [_lowered(_one_line(item).rstrip(".")) for item in items]
    return f"{', '.join(plain[:-1])} and {plain[-1]}" if len(plain) > 1 else "".join(plain)
