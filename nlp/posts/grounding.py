"""The taxonomy as the post's plan and checks ask for it."""

from collections.abc import Sequence

from nlp.ports import FindSkill, SpotSkills
from nlp.skills.gazetteer import Gazetteer
from nlp.skills.other_senses import in_other_sense
from nlp.skills.taxonomy import Skill
from nlp.skills.tokens import tokens


def skill_finder(skills: Sequence[Skill]) -> FindSkill:
    """Give a look-up of skills by name or alias in any case."""
    names = {alias.casefold(): skill for skill in skills for alias in skill.aliases}
    names |= {skill.name.casefold(): skill for skill in skills}
    return lambda name: names.get(" ".join(name.split()).casefold())


def skill_spotter(gazetteer: Gazetteer) -> SpotSkills:
    """Give a finder of all skills named in a text.

    A name that is also an ordinary word counts only in its own spelling, and not where the words
    beside it give it another sense: `Excel`, not `excel`, and not `Go over the wiring`.
    """

    def spot(text: str) -> frozenset[str]:
        found = gazetteer.find(text, tokens(text))
        return frozenset(
            match.skill.slug
            for match in found
            if (match.exact_case or not match.ambiguous)
            and not in_other_sense(text, match.start, match.end)
        )

    return spot
