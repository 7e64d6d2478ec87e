"""What `penroll` says to the person in front of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


@dataclass(frozen=True, slots=True)
class Terminal:
    """Plain lines where output goes to a file, spinners and bars on a terminal."""

    console: Console = field(default_factory=lambda: Console(highlight=False))

    @classmethod
    def of_errors(cls) -> "Terminal":
        """Give one that writes to standard error."""
        return cls(Console(highlight=False, stderr=True))

    def done(self, text: str) -> None:
        self.console.print(f"[green]+[/] {escape(text)}", soft_wrap=True)

    def say(self, text: str) -> None:
        self.console.print(escape(text), soft_wrap=True)

    def warn(self, text: str) -> None:
        self.console.print(f"[yellow]![/] {escape(text)}", soft_wrap=True)

    def fail(self, text: str) -> None:
        self.console.print(f"[red]x[/] {escape(text)}", soft_wrap=True)

    @contextmanager
    def step(self, doing: str, text: str) -> Iterator["Step"]:
        """Show `doing` while something happens, then `text` and how long it took."""
        began = monotonic()
        with self.console.status(escape(doing)) as status:
            step = Step(text, lambda words: status.update(escape(words)))
            yield step
        took = f"[dim]{monotonic() - began:.1f} s[/]"
        self.console.print(f"[green]+[/] {escape(step.text)} {took}", soft_wrap=True)

    @contextmanager
    def bar(self) -> Iterator["Bar"]:
        """Show a bar that is told how far something is."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(
            *columns, console=self.console, transient=True, disable=not self.console.is_terminal
        ) as progress:
            yield Bar(progress)


@dataclass(slots=True)
class Step:
    """Something that goes on; `now` says what part of it, `text` is what remains on the screen."""

    text: str
    now: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bar:
    progress: Progress

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` of `stage` is over."""
        for task in self.progress.tasks:
            if task.description == stage:
                self.progress.update(task.id, completed=done, total=total)
                return
        self.progress.add_task(stage, completed=done, total=total)
