"""Tell whose skill a mention is, and whether the CV claims it for its author."""

import re
from enum import StrEnum

from nlp.skills.clauses import Clauses
from nlp.skills.sections import SectionKind, Sections
from nlp.skills.taxonomy import SkillKind


class Standing(StrEnum):
    """HELD counts, DENIED is kept as evidence that it is lacking, FOREIGN belongs to others.

    A wish to learn ranks as DENIED. Foreign is what colleagues, teams, candidates or an employer
    have, what a post asked for, the employer's own name, and whatever stands among hobbies or
    references; a tool among the hobbies is held, as using it is practice.
    """

    HELD = "HELD"
    DENIED = "DENIED"
    FOREIGN = "FOREIGN"


_PEOPLE = (
    r"(?:developers|engineers|programmers|specialists|analysts|designers|consultants|experts|"
    r"scientists|admin(?:istrator)?s|candidates|professionals|testers|architects|nurses|"
    r"teachers|drivers|electricians|plumbers|welders|accountants|speakers|entwicklern?|"
    r"programmierern?|développeurs|ingénieurs|roles|positions|talent|hires|freelancers|"
    r"contractors|trainees|teams?)"
)
_TEAM_BEFORE = re.compile(
    r"\b(?:teams? of|team von|équipe de|groups? of|led|leading|managed|managing|hired|hiring|"
    r"recruit\w*|"
    r"supervis\w+|sourced|sourcing|placed|placing|interviewed|interviewing|onboarded|onboarding|"
    r"staffed|"
    r"worked (?:with|alongside)|together with|supported|coordinated|leitete|führte|rekrut\w+|"
    r"recrut\w+|encadr\w+|dirig\w+|screened)\s+(?:[\w+#./,&-]+\s+){0,6}?$",
    re.IGNORECASE,
)
_TEAM_AFTER = re.compile(
    rf"^(?:\s*(?:,|/|&|and|und|et|or)\s*[\w+#.]+){{0,3}}?[\s-]+{_PEOPLE}\b", re.IGNORECASE
)
_OTHERS = re.compile(
    r"\b(?:my|our|a|the|meine?[nr]?|unsere?|ein|mon|ma|mes|notre|nos|un|une|another)\s+(?:\w+\s+)?"
    r"(?:colleagues?|co-?workers?|team ?mates?|manager|boss|wife|husband|partner|brother|sister|"
    r"father|mother|son|daughter|friends?|mentor|clients?|customers?|kolleg(?:e|in|en)|chefin?|"
    r"frau|mann|bruder|collègues?|ami|frère|femme|mari)\s+(?:(?:who|which|all|mostly|also|"
    r"that)\s+)?"
    r"(?:knows?|knew|uses?|used|speaks?|spoke|likes?|wrote|writes?|runs?|ran|prefer\w*|had|has|"
    r"did|handled|does|is|was|worked|programs?|programmiert\w*|programme|kennt|kann|spricht|"
    r"nutzt\w*|connaît|utilis\w+|parle\w*|"
    r"codes?)\b"
    r"|\b(?:job|role|position|post|advert|vacancy|employer|client|stelle|poste|ad)\s+(?:\w+\s+)?"
    r"(?:requir\w+|asks? for|asked for|demand\w*|needs?|needed|verlangt\w*|erfordert\w*|exige\w*|"
    r"demande\w*|requiert)\b"
    r"|\bwho (?:writes?|wrote|uses?|used|code|know|knew)\b|\b(?:daughter|son|brother|sister|"
    r"friend)['’]s\b"
    r"|\b(?:required|requirements?) (?:for|of) (?:the|this) (?:job|role|position)\b",
    re.IGNORECASE,
)
_EMPLOYER_BEFORE = re.compile(
    r"(?<!good)(?<!skilled)(?<!expert)(?<!proficient)(?<!adept)(?<!excellent)(?<!work)"
    r"\s(?:at|@|bei|chez)\s(?:the\s)?$",
    re.IGNORECASE,
)
_COMPANY_AFTER = re.compile(
    r"^(?:\s[A-Z][\w&]+)?,?\s(?:Ltd|Limited|Inc|GmbH|AG|SE|SA|SAS|SARL|KG|LLC|LLP|plc|PLC|BV|Corp|"
    r"& Co|Group|GbR|e\.V)\b"
)
_USED_BEFORE = re.compile(r"\b(?:in|with|using|mit|en|avec|sous|on)\s(?:\w+\s)?$", re.IGNORECASE)
_HYPHENS = ("-", "‐", "‑")
_REACH = 70


class Standings:
    """Tells the standing of the mentions of one text."""

    def __init__(self, text: str, sections: Sections, clauses: Clauses) -> None:
        self._text = text
        self._sections = sections
        self._clauses = clauses

    def of(self, start: int, end: int, kind: SkillKind | None) -> Standing:
        """Give the standing of text[start:end], which names a skill of this kind, if of any."""
        held = self._sections.at(start)
        section = held.kind
        if section is SectionKind.REFERENCES or held.start <= start < held.body:
            return Standing.FOREIGN
        if section is SectionKind.HOBBIES and not self._is_used(start, end, kind):
            return Standing.FOREIGN
        if self._belongs_to_others(start, end):
            return Standing.FOREIGN
        if self._is_company(start, end, kind):
            return Standing.FOREIGN
        if section is SectionKind.GAPS or self._clauses.denies(start, end):
            return Standing.DENIED
        return Standing.HELD

    def _is_used(self, start: int, end: int, kind: SkillKind | None) -> bool:
        """Say whether a hobby makes use of a tool: "small apps in Python", "Python-Basteleien"."""
        if kind is SkillKind.LANGUAGE:
            return True
        before = self._text[max(0, start - 24) : start]
        used = _USED_BEFORE.search(before) or self._text[end : end + 1] in _HYPHENS
        return kind is SkillKind.TOOL and bool(used)

    def _belongs_to_others(self, start: int, end: int) -> bool:
        clause = self._clauses.at(start)
        before = self._text[max(clause.start, start - _REACH) : start]
        if _OTHERS.search(before):
            return True
        after = self._text[end : min(clause.end, end + _REACH)]
        return bool(_TEAM_AFTER.match(after) and _TEAM_BEFORE.search(before))

    def _is_company(self, start: int, end: int, kind: SkillKind | None) -> bool:
        """Say whether the name is an employer's, or a part of it: Ridge Logistics Ltd."""
        if not self._text[start].isupper():
            return False
        if _COMPANY_AFTER.match(self._text[end : end + 30]):
            return True
        before = self._text[max(0, start - 14) : start]
        return kind is SkillKind.TOOL and _EMPLOYER_BEFORE.search(before) is not None
