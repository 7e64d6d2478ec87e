"""A writer in between: code around a writer's offers, under the writer's own name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.ports import Stop, Writer, WritingTask


@dataclass
class AroundWriter:
    """Hands on what `writer` offers; a subclass watches over the offers."""

    writer: Writer

    @property
    def name(self) -> str:
        return self.writer.name

    @property
    def is_model(self) -> bool:
        return self.writer.is_model

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Stop
    ) -> Iterator[tuple[str, Sequence[str]]]:
        yield from self.writer.offer(tasks, stop=stop)
