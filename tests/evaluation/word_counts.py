"""Count in how many sentences of the role library each word stands: writes the scorer's table.

python -m tests.evaluation.word_counts > nlp/ranking/word_counts.tsv
"""

from collections import Counter
from collections.abc import Iterator

from nlp.ranking.evidence import stems
from seeds.library import Library, read_library


def sentences(library: Library) -> Iterator[str]:
    for role in library.roles:
        yield role.title
        yield from role.prose
        for wordings in role.responsibilities:
            yield from wordings[1:]
    for skill in library.skills:
        yield skill.name
        yield from skill.aliases


def main() -> None:
    texts = list(sentences(read_library()))
    counts = Counter(stem for text in texts for stem in stems(text))
    print(f"\t{len(texts)}")  # noqa: T201
    for stem, count in sorted(counts.items()):
        print(f"{stem}\t{count}")  # noqa: T201


if __name__ == "__main__":
    main()
