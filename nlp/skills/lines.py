"""Find the line of a text that an offset lies in, without a search through the text."""

from bisect import bisect_right


class Lines:
    """The lines of a text, found by offset; a line ends before its line feed."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        for place, mark in enumerate(text):
            if mark == "\n":
                self._starts.append(place + 1)
        self._length = len(text)

    def at(self, offset: int) -> tuple[int, int]:
        """Give start and end of the line that holds `offset`."""
        place = bisect_right(self._starts, offset) - 1
        last = place + 1 == len(self._starts)
        return self._starts[place], self._length if last else self._starts[place + 1] - 1
