"""What posts are written from, read at first use and kept for the life of the process."""

from functools import cached_property

from nlp.ports import FindSkill, Similar, SpotSkills
from nlp.posts.grounding import skill_finder, skill_spotter
from nlp.posts.tailoring import Tailoring
from nlp.rules.packs import Packs
from nlp.rules.wording import WordingRules
from nlp.runtime.embedding import Embedder
from nlp.runtime.similarity import Similarity
from nlp.skills.gazetteer import Gazetteer
from seeds.library import Library, read_library
from seeds.packs import read_packs
from seeds.tailoring import read_tailoring
from seeds.wording_rules import wording_rules


class Sources:
    """Library, packs, wording rules and taxonomy; reading them takes seconds, once."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder or Embedder()

    @cached_property
    def library(self) -> Library:
        return read_library()

    @cached_property
    def packs(self) -> Packs:
        return read_packs()

    @cached_property
    def wording(self) -> WordingRules:
        return wording_rules("en")

    @cached_property
    def tailoring(self) -> Tailoring:
        return read_tailoring()

    @cached_property
    def similar(self) -> Similar:
        return Similarity(self._embedder)

    @cached_property
    def find_skill(self) -> FindSkill:
        return skill_finder(self.library.skills)

    @cached_property
    def spot_skills(self) -> SpotSkills:
        return skill_spotter(Gazetteer(self.library.skills))
