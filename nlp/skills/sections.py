"""Find the sections of a CV by their headings, in English, German and French."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from nlp.skills.tokens import unaccented


class SectionKind(StrEnum):
    """What a part of a CV is about; OPENING is what stands before the first heading.

    GAPS is where an author owns up to what they cannot do.
    """

    OPENING = "OPENING"
    SUMMARY = "SUMMARY"
    EXPERIENCE = "EXPERIENCE"
    EDUCATION = "EDUCATION"
    SKILLS = "SKILLS"
    LANGUAGES = "LANGUAGES"
    CERTIFICATES = "CERTIFICATES"
    PROJECTS = "PROJECTS"
    HOBBIES = "HOBBIES"
    REFERENCES = "REFERENCES"
    PERSONAL = "PERSONAL"
    GAPS = "GAPS"


@dataclass(frozen=True, slots=True)
class Section:
    """text[start:end] with its heading, which ends at `body`."""

    kind: SectionKind
    start: int
    body: int
    end: int


_HEADINGS = {
    SectionKind.SUMMARY: (
        r"(?:personal |professional |career |executive )?(?:summary|profile|statement|objective)"
        r"|about(?: me)?|overview|profil|kurzprofil|uber mich|zusammenfassung|a propos(?: de moi)?"
        r"|objectif|resume|presentation|accroche"
    ),
    SectionKind.EXPERIENCE: (
        r"(?:(?:professional|work|employment|career|relevant|other|previous|earlier|industry"
        r"|practical|clinical|teaching|volunteer(?:ing)?|selected) )*(?:experience|employment"
        r"|history|background)|work|career|positions held|internships?|volunteer(?:ing)?(?: work)?"
        r"|voluntary work|(?:beruflicher )?werdegang|beruf(?:liche)?(?:s)?"
        r" ?(?:erfahrung(?:en)?|praxis|laufbahn|stationen)|berufserfahrung(?:en)?|berufspraxis"
        r"|praktika|praktische erfahrung(?:en)?|tatigkeiten|ehrenamt|(?:mon |mes )?(?:parcours|"
        r"experiences?)(?: professionnel(?:le)?s?)?|stages?|emplois?|benevolat"
    ),
    SectionKind.EDUCATION: (
        r"education(?:al)?(?: background| history)?|(?:academic )?(?:studies|qualifications|"
        r"background)|schooling|apprenticeship|training|ausbildung|bildungsweg|schulbildung|"
        r"studium|"
        r"schule|schulische laufbahn|formations?(?: academique)?|etudes|diplomes?|scolarite|cursus"
    ),
    SectionKind.SKILLS: (
        r"(?:(?:technical|key|core|hard|soft|it|computer|professional|relevant|additional|other|"
        r"main|personal|digital|clinical|practical|programming|language) )*(?:skills?|"
        r"competenc(?:y|e|ies|es)|"
        r"abilities|strengths|expertise|proficienc(?:y|ies)|areas of expertise|tools?|technologies|"
        r"languages and tools|tool ?kit|tech(?:nology)? stack|stack|software|systems|methods)|"
        r"what i bring|"
        r"skill ?set|programming(?: languages)?|frameworks|databases|(?:edv|it|pc|fach|software)?"
        r"(?:kenntnisse|fahigkeiten)|kompetenzen|starken|fertigkeiten|"
        r"(?:besondere|weitere|fachliche|personliche) (?:kenntnisse|starken|kompetenzen|"
        r"fahigkeiten)|"
        r"software|werkzeuge|(?:mes )?competences?(?: (?:techniques|cles|informatiques|"
        r"professionnelles|metier))?|savoir[ -]?faire|savoir[ -]?etre|atouts|qualites|outils|"
        r"informatique|logiciels"
    ),
    SectionKind.LANGUAGES: r"(?:spoken |foreign )?languages?(?: skills)?|sprach(?:en|kenntnisse)|"
    r"langues?(?: vivantes)?",
    SectionKind.CERTIFICATES: (
        r"(?:professional )?(?:certificat(?:es?|ions?)|licen[cs]es?|courses|memberships|"
        r"qualifications|accreditations|registrations?|training courses|professional development)|"
        r"zertifi(?:kate|zierungen)|weiterbildung(?:en)?|fortbildung(?:en)?|fuhrerschein|"
        r"habilitations?|"
        r"permis|certificats?"
    ),
    SectionKind.PROJECTS: r"(?:(?:personal|selected|key|side|academic) )*projects?|projekte|"
    r"projets?|publications|awards",
    SectionKind.HOBBIES: (
        r"hobb(?:y|ies|ys)|(?:personal |other )?interests?|(?:outside|beyond) (?:of )?work|leisure|"
        r"activities|spare time|free time|freizeit|interessen|privates|loisirs|"
        r"centres? d.interets?|"
        r"passions?|outside(?: school)?|private(?: life)?|off duty|time off|away from work|"
        r"out of whites|"
        r"privat|personliches?|freies|hobby|a cote|divers"
    ),
    SectionKind.REFERENCES: r"refere(?:nce|e)s?|referenzen|references available.*",
    SectionKind.GAPS: (
        r"(?:not|never|no|what i (?:lack|cannot do|have never done|do not do)|cannot|have not|"
        r"gaps?|"
        r"limits?|limitations?|not (?:me|yet|done|my (?:field|thing)|in my (?:cv|kit|toolbox))|"
        r"not my thing|not so good at|software i have not used|never (?:used|done)|weaknesses|"
        r"will not|"
        r"was (?:ich nicht kann|mir fehlt)|fehlt noch|noch nicht|nicht meins|schwachen|"
        r"ce que je (?:ne fais pas|n'ai pas fait)|je ne fais pas|limites|lacunes)(?: \w+)?"
    ),
    SectionKind.PERSONAL: (
        r"contact(?: details)?|personal (?:details|data|information)|address|personliche (?:daten|"
        r"angaben)|kontakt|anschrift|coordonnees|etat civil|informations personnelles"
    ),
}
_AND = r"(?: ?(?:,|/|&|\+|\band\b|\bund\b|\bet\b) ?)"
_LINE = re.compile(r"[^\n]+")
_DECORATION = " \t#*_=-–—•·|>~■▪◆●▶"
_MOST_LENGTH = 48
_RIGHT_COLUMN = 16
_PATTERNS = {
    kind: re.compile(rf"(?:(?:the|my|meine?|mes) )?(?:{body})(?:{_AND}[\w' ]{{3,30}})?")
    for kind, body in _HEADINGS.items()
}
_SECOND = {kind: re.compile(rf"[\w' ]{{3,24}}{_AND}(?:{body})") for kind, body in _HEADINGS.items()}


class Sections:
    """The sections of a text, found by offset."""

    def __init__(self, text: str) -> None:
        self.all = _sections(text)
        self._starts = [section.start for section in self.all]

    def at(self, offset: int) -> Section:
        return self.all[max(bisect_right(self._starts, offset) - 1, 0)]


def heading_of(line: str) -> tuple[SectionKind, int] | None:
    """Say what a line opens and where its heading ends: "Skills: Python" is a heading too."""
    inner = line.strip().strip(_DECORATION)
    if not inner:
        return None
    offset = line.index(inner)
    title, colon, _ = inner.partition(":")
    bulleted = line.lstrip()[0] in "-–—•·*" and line.rstrip()[-1] not in _DECORATION
    kind = None if bulleted and not colon else _kind(title)
    if kind is None:
        return None
    if not colon:
        return kind, offset + len(inner)
    return kind, offset + len(title) + 1


def _kind(title: str) -> SectionKind | None:
    """Tell the kind of a heading; a spaced-out one ("S K I L L S") reads like any other."""
    title = title.strip(_DECORATION)
    if not title or len(title) > _MOST_LENGTH or not (title[0].isupper() or title.islower()):
        return None
    if re.fullmatch(r"\w(?: \w){3,}", title):
        title = title.replace(" ", "")
    plain = " ".join(unaccented(title.casefold()).replace("’", "'").replace("-", " ").split())
    for patterns in (_PATTERNS, _SECOND):
        for kind, pattern in patterns.items():
            if pattern.fullmatch(plain):
                return kind
    return None


def _sections(text: str) -> list[Section]:
    opened = [(SectionKind.OPENING, 0, 0)]
    for line in _LINE.finditer(text):
        heading = heading_of(line.group()) if _may_be_heading(line.group()) else None
        if heading is not None:
            opened.append((heading[0], line.start(), line.start() + heading[1]))
    ends = [*(start for _, start, _ in opened[1:]), len(text)]
    return [
        Section(kind, start, body, end)
        for (kind, start, body), end in zip(opened, ends, strict=True)
        if start < end or len(opened) == 1
    ]


def _may_be_heading(line: str) -> bool:
    """Drop what can be no heading before any pattern sees it: sentences, and a right column."""
    title = line.split(":", 1)[0].strip()
    indented = len(line) - len(line.lstrip(" ")) >= _RIGHT_COLUMN
    return len(title) <= _MOST_LENGTH and not indented and not title.endswith((".", ",", ";"))
