"""Which writer words a post: chosen by settings, loaded once."""

from nlp.ports import Writer, WriterChoice, WriterKind
from nlp.runtime.bundled import BundledWriter
from nlp.runtime.named import NamedModel, NamedWriter
from nlp.runtime.weights import WeightsError


def load_writer(choice: WriterChoice) -> Writer | None:
    """Give the writer that was chosen, with its weights loaded and verified; None: the composer.

    Without a `kind` it is the named model where there is one, else the bundled writer. Raise
    WeightsError, which says what to mend, for a writer that cannot be had.
    """
    kind = choice.kind or (WriterKind.NAMED if choice.model else WriterKind.BUNDLED)
    if kind is WriterKind.COMPOSER:
        return None
    writer = _named(choice) if kind is WriterKind.NAMED else BundledWriter()
    writer.load()
    return writer


def _named(choice: WriterChoice) -> NamedWriter:
    if choice.model is None:
        raise WeightsError("PENROLL_WRITER=named needs PENROLL_WRITER_MODEL: a folder or a hub id")
    return NamedWriter(
        NamedModel(choice.model, may_download=choice.may_download, precision=choice.precision)
    )
