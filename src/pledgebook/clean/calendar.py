"""English calendar words, and the days that dates in writing name."""

from __future__ import annotations

import datetime
import email.utils
import re

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
FIRST_YEAR, LAST_YEAR = 1945, 2100

WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"
MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
MONTH_DAY = rf"(?:{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\d{{1,2}}(?:st|nd|rd|th|\.)? {MONTH})"
FULL_DATE = rf"(?:(?i:{WEEKDAY}),? )?(?i:{MONTH_DAY}),? \d{{4}}\b"
ISO_DATE = r"(?:19|20)\d\d-\d\d-\d\d"
CLOCK = r"(?:(?:at |, ?|T|\| ?|[-–—] )?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\.\d+)? ?(?i:[ap]\.?m\.?)?)"

_ISO = re.compile(r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?:[T ].*)?\Z")
_MONTH_OF_YEAR = re.compile(rf"(?:((?:19|20)\d\d)-(\d\d)|({MONTH})\s+((?:19|20)\d\d))\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_WRITTEN = re.compile(
    rf"(?:(?P<weekday>{WEEKDAY}),?\s+)?(?:(?P<m1>{MONTH})\s+(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?P<m2>{MONTH}))(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)\b")


def month_number(word: str) -> int:
    """1 for "Jan." to 12 for "december"."""
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(word.rstrip(".").lower()[:3]))


def weekday_number(word: str) -> int:
    """0 for "Mon" to 6 for "Sunday"."""
    return next(number for number, weekday in enumerate(WEEKDAYS) if weekday.startswith(word.rstrip(".").lower()[:3]))


def day_of(year: int, month: int, day: int) -> datetime.date | None:
    """The day, None where there is no such day or no news of it could be read."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def written_date(text: str) -> tuple[datetime.date, bool] | None:
    """The first date with its year in a text, and whether the weekday beside it (if any) agrees.

    >>> written_date("Wednesday, December 3, 2025 - Ministers")
    (datetime.date(2025, 12, 3), True)
    """
    for found in _WRITTEN.finditer(text):
        day = day_of(int(found["year"]), month_number(found["m1"] or found["m2"]), int(found["d1"] or found["d2"]))
        if day:
            return day, found["weekday"] is None or weekday_number(found["weekday"]) == day.weekday()
    return None


def parse_date(text: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day that a date from outside a text means; None where it means none.

    >>> parse_date("3 Dec 2025"), parse_date("2025-12")
    ((datetime.date(2025, 12, 3), datetime.date(2025, 12, 3)), (datetime.date(2025, 12, 1), datetime.date(2025, 12, 31)))
    >>> parse_date("2025-13-40") is None
    True

    ISO 8601, RFC 2822, dates in English, and figures where only one reading is a date ("25.12.2025"); the day is
    that of the time zone it is written in. A month or a year is its first and last day.
    """
    text = " ".join(text.split())
    iso = _ISO.match(text)
    if iso:
        return _single(day_of(int(iso[1]), int(iso[2]), int(iso[3])))
    month = _MONTH_OF_YEAR.match(text)
    if month:
        return _month(int(month[1] or month[4]), int(month[2]) if month[2] else month_number(month[3]))
    if _YEAR.match(text):
        return datetime.date(int(text), 1, 1), datetime.date(int(text), 12, 31)
    written = written_date(text)
    if written:
        return _single(written[0])
    figures = _FIGURES.search(text)
    if figures:
        first, second, year = (int(group) for group in figures.groups())
        readings = {day for day in (day_of(year, second, first), day_of(year, first, second)) if day}
        return _single(readings.pop()) if len(readings) == 1 else None
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _single(day_of(moment.year, moment.month, moment.day))


def _single(day: datetime.date | None) -> tuple[datetime.date, datetime.date] | None:
    return None if day is None else (day, day)


def _month(year: int, month: int) -> tuple[datetime.date, datetime.date] | None:
    first = day_of(year, month, 1)
    if first is None:
        return None
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return first, after - datetime.timedelta(days=1)
