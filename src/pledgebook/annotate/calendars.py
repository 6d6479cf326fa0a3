"""Sets of days: weeks, months, seasons, quarters, fiscal years, and the way from one day to another."""

from __future__ import annotations

import calendar
import datetime

from pledgebook.model.text import DateRange

DAY = datetime.timedelta(days=1)
UNIT_DAYS = {"hour": 1, "day": 1, "week": 7, "month": 30, "year": 365}
Day = datetime.date


def days(first: Day, last: Day) -> DateRange:
    """From one day to the other, in either order."""
    return DateRange(min(first, last), max(first, last))


def single(day: Day) -> DateRange:
    return DateRange(day, day)


def month(year: int, number: int) -> DateRange:
    """A month; numbers beyond 1..12 lead into neighbouring years.

    >>> month(2024, 14)
    DateRange(first=datetime.date(2025, 2, 1), last=datetime.date(2025, 2, 28))
    """
    year, index = year + (number - 1) // 12, (number - 1) % 12
    return DateRange(Day(year, index + 1, 1), Day(year, index + 1, calendar.monthrange(year, index + 1)[1]))


def months(year: int, first: int, count: int) -> DateRange:
    """That many months from the first on: a quarter, a season, half a year."""
    return DateRange(month(year, first).first, month(year, first + count - 1).last)


def year(number: int) -> DateRange:
    return months(number, 1, 12)


def fiscal_year(number: int) -> DateRange:
    """The fiscal year of the United States, October to September (31 U.S.C. 1102)."""
    return months(number - 1, 10, 12)


def week(day: Day) -> DateRange:
    """The week of a day, Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return DateRange(monday, monday + 6 * DAY)


def weekday_until(day: Day, number: int) -> Day:
    """The last day of that weekday (Monday is 0) on or before a day."""
    return day - ((day.weekday() - number) % 7) * DAY


def weekday_from(day: Day, number: int) -> Day:
    """The first day of that weekday on or after a day."""
    return day + ((number - day.weekday()) % 7) * DAY


def shift(day: Day, count: int, unit: str) -> Day:
    """The day so many hours (a day for each 24 begun), days, weeks, months or years away; the month's last day where it is too short.

    >>> shift(datetime.date(2024, 3, 31), -1, "month")
    datetime.date(2024, 2, 29)
    """
    if unit == "hour":
        return day + (1 if count > 0 else -1) * -(-abs(count) // 24) * DAY
    if unit in ("day", "week"):
        return day + count * UNIT_DAYS[unit] * DAY
    target = month(day.year, day.month + count * (12 if unit == "year" else 1))
    return target.first + (min(day.day, target.last.day) - 1) * DAY


def around(day: Day, unit: str) -> DateRange:
    """The week, month or year a day lies in."""
    if unit == "week":
        return week(day)
    return single(day) if unit == "day" else month(day.year, day.month) if unit == "month" else year(day.year)


def part(whole: DateRange, name: str) -> DateRange:
    """The early, middle or late third of a range.

    >>> part(month(2024, 6), "late")
    DateRange(first=datetime.date(2024, 6, 21), last=datetime.date(2024, 6, 30))
    """
    if whole == year(whole.first.year):
        return months(whole.first.year, {"early": 1, "mid": 5, "late": 9}[name], 4)
    third = ((whole.last - whole.first).days + 1) // 3
    if name == "early":
        return DateRange(whole.first, whole.first + (third - 1) * DAY)
    if name == "late":
        return DateRange(whole.first + 2 * third * DAY, whole.last)
    return DateRange(whole.first + third * DAY, whole.first + (2 * third - 1) * DAY)


def valid(year_number: int, month_number: int, day_number: int) -> Day | None:
    """The day, None where the calendar has none such."""
    try:
        return Day(year_number, month_number, day_number)
    except ValueError:
        return None
