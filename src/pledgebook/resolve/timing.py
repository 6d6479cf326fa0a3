"""How far apart two claims stand in time, by the days they state or else by when they were published."""

from __future__ import annotations

import enum

from pledgebook.model.text import DateRange

LONG = 31
"""days from which a stated range says little about the day"""


class Timing(enum.StrEnum):
    """How two claims stand in time, closest first."""

    SAME = "same"
    CLOSE = "close"
    NEAR = "near"
    UNKNOWN = "unknown"
    LOOSE = "loose"
    FAR = "far"


def timing(left: DateRange | None, right: DateRange | None, left_published: DateRange | None, right_published: DateRange | None) -> Timing:
    """How two events stand in time; an undated event is taken to be reported within days."""
    if left and right:
        return _stated(left, right)
    if left or right:
        event, published = (left, right_published) if left else (right, left_published)
        return _reported(event, published) if event and published else Timing.UNKNOWN
    if left_published and right_published:
        return _news(days_between(left_published, right_published))
    return Timing.UNKNOWN


def days_between(left: DateRange, right: DateRange) -> int:
    """Days from the end of one range to the start of the other; 0 where they overlap."""
    return max(0, (right.first - left.last).days, (left.first - right.last).days)


def length(days: DateRange) -> int:
    return (days.last - days.first).days + 1


def _stated(left: DateRange, right: DateRange) -> Timing:
    apart = days_between(left, right)
    if max(length(left), length(right)) > LONG:
        return Timing.NEAR if apart == 0 else Timing.LOOSE if apart <= LONG else Timing.FAR
    if apart == 0:
        return Timing.SAME
    return Timing.CLOSE if apart <= 2 else Timing.LOOSE if apart <= 7 else Timing.FAR


def _reported(event: DateRange, published: DateRange) -> Timing:
    """An undated report beside a dated event: it comes within days of it, hardly before it; a long range says little."""
    apart = days_between(event, published)
    if published.last < event.first:
        return Timing.NEAR if apart <= 1 else Timing.LOOSE if apart <= 14 else Timing.FAR
    if length(event) > LONG:
        return Timing.NEAR if apart <= 3 else Timing.LOOSE if apart <= 45 else Timing.FAR
    return Timing.CLOSE if apart <= 3 else Timing.NEAR if apart <= 10 else Timing.LOOSE if apart <= 45 else Timing.FAR


def _news(apart: int) -> Timing:
    return Timing.CLOSE if apart <= 3 else Timing.NEAR if apart <= 10 else Timing.LOOSE if apart <= 30 else Timing.FAR
