"""My ledger against another: what matches, what only one side has, what differs and why, and the difference of the totals to the last unit."""

from __future__ import annotations

import collections
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pledgebook.analyse.compare_lines import Line, Tracker, as_stated, at, total, worth
from pledgebook.analyse.compare_pairs import EQUAL, RIVAL, Group, Unit, days_between, groups, units
from pledgebook.dossier.schema import Dossier
from pledgebook.resolve.goods import Goods, Overlap, overlap

ROUNDED = EQUAL - 1


class Kind(enum.StrEnum):
    SAME = "same"
    DIFFERS = "differs"
    SPLIT = "split"
    """one amount here, several there, or the other way round"""
    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"


class Reason(enum.StrEnum):
    """Why totals differ."""

    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"
    NOT_COUNTED_BY_US = "not_counted_by_us"
    NOT_COUNTED_BY_THEM = "not_counted_by_them"
    NO_AMOUNT_WITH_US = "no_amount_with_us"
    NO_AMOUNT_WITH_THEM = "no_amount_with_them"
    NO_RATE = "no_rate"
    """one side's amount cannot be brought to the currency"""
    CONVERSION = "conversion"
    """one sum, brought to the currency at another rate"""
    RATE_DAY = "rate_day"
    """one sum, at the rate of another day"""
    CURRENCY = "currency"
    """one promise, told in two currencies"""
    BOUND = "bound"
    """a range or "up to" here, a figure there"""
    ROUNDING = "rounding"
    AMOUNT = "amount"
    SPLIT = "split"


class Part(msgspec.Struct, frozen=True):
    """A piece of the difference of the totals, in whole units: ours less theirs."""

    reason: Reason
    value: int
    note: str = ""


class Difference(msgspec.Struct, frozen=True):
    """A field told otherwise; "" where a side does not know."""

    field: str
    ours: str
    theirs: str
    note: str = ""


class Row(msgspec.Struct, frozen=True):
    """What of ours is what of theirs (one of both empty where only one side has it), how they differ, and what that adds to the difference."""

    kind: Kind
    ours: tuple[Line, ...]
    theirs: tuple[Line, ...]
    differences: tuple[Difference, ...] = ()
    parts: tuple[Part, ...] = ()
    note: str = ""


class Comparison(msgspec.Struct, frozen=True):
    """`ours - theirs == sum of the parts of all rows`, in whole units of `currency`.

    `parts` gathers them by reason. `no_rate` are lines that count on their side and could not be brought to the currency: they are in neither total.
    """

    currency: str
    name: str
    ours: int
    theirs: int
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    no_rate: tuple[Line, ...] = ()

    @property
    def difference(self) -> int:
        return self.ours - self.theirs


def compare(ours: Sequence[Line], tracker: Tracker, dossier: Dossier, currency: str = "USD") -> Comparison:
    """Explains another ledger by ours, row by row."""
    left, right = units(ours), units(tracker.lines)
    found = groups(left, right, dossier)
    goods = Goods(dossier)
    rows = [_row(group, left, right, currency, goods) for group in found]
    taken_left = {id_ for group in found for id_ in group.ours}
    taken_right = {id_ for group in found for id_ in group.theirs}
    rows += [_alone(unit, right, currency, ours=True) for unit in left.values() if unit.id not in taken_left]
    rows += [_alone(unit, left, currency, ours=False) for unit in right.values() if unit.id not in taken_right]
    no_rate = tuple(line for line in (*ours, *tracker.lines) if line.counts and as_stated(line, currency) is None)
    ordered = tuple(sorted(rows, key=_place))
    return Comparison(currency, tracker.name, total(ours, currency), total(tracker.lines, currency), ordered, gathered(ordered), no_rate)


def gathered(rows: Iterable[Row]) -> tuple[Part, ...]:
    """The parts of all rows by reason, the greatest first, with how many rows each comes from."""
    sums: dict[Reason, list[int]] = collections.defaultdict(list)
    for row in rows:
        for part in row.parts:
            sums[part.reason].append(part.value)
    made = [Part(reason, sum(values), f"{len(values)} rows" if len(values) > 1 else "1 row") for reason, values in sums.items()]
    return tuple(sorted(made, key=lambda part: (-abs(part.value), part.reason)))


def _place(row: Row) -> tuple[int, int, list[str]]:
    """Rows of one kind together, those that weigh most first."""
    return list(Kind).index(row.kind), -abs(sum(part.value for part in row.parts)), [line.id for line in (*row.ours, *row.theirs)]


def _row(group: Group, left: Mapping[str, Unit], right: Mapping[str, Unit], currency: str, goods: Goods) -> Row:
    ours, theirs = [left[id_] for id_ in group.ours], [right[id_] for id_ in group.theirs]
    seen = {id_ for pair in group.lines for id_ in pair}
    if len(ours) > 1 or len(theirs) > 1:
        change = sum(unit.value(currency) for unit in ours) - sum(unit.value(currency) for unit in theirs)
        one, several = ("theirs", len(ours)) if len(ours) > 1 else ("ours", len(theirs))
        note = f"one amount in {one}, {several} lines on the other side"
        shown = tuple(_shown(unit, seen) for unit in ours), tuple(_shown(unit, seen) for unit in theirs)
        return Row(Kind.SPLIT, *shown, (), (Part(Reason.SPLIT, change, note),) if change else (), note)
    a, b = _shown(ours[0], seen), _shown(theirs[0], seen)
    differences = tuple(_differences(a, b, goods))
    parts = tuple(_parts(ours[0], theirs[0], (a, b), currency))
    plain = {"donors", "amount", "currency", "joint", "counts"}
    kind = Kind.DIFFERS if parts or any(difference.field in plain for difference in differences) else Kind.SAME
    return Row(kind, (a,), (b,), differences, parts)


def _alone(unit: Unit, others: Mapping[str, Unit], currency: str, *, ours: bool) -> Row:
    line = unit.counting or (unit.whole or unit.shares)[0]
    value = unit.value(currency)
    held = [other for candidate in others.values() for other in candidate.whole]
    days = [other.day for other in held if other.day]
    note = "no line on the other side fits"
    if line.donors and not any(set(line.donors) & set(other.donors) for other in held):
        note = "the other side has nothing of this donor"
    elif line.day and days and not min(days) <= line.day <= max(days):
        note = f"the other side runs from {min(days)} to {max(days)}"
    reason = Reason.ONLY_OURS if ours else Reason.ONLY_THEIRS
    parts = (Part(reason, value if ours else -value, note),) if value else ()
    kind = Kind.ONLY_OURS if ours else Kind.ONLY_THEIRS
    return Row(kind, (line,) if ours else (), () if ours else (line,), (), parts, note)


def _shown(unit: Unit, seen: set[str]) -> Line:
    """The line that counts, else the one the match was seen by."""
    return unit.counting or next((line for line in (*unit.whole, *unit.shares) if line.id in seen), (unit.whole or unit.shares)[0])


def _parts(ours: Unit, theirs: Unit, shown: tuple[Line, Line], currency: str) -> Iterator[Part]:
    """Steps from what theirs adds to their total to what ours adds to ours; what a step changes is its part."""
    a, b = shown
    mine, other = ours.value(currency), theirs.value(currency)
    if mine == other == 0:
        return
    if not b.counts:
        yield from _step(Reason.NOT_COUNTED_BY_THEM if b.amount else Reason.NO_AMOUNT_WITH_THEM, other, mine, b.why_not or "")
    elif not a.counts:
        yield from _step(Reason.NOT_COUNTED_BY_US if a.amount else Reason.NO_AMOUNT_WITH_US, other, mine, a.why_not or "")
    elif as_stated(a, currency) is None or as_stated(b, currency) is None:
        yield from _step(Reason.NO_RATE, other, mine, "")
    else:
        position = other
        for reason, value, note in _chain(a, b, currency):
            yield from _step(reason, position, value, note)
            position = value
        yield from _step(Reason.CONVERSION, position, mine, "our side's own conversion")


def _chain(a: Line, b: Line, currency: str) -> Iterator[tuple[Reason, int, str]]:
    their_sum, our_sum = worth(b, currency), worth(a, currency)
    if their_sum is None or our_sum is None:
        return
    yield Reason.CONVERSION, their_sum, f"their conversion to {currency}"
    that_day = at(b.amount, currency, a.day)
    if that_day is not None:
        yield Reason.RATE_DAY, that_day, f"rate of {a.day} instead of {b.day}"
        their_sum = that_day
    yield _why(a, b, our_sum, their_sum), our_sum, f"{_money(a)} against {_money(b)}"


def _why(a: Line, b: Line, ours: int, theirs: int) -> Reason:
    ratio = max(ours, theirs) / min(ours, theirs) if min(ours, theirs) > 0 else float("inf")
    if a.amount and b.amount and not (a.amount.min == a.amount.max and b.amount.min == b.amount.max):
        return Reason.BOUND
    if ratio <= EQUAL:
        return Reason.ROUNDING
    apart = a.amount is not None and b.amount is not None and a.amount.currency != b.amount.currency
    return Reason.CURRENCY if apart and ratio <= RIVAL else Reason.AMOUNT


def _step(reason: Reason, before: int, after: int, note: str) -> Iterator[Part]:
    if after != before:
        yield Part(reason, after - before, note)


def _differences(a: Line, b: Line, goods: Goods) -> Iterator[Difference]:
    if set(a.donors) != set(b.donors):
        yield Difference("donors", "; ".join(a.donors), "; ".join(b.donors), "one side names nobody" if not (a.donors and b.donors) else "")
    if a.joint != b.joint:
        yield Difference("joint", str(a.joint).lower(), str(b.joint).lower())
    if (a.amount is None) != (b.amount is None) or (a.amount and b.amount and _far(a, b)):
        yield Difference("amount", _money(a), _money(b))
    if a.amount and b.amount and a.amount.currency != b.amount.currency:
        yield Difference("currency", a.amount.currency, b.amount.currency)
    if a.counts != b.counts:
        yield Difference("counts", "counted" if a.counts else a.why_not or "not counted", "counted" if b.counts else b.why_not or "not counted")
    for field in ("stage", "aid_type", "scheme", "supplier"):
        left, right = getattr(a, field), getattr(b, field)
        if left and right and left != right:
            yield Difference(field, str(left), str(right))
    gap = days_between(a, b)
    if gap:
        yield Difference("date", str(a.day or ""), str(b.day or ""), f"{gap} days apart")
    yield from _goods(a, b, goods)


def _goods(a: Line, b: Line, goods: Goods) -> Iterator[Difference]:
    like = overlap(goods.of(a.items), goods.of(b.items))
    notes = {Overlap.QUANTITY: "other numbers", Overlap.DISJOINT: "other goods"}
    if like in notes:
        yield Difference("items", _named(a), _named(b), notes[like])
    elif bool(a.items) != bool(b.items):
        yield Difference("items", _named(a), _named(b), "one side lists none")


def _named(line: Line) -> str:
    return "; ".join(f"{item.quantity:.15g} {item.name}" if item.quantity is not None else item.name for item in line.items)


def _far(a: Line, b: Line) -> bool:
    assert a.amount is not None
    assert b.amount is not None
    if a.amount.currency != b.amount.currency:
        return False
    ends = ((a.amount.min, b.amount.min), (a.amount.max, b.amount.max))
    return any((one is None) != (two is None) or abs((one or 0.0) - (two or 0.0)) > ROUNDED * max(abs(one or 0.0), abs(two or 0.0)) for one, two in ends)


def _money(line: Line) -> str:
    from pledgebook.resolve.amounts import shown

    return shown(line.amount) if line.amount else ""
