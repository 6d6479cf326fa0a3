"""What stands near a place: things of a document by their spans, so that none has to look at all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from pledgebook.model.text import Span

Thing = TypeVar("Thing")

CELL = 256
"""code points of a cell; a sentence touches one or two"""


class Near(Generic[Thing]):
    """Things in their given order, found by the cells of text that one of their spans touches.

    >>> near = Near([Span(900, 910), Span(3, 9)], lambda span: (span,))
    >>> near.at(Span(0, 20)), near.at(Span(400, 500))
    ((Span(start=3, end=9),), ())
    """

    def __init__(self, things: Iterable[Thing], spans: Callable[[Thing], Iterable[Span]]) -> None:
        self._things: list[Thing] = []
        self._spans = spans
        self._cells: dict[int, list[int]] = {}
        for thing in things:
            self.add(thing)

    def add(self, thing: Thing) -> None:
        """Puts a thing behind all others in order."""
        for cell in {cell for span in self._spans(thing) for cell in _cells(span)}:
            self._cells.setdefault(cell, []).append(len(self._things))
        self._things.append(thing)

    def at(self, *places: Span) -> tuple[Thing, ...]:
        """All things that touch one of the places, in order, and perhaps others close by: what is asked of them is still to be asked."""
        cells = {cell for place in places for cell in _cells(place)}
        if len(cells) == 1:
            return tuple(self._things[k] for k in self._cells.get(cells.pop(), ()))
        return tuple(self._things[k] for k in sorted({k for cell in cells for k in self._cells.get(cell, ())}))

    def over(self, position: int) -> tuple[Thing, ...]:
        """The same for the place of one code point."""
        return tuple(self._things[k] for k in self._cells.get(position // CELL, ()))


def _cells(span: Span) -> range:
    """An empty span touches the cell it stands in."""
    first = span.start if span.start > 0 else 0
    last = span.end - 1 if span.end > first else first
    return range(first // CELL, last // CELL + 1)
