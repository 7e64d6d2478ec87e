"""What a named model is asked: a part that all units of a post share, then the unit itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.ports import WritingTask

_MARK = "<<<unit>>>"
_RULES = """\
You rewrite single lines of a job post. You get two or more wordings of one line. Write ONE new \
wording of the same line.
- Say what the wordings say: add no fact, number, tool, benefit, place or name.
- Keep words in curly braces, such as {company}, exactly as they are, once each.
- Plain, friendly English that anyone can read. No slogans, no exclamation marks.
- Answer with the new line alone: no quotation marks, no list mark, no remark."""
_EXAMPLE = """\
Wordings of one bullet:
- Keep shelves full and prices right, so that customers find what they came for
- Restock during the day and check that each label matches
New bullet: Restock shelves through the day and check each label, so people find what they need"""
_KNOWN = {
    "title": "The job",
    "seniority": "Seniority",
    "industry": "Industry",
    "work_mode": "Work mode",
    "notes": "Notes of the employer",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """The text of every unit is `prefix`, the unit's own part, then `suffix`."""

    prefix: str
    units: tuple[str, ...]
    suffix: str


def prompt_of(tokenizer: Any, tasks: Sequence[WritingTask]) -> Prompt:
    """Write the prompt for tasks of one post, by the tokenizer's chat template if it has one."""
    shared = f"{_RULES}\n\n{_post(tasks[0].context)}\n\n{_EXAMPLE}"
    units = tuple(_unit(task) for task in tasks)
    if not getattr(tokenizer, "chat_template", None):
        return Prompt(f"{shared}\n\n", units, "")
    prefix, suffix = _rendered(tokenizer, shared).split(_MARK)
    return Prompt(prefix, units, suffix)


def _rendered(tokenizer: Any, shared: str) -> str:
    content = f"{shared}\n\n{_MARK}"
    messages = [{"role": "user", "content": content}]
    options = {"tokenize": False, "add_generation_prompt": True, "enable_thinking": False}
    return str(tokenizer.apply_chat_template(messages, **options))


def _post(context: Mapping[str, str]) -> str:
    known = [
        f"{name}: {_one_line(context[key])}" for key, name in _KNOWN.items() if context.get(key)
    ]
    return "\n".join(["The post it stands in (for the tone; quote nothing of this):", *known])


def _unit(task: WritingTask) -> str:
    return "\n".join(_lines(task))


def _lines(task: WritingTask) -> Iterator[str]:
    kind = "bullet" if task.bullet else "text"
    yield f"Wordings of one {kind}:"
    for text in task.texts:
        yield f"- {text}"
    if task.refused:
        yield f"Not good enough ({task.reason or 'refused'}), so write it otherwise:"
        for text in task.refused:
            yield f"- {text}"
    yield f"New {kind}:"


def _one_line(text: str) -> str:
    return " ".join(text.split())
