"""Things by the cells of text they touch."""

from __future__ import annotations

from pledgebook.model.near import CELL, Near
from pledgebook.model.text import Span


def near(*spans: Span) -> Near[Span]:
    return Near(spans, lambda span: (span,))


def test_things_come_in_their_given_order_and_once() -> None:
    wide, narrow = Span(10, 3 * CELL), Span(5, 8)
    assert near(wide, narrow).at(Span(0, CELL), Span(CELL, 2 * CELL)) == (wide, narrow)


def test_a_thing_that_ends_where_a_cell_begins_is_not_in_it() -> None:
    assert near(Span(CELL - 3, CELL)).over(CELL) == ()
    assert near(Span(CELL - 3, CELL + 1)).over(CELL) == (Span(CELL - 3, CELL + 1),)


def test_an_empty_place_finds_what_stands_there() -> None:
    assert near(Span(CELL, CELL + 4)).at(Span(CELL, CELL)) == (Span(CELL, CELL + 4),)


def test_a_thing_added_later_is_found_behind_the_others() -> None:
    found = near(Span(0, 4))
    found.add(Span(2, 3))
    assert found.over(1) == (Span(0, 4), Span(2, 3))
