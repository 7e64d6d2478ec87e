"""Bring a job title to the form in which titles are compared."""

import re
import unicodedata

MAX_TITLE_LENGTH = 120

_PARENTHESES = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_GENDER_MARKER = re.compile(
    r"(?:\b[mwfdhxviažkn](?:\s?[/|]\s?[mwfdhxviažkn]){1,3}\b)|(?:[*:_/](?:-?)(?:innen|in)\b)"
)
_CLAUSE = re.compile(r"\s+(?:[-–—|@•·]|at|bei|chez|for)\s+.*$|,.*$")
_WORD = re.compile(r"[a-z0-9+#]+(?:\.[a-z0-9]+)*")

_SENIORITY_WORDS = (
    "sr senior snr jr junior jnr lead leading principal staff mid midlevel mid-level level entry",
    "intern trainee associate experienced expert confirme confirmee debutant debutante erfahrene",
    "erfahrener i ii iii iv 1 2 3 l1 l2 l3 l4 l5",
)
_SENIORITY = frozenset(word for line in _SENIORITY_WORDS for word in line.split())
_ABBREVIATIONS = {
    "eng": "engineer",
    "engr": "engineer",
    "engineering": "engineer",
    "mgr": "manager",
    "mgmt": "management",
    "dev": "developer",
    "admin": "administrator",
    "sysadmin": "systems administrator",
    "asst": "assistant",
    "exec": "executive",
    "rep": "representative",
    "spec": "specialist",
    "coord": "coordinator",
    "tech": "technician",
    "dir": "director",
    "vp": "vice president",
    "hr": "human resources",
    "ml": "machine learning",
    "ai": "artificial intelligence",
    "qa": "quality assurance",
    "pm": "product manager",
    "cs": "customer service",
    "acct": "accountant",
    "acctg": "accounting",
    "ops": "operations",
    "sw": "software",
    "swe": "software engineer",
    "sre": "site reliability engineer",
    "sdr": "sales development representative",
    "bdr": "business development representative",
    "csm": "customer success manager",
    "dba": "database administrator",
    "rn": "registered nurse",
    "lpn": "licensed practical nurse",
    "fullstack": "full stack",
    "frontend": "front end",
    "backend": "back end",
    "dept": "department",
    "mktg": "marketing",
}


def normalize(title: str) -> str:
    """Give `title` in lower case without gender markers, seniority, employer and punctuation.

    Abbreviations are spelt out. A title made of seniority alone ("Principal", "Trainee") keeps
    its words.
    """
    text = unicodedata.normalize("NFKC", title).casefold()
    text = _GENDER_MARKER.sub(" ", _PARENTHESES.sub(" ", text))
    text = _fold_accents(_CLAUSE.sub("", text.strip()) or text)
    words = _WORD.findall(text.replace("&", " and "))
    kept = [word for word in words if word not in _SENIORITY] or words
    return " ".join(_ABBREVIATIONS.get(word, word) for word in kept)


def joined(name: str) -> str:
    """Give a normalized title as one word, as German writes compounds."""
    return name.replace(" ", "")


def seniority_words(title: str) -> frozenset[str]:
    """Give the words of `title` that speak of seniority."""
    return frozenset(_WORD.findall(_fold_accents(title.casefold()))) & _SENIORITY


def _fold_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("ß", "ss"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
