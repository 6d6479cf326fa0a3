"""Laws of comparing: whatever two ledgers hold, the parts make up the difference exactly, and no line is lost or shown twice."""

from __future__ import annotations

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.analyse.compare import Kind, compare
from pledgebook.analyse.compare_lines import Line, Tracker
from pledgebook.analyse.compare_pairs import units
from pledgebook.model.claim import AidType, Amount, CountsAs, ItemCount, Stage
from pledgebook.model.text import DateRange

DAYS = st.dates(datetime.date(2025, 7, 1), datetime.date(2025, 9, 30))
SUMS = st.sampled_from([1e6, 5e6, 40e6, 60e6, 100e6, 100.4e6, 500e6, 577e6])


@st.composite
def ledger_lines(draw: st.DrawFn, side: str) -> list[Line]:
    made: list[Line] = []
    for number in range(draw(st.integers(0, 7))):
        low = draw(st.none() | SUMS)
        amount = Amount(low if draw(st.booleans()) or low is None else None, low, draw(st.sampled_from(["USD", "EUR", "UAH"]))) if low is not None else None
        counted_as = draw(st.sampled_from(list(CountsAs))) if amount else None
        whole = next((line for line in made if line.counts_as is CountsAs.TOTAL), None)
        day = draw(st.none() | DAYS)
        made.append(
            Line(
                id=f"{side}{number}",
                donors=tuple(draw(st.lists(st.sampled_from(["NLD", "NOR", "DEU", "EUROPEAN_ALLIES"]), max_size=3, unique=True))),
                joint=draw(st.booleans()),
                stage=draw(st.sampled_from(list(Stage))),
                aid_type=draw(st.none() | st.sampled_from(list(AidType))),
                date=DateRange(day, day) if day else None,
                day=day,
                amount=amount,
                stated=draw(st.none() | st.builds(lambda value: Amount(value, value, "USD"), SUMS)) if amount else None,
                counts=counted_as is CountsAs.TOTAL,
                counts_as=counted_as,
                items=tuple(ItemCount(name) for name in draw(st.lists(st.sampled_from(["tanks", "Patriot missiles", "arms"]), max_size=2, unique=True))),
                part_of=whole.id if whole and counted_as is CountsAs.COMPONENT else None,
                lifecycle=f"{side}{number}",
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(ours=ledger_lines("o"), theirs=ledger_lines("t"), currency=st.sampled_from(["USD", "EUR"]))
def test_the_parts_make_up_the_difference_and_every_promise_is_shown_once(facts, ours, theirs, currency) -> None:
    found = compare(ours, Tracker("theirs", tuple(theirs)), facts.dossier, currency)
    assert sum(part.value for row in found.rows for part in row.parts) == found.difference == found.ours - found.theirs
    assert sum(part.value for part in found.parts) == found.difference
    for mine, side in ((ours, "ours"), (theirs, "theirs")):
        held = units(mine)
        owner = {line.id: unit.id for unit in held.values() for line in (*unit.whole, *unit.shares)}
        shown = [owner[line.id] for row in found.rows for line in getattr(row, side)]
        assert sorted(shown) == sorted(held)


@settings(max_examples=25, deadline=None)
@given(ours=ledger_lines("o"), theirs=ledger_lines("t"), seed=st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(facts, ours, theirs, seed) -> None:
    once = compare(ours, Tracker("theirs", tuple(theirs)), facts.dossier)
    seed.shuffle(ours)
    seed.shuffle(theirs)
    again = compare(ours, Tracker("theirs", tuple(theirs)), facts.dossier)
    assert (again.rows, again.parts, again.ours, again.theirs) == (once.rows, once.parts, once.ours, once.theirs)


@settings(max_examples=25, deadline=None)
@given(ours=ledger_lines("o"))
def test_a_ledger_against_itself_differs_in_nothing(facts, ours) -> None:
    found = compare(ours, Tracker("itself", tuple(ours)), facts.dossier)
    assert found.difference == 0
    alone = [line for row in found.rows if row.kind in (Kind.ONLY_OURS, Kind.ONLY_THEIRS) for line in (*row.ours, *row.theirs)]
    assert [line for line in alone if line.counts and line.donors] == []
