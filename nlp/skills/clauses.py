"""Cut a CV into clauses, the reach of a denial, a wish or a number of years."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_END = re.compile(
    r"\n[^\S\n]*\n+"  # an empty line
    r"|\n(?=[^\S\n]*[-–—•·*▪◦])"  # a bullet
    r"|(?<=[.!?])\s+(?=[A-ZÄÖÜÉÈÀ•\-–*\d])|(?<=;)\s+|\s[|•·]\s"
    r"|\n(?![^\S\n]*[a-zäöüßéèàç(])"  # a line that does not go on with the sentence
)
_CONTRAST = re.compile(
    r"\b(?:but|however|though|although|yet(?=\s+(?:strong|solid|good|I\b))|whereas|while|instead|"
    r"aber|jedoch|dafür|sondern|hingegen|während|dagegen|allerdings|"
    r"mais|en revanche|par contre|cependant|toutefois)\b"
    r"|(?<=,)\s+(?=(?:strong|solid|good|extensive|excellent|proficient|expert|fluent|daily|deep|"
    r"advanced|very good|experienced|sehr gut|sehr gute|gute|fundierte|sicher|bonne|solide|"
    r"excellente)"
    r"\b)",
    re.IGNORECASE,
)
# A run of blanks is tried from its beginning alone: what is blinded is blank by the page.
_SUBJECT = re.compile(
    r",\s+(?=(?:(?:and|so|und|et)\s+)?(?:I|ich|je|j['’]|have|has|am)\b)|(?<!\s)\s+—\s+",
    re.IGNORECASE,
)

_KNOWING = (
    r"(?:experience|experiences|knowledge|exposure|background|skills?|familiarity|expertise|"
    r"understanding|training|practice|command|qualifications?|proficiency|"
    r"erfahrung(?:en)?|[\w-]*kenntnisse?n?|wissen|praxis|berührung|schein|"
    r"expériences?|connaissances?|compétences?|notions?|maîtrise|pratique)"
)
_USING = (
    r"(?:used?|using|worked|work|working|tried|touched|learnt|learned|coded|written|handled|"
    r"studied|mastered|operated|programmed|done|practi[sc]ed|had|know|speak|spoken|knew|"
    r"familiar|proficient|comfortable|experienced|trained|fluent|qualified|certified|confident)"
)
_DENIAL = re.compile(
    r"\b(?:"
    rf"(?:no|zero|without|little(?: or no)?|limited|insufficient|minimal|lacks?|lacking|any|nor|"
    rf"not (?:much|any|enough))\s+(?:(?!and\b)[\w/-]+\s+){{0,3}}?{_KNOWING}\b"
    rf"|(?:lack of|absence of|unfamiliar with|new to|inexperienced (?:in|with)|(?:nor|neither)\b)"
    r"|do(?:es)? not do|don['’]t do|not a(?!s (?:an?|the)\b)|leave to others|"
    rf"(?:not|never|haven['’]t|"
    rf"hasn['’]t|don['’]t|didn['’]t|doesn['’]t|cannot|can['’]t|nor)"
    rf"(?:\s+(?:yet|ever|really|been|have|personally|actually|currently|formally))*\s+{_USING}\b"
    rf"|(?:keine?[nrms]?|ohne|wenig|kaum|fehlende)\s+(?:[\w-]+\s+){{0,3}}?{_KNOWING}\b"
    rf"|(?:noch\s+)?(?:nie|niemals|nicht)\s+(?:mit|in)\b"
    rf"|(?:aucune?|pas (?:encore )?d[e'’]|sans|peu d[e'’]|"
    rf"manque d[e'’])\s*(?:[\w-]+\s+){{0,2}}?{_KNOWING}\b"
    r"|n['’e]\s?(?:ai|ayant|avons|a|connais|maîtrise|utilise|parle|pratique)\s+"
    r"(?:pas|jamais|aucune?)(?:\s+encore)?"
    r"|jamais (?:utilisé|travaillé|pratiqué)"
    r")",
    re.IGNORECASE,
)
_BARE_DENIAL = re.compile(
    r"\b(?:no|not|without|never|neither|nor|kein(?:e[nrms]?)?|ohne|aucune?|sans|pas de)\s+$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^[\s:–—-]*\(?(?:(?:no|none|not)\s+(?:experience|knowledge|yet|used|known)|none\b|no\b[,.)]|"
    r"kein\b|no ticket|"
    r"nur vom zusehen|only watched|(?:I |we )?have not used|"
    r"keine?\s+(?:erfahrung|kenntnisse)|noch (?:nie|nicht|keine)|(?:\w+\s+){0,3}(?:nie|nicht)\s+"
    r"(?:gearbeitet|genutzt|verwendet|benutzt|gelernt|eingesetzt)|(?:kenne|kann|beherrsche) ich"
    r" (?:noch )?nicht|habe ich (?:noch )?(?:nie|nicht)|is new to me|aucune (?:expérience|"
    r"connaissance)|"
    r"(?:I )?only know\b|kenne ich nur\b|(?:I |which I )?(?:have|had) (?:never|not)|pas encore)",
    re.IGNORECASE,
)
_POSITIVE = re.compile(
    r"\b(?:not (?:only|just|merely|simply|limited to|without|unfamiliar|inexperienced|new)|"
    r"never without|nicht (?:nur|ohne|unerfahren)|nicht bloß|non seulement|pas seulement|pas sans|"
    r"no (?:less|fewer|doubt|problem|stranger|lack|shortage|limit)|nothing but|never lacking|"
    r"can(?:no|')t (?:say|claim) (?:that )?I (?:have )?no|(?:no|without) (?:gaps?|"
    r"accidents?) in)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:(?:want(?:ing|s|ed)?|looking|hop(?:e|ing)|plan(?:ning|s)?|eager|keen|like|willing|ready|"
    r"aim(?:ing)?|intend(?:ing)?|wish(?:ing)?|excited|open|love|going|goal is|motivated|happy)"
    r"(?:\s+\w+){0,2}?\s+(?:to\s+)?(?:learn\w*|study\w*|stud(?:y|ies)|explor\w+|"
    r"train(?:ing)? (?:in|as|on)|"
    r"try\w*|get into|move into|pick(?:ing)? up|grow into|start (?:with|using)|become|obtain|"
    r"acquire|"
    r"deepen|gain(?:ing)?|get certified)"
    r"|interest(?:ed)? in (?:learning|training|moving|gaining|picking|studying)|"
    r"would (?:like|love) to|curious about|currently (?:learning|studying|taking|teaching myself)|"
    r"(?:studying|preparing|sitting|training) (?:for|towards?)|working towards?|"
    r"(?:next|future) (?:step|goal|plan)s?|in progress|on my (?:wish|to-?do) ?list|to learn next|"
    r"(?<!have )(?<!has )(?:started learning|just starting)|"
    r"(?:möchte|will|würde gerne?|wünsche|plane)\b[^.;\n]{0,60}?\b(?:lernen|einarbeiten|erlernen|"
    r"weiterbilden|vertiefen)|lernbereit|lerne (?:gerade|derzeit|aktuell)|interesse (?:an|daran)|"
    r"bereit(?:schaft)?,? (?:[\w-]+ ){0,3}(?:zu (?:er)?lernen|einzuarbeiten)|"
    r"(?:souhaite|envie d[e'’]|désire(?:ux|use)?|aimerais|voudrais|motivé à|prête? à)\s*(?:\w+\s+)?"
    r"(?:(?:me |m['’])?(?:apprendre|former|découvrir|initier|perfectionner|évoluer))|"
    r"en cours d['’](?:apprentissage|acquisition))\b",
    re.IGNORECASE,
)
_VERB_LAST = re.compile(
    r"\b(?:lernen|erlernen|einarbeiten|weiterbilden|vertiefen|einzuarbeiten|in progress)$",
    re.IGNORECASE,
)
_ENDS_IN_NOUN = re.compile(rf"{_KNOWING}$", re.IGNORECASE)
_CLOSED = re.compile(
    r"\s*(?:[,.;)]|$)"
    r"|\s(?!(?:\w+\s){0,2}(?:with|in|of|to|mit|en|avec|de|im|using|on)\b|(?:\w+\s){0,2}d['’])"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """text[start:end], with the parts of it that are denied or wished for."""

    start: int
    end: int
    denied: tuple[tuple[int, int], ...]


class Clauses:
    """The clauses of a text, found by offset."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._clauses = [_clause(text, start, end) for start, end in _spans(text)]
        self._starts = [clause.start for clause in self._clauses]

    def at(self, offset: int) -> Clause:
        return self._clauses[max(bisect_right(self._starts, offset) - 1, 0)]

    def denies(self, start: int, end: int) -> bool:
        """Say whether the skill named at text[start:end] stands under a denial or a mere wish."""
        clause = self.at(start)
        if _meets(clause.denied, start, start + 1):
            return True
        if _BARE_DENIAL.search(self._text[max(clause.start, start - 12) : start]):
            return True
        return _DENIED_AFTER.match(self._text[end : min(clause.end, end + 60)]) is not None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    cuts = sorted(
        {0, len(text)}
        | {match.end() for match in _END.finditer(text)}
        | {match.end() for match in _SUBJECT.finditer(text)}
        | {match.start() for match in _CONTRAST.finditer(text)}
    )
    spans = [(start, end) for start, end in pairwise(cuts) if start < end]
    return iter(spans or [(0, len(text))])


def _clause(text: str, start: int, end: int) -> Clause:
    allowed = [match.span() for match in _POSITIVE.finditer(text, start, end)]
    denied = (
        _reach(text, match, start, end)
        for pattern in (_DENIAL, _WISH)
        for match in pattern.finditer(text, start, end)
        if not _meets(allowed, match.start(), match.end())
    )
    return Clause(start, end, tuple(_merged(denied)))


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join spans that meet, so that what is left stands in order, apart from each other."""
    held: tuple[int, int] | None = None
    for first, last in sorted(spans):
        if held is not None and first <= held[1]:
            held = held[0], max(held[1], last)
        else:
            if held is not None:
                yield held
            held = first, last
    if held is not None:
        yield held


def _meets(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether one of `spans`, which stand in order, shares a letter with [start:end]."""
    place = bisect_right(spans, start, key=lambda span: span[1])
    return place < len(spans) and spans[place][0] < end


def _reach(text: str, denial: re.Match[str], start: int, end: int) -> tuple[int, int]:
    """Give what a denial covers: "no Kafka experience" its own words, others the clause's rest.

    A German verb of wishing stands at the end and covers all before it.
    """
    if _VERB_LAST.search(denial.group()):
        return start, end
    closed = _CLOSED.match(text, denial.end(), end)
    if _ENDS_IN_NOUN.search(denial.group()) and closed:
        return denial.start(), denial.end()
    return denial.start(), end
