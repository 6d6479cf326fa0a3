"""Whether two amounts can be one."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping

from pledgebook.model.claim import Amount

NO_RATES: Mapping[str, float] = {}

EXACT = 0.02
"""plain figures of one event differ by rounding"""
ROUNDED = 0.05
"""figures called about, nearly, almost"""
RIVAL = 1.35
"""ratio up to which two figures of otherwise one event are rival reports of it"""
OPEN = 1.5
"""how far beyond its bound "more than X" reaches, and "up to X" below it"""


CONVERTED = 1.2
"""ratio up to which two figures in two currencies can be one sum, at a rough rate"""


class Likeness(enum.StrEnum):
    """How two amounts stand to each other, closest first."""

    EQUAL = "equal"
    WITHIN = "within"
    """one is a range or bound that holds the other"""
    RIVAL = "rival"
    """near each other and not the same"""
    CONVERTED = "converted"
    """in two currencies, and one sum at a rough rate"""
    RENAMED = "renamed"
    """one figure, in the donor's own money and in another, or brought from one to the other"""
    CURRENCY = "currency"
    """in two currencies that cannot be one sum, or whose rate nobody knows"""
    MISSING = "missing"
    APART = "apart"


def bounds(amount: Amount) -> tuple[float, float]:
    """The interval an amount allows, an open end reaching to half as much again.

    >>> bounds(Amount(1e9, None, "USD"))
    (1000000000.0, 1500000000.0)
    """
    low = amount.min if amount.min is not None else (amount.max or 0.0) / OPEN
    high = amount.max if amount.max is not None else (amount.min or 0.0) * OPEN
    if amount.approximate and amount.max is None:
        high = math.inf
    return low, high


def sizes(amount: Amount) -> range:
    """The classes of size an amount falls in and the next one, so that amounts that could be one share a class."""
    low, high = bounds(amount)
    if not 0 < low <= high < math.inf:
        return range(0)
    return range(int(math.log(low, RIVAL)), int(math.log(high, RIVAL)) + 2)


def plain(amount: Amount) -> bool:
    """Whether the amount is one figure."""
    return amount.min is not None and amount.min == amount.max


def compare_amounts(left: Amount | None, right: Amount | None, rough: Mapping[str, float] = NO_RATES) -> Likeness:
    """How two amounts stand to each other; `rough` is what a unit of each currency is worth, in any one of them.

    >>> compare_amounts(Amount(5e8, 5e8, "EUR"), Amount(5.77e8, 5.77e8, "USD"), {"EUR": 1.1, "USD": 1.0}).name
    'CONVERTED'
    """
    if left is None or right is None:
        return Likeness.MISSING
    if left.currency != right.currency:
        return _across(left, right, rough)
    slack = ROUNDED if left.approximate or right.approximate else EXACT
    (a, b), (c, d) = bounds(left), bounds(right)
    if a <= d * (1 + slack) and c <= b * (1 + slack):
        alike = (plain(left) and plain(right)) or (left.min, left.max) == (right.min, right.max)
        return Likeness.EQUAL if alike else Likeness.WITHIN
    near, far = sorted((min(b, d), max(a, c)))
    return Likeness.RIVAL if near > 0 and far / near <= RIVAL else Likeness.APART


def _across(left: Amount, right: Amount, rough: Mapping[str, float]) -> Likeness:
    if left.currency not in rough or right.currency not in rough:
        return Likeness.CURRENCY
    (a, b), (c, d) = ((low * rough[amount.currency], high * rough[amount.currency]) for amount in (left, right) for low, high in [bounds(amount)])
    return Likeness.CONVERTED if a <= d * CONVERTED and c <= b * CONVERTED else Likeness.CURRENCY


def renamed(left: Amount, right: Amount, own: str, rough: Mapping[str, float] = NO_RATES) -> bool:
    """Whether one figure was taken in the donor's `own` money by one report and in another currency by the other.

    >>> renamed(Amount(2e8, 2e8, "USD"), Amount(1.434e8, 1.434e8, "USD"), "CAD", {"CAD": 0.73, "USD": 1.0})
    True
    """
    if not (plain(left) and plain(right) and left.min and right.min and own in rough):
        return False
    if left.currency != right.currency:
        return own in (left.currency, right.currency) and left.min == right.min
    if left.currency == own or left.currency not in rough:
        return False
    small, large = sorted((left.min, right.min))
    rate = rough[own] / rough[left.currency]
    return abs(small / large / min(rate, 1 / rate) - 1) <= ROUNDED


def contradict(left: Amount, right: Amount) -> bool:
    """Whether both cannot be true."""
    return compare_amounts(left, right) not in (Likeness.EQUAL, Likeness.WITHIN)


def differ_as_written(left: Amount, right: Amount) -> bool:
    """Whether two amounts contradict each other, down to the last digit they are written with.

    >>> exact, near, round_ = Amount(5.77e8, 5.77e8, "USD"), Amount(5.78e8, 5.78e8, "USD"), Amount(6e8, 6e8, "USD", approximate=True)
    >>> differ_as_written(exact, near), differ_as_written(exact, round_), differ_as_written(Amount(1e9, 1e9, "USD"), Amount(1.01e9, 1.01e9, "USD"))
    (True, False, False)
    """
    if contradict(left, right):
        return True
    if left.approximate or right.approximate or not (plain(left) and plain(right)):
        return False
    a, b = left.min or 0.0, right.min or 0.0
    return abs(a - b) > 0.999 * max(_step(a), _step(b))


def _step(value: float) -> float:
    """One unit of the last digit a figure is written with: a million of 578m, a hundred million of 1.2bn."""
    unit = next((size for size in (1e12, 1e9, 1e6, 1e3) if value >= size), 1.0)
    short = f"{value / unit:.6f}".rstrip("0")
    return float(unit * 0.1 ** len(short.partition(".")[2]))


def shown(amount: Amount) -> str:
    """An amount for a reader, without a symbol that could be misread.

    >>> shown(Amount(2e9, 2.5e9, "EUR")), shown(Amount(None, 5e6, "USD", approximate=True))
    ('EUR 2-2.5bn', 'up to USD 5m')
    """
    about = "about " if amount.approximate else ""
    if amount.min is None or amount.max is None:
        bound = amount.max if amount.min is None else amount.min
        return f"{'up to' if amount.min is None else 'over'} {amount.currency} {figure(bound or 0.0)}"
    if amount.min == amount.max:
        return f"{about}{amount.currency} {figure(amount.min)}"
    low, high = figure(amount.min), figure(amount.max)
    if low.lstrip("0123456789.,") == high.lstrip("0123456789.,"):
        low = low.rstrip("abcdefghijklmnopqrstuvwxyz")
    return f"{about}{amount.currency} {low}-{high}"


def figure(value: float) -> str:
    """A figure of whole units, shortened without losing a digit.

    >>> figure(5e8), figure(1_234_567_000), figure(1234.5), figure(1.5e12)
    ('500m', '1,234.567m', '1,234.5', '1.5tn')
    """
    for unit, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        short = value / unit
        if abs(short) >= 1 and math.isclose(round(short, 3), short, rel_tol=1e-12):
            return f"{short:,.3f}".rstrip("0").rstrip(".") + word
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
