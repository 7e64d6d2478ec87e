"""Which writer words a post: chosen by settings, loaded once."""

from nlp.ports import Writer, WriterChoice, WriterKind
from nlp.runtime.weights import WeightsError


def load_writer(choice: WriterChoice) -> Writer | None:
    """Give the writer that was chosen; None: the composer alone words the post.

    Raise WeightsError, which says what to mend, for a writer that cannot be had.
    """
    if choice.kind in (None, WriterKind.COMPOSER) and choice.model is None:
        return None
    raise WeightsError("only PENROLL_WRITER=composer is there as yet: unset PENROLL_WRITER_MODEL")
