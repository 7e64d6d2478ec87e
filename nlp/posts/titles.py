"""The title of a post: the caller's words, tidied, with seniority where it is missing."""

import re

from nlp.posts.brief import Brief

_SMALL = frozenset("a an and at de des du for in of on or the to und von with".split())
_OWN_CASE = {
    word.lower(): word
    for word in "AI BI CEO CFO CNC COO CRM CTO DevOps ERP HR HVAC iOS IT ML NLP PHP PR QA SAP SDR "
    "SEO SQL SRE UI UX VP".split()
}
"""Words that are written in one way, however a caller types them."""

_IN_TITLES = ("Junior", "Senior", "Lead")
_SENIORITY = re.compile(
    r"\b(?:entry|junior|jr|mid|senior|sr|lead|principal|staff|head|chief|director|trainee|intern)\b",
    re.IGNORECASE,
)


def post_title(brief: Brief) -> str:
    """Give the title as printed, without gender marker: `ML engineer` becomes ML Engineer."""
    words = brief.title.split()
    title = " ".join(_cased(word, first=number == 0) for number, word in enumerate(words))
    wanted = (brief.seniority or "").strip().capitalize()
    if wanted in _IN_TITLES and not _SENIORITY.search(title):
        return f"{wanted} {title}"
    return title


def seniority_of(brief: Brief) -> str:
    """Give the level that the post is written for, in lower case; what the title says wins."""
    said = _SENIORITY.search(brief.title)
    word = said[0].lower() if said else (brief.seniority or "").strip().lower()
    return {"jr": "junior", "sr": "senior"}.get(word, word)


def _cased(word: str, *, first: bool) -> str:
    """Capitalize an all-lower word, or write it as everybody does; leave C++ and McKay as typed."""
    if not word.islower() or (word in _SMALL and not first):
        return word
    if word in _OWN_CASE:
        return _OWN_CASE[word]
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def with_article(noun: str) -> str:
    """Put a or an before `noun` by the sound of its first word."""
    first = noun.split(maxsplit=1)[0]
    if re.fullmatch(r"[A-Z]{2,}s?", first):
        vowel = first[0] in "AEFHILMNORSX"
    else:
        lower = first.lower()
        vowel = lower[0] in "aeiou" and not re.match(r"(?:uni|use|usa|eu|one\b|once)", lower)
        vowel = vowel or lower.startswith(("hour", "honest", "heir"))
    return f"{'an' if vowel else 'a'} {noun}"
