"""The taxonomy as the post's plan and checks ask for it."""

from collections.abc import Sequence

from nlp.ports import FindSkill, SpotSkills
from nlp.skills.gazetteer import Gazetteer
from nlp.skills.taxonomy import Skill
from nlp.skills.tokens import tokens


def skill_finder(skills: Sequence[Skill]) -> FindSkill:
    """Give a look-up of skills by name or alias in any case."""
    names = {alias.casefold(): skill for skill in skills for alias in skill.aliases}
    names |= {skill.name.casefold(): skill for skill in skills}
    return lambda name: names.get(" ".join(name.split()).casefold())


def skill_spotter(gazetteer: Gazetteer) -> SpotSkills:
    """Give a finder of all skills named in a text.

    A name that is also an ordinary word counts only in its own spelling: `Excel`, not `excel`.
    """

    def spot(text: str) -> frozenset[str]:
        found = gazetteer.find(text, tokens(text))
        sure = (match for match in found if match.exact_case or not match.ambiguous)
        return frozenset(match.skill.slug for match in sure)

    return spot
