"""When a document was published, where something states it."""

from __future__ import annotations

import datetime
import re

from pledgebook.clean.calendar import FULL_DATE, day_of, month_number, parse_date, written_date
from pledgebook.model.text import Cut, DateRange, Precision, Published, RawDocument

_ADDRESS_DAY = re.compile(r"[/_=-]((?:19|20)\d\d)([/_-]?)(\d{1,2}|[a-zA-Z]{3,9})\2(\d{1,2})(?=[/_.?&-]|\Z)")
_ADDRESS_MONTH = re.compile(r"/((?:19|20)\d\d)/(\d{1,2}|[a-zA-Z]{3,9})/")
_ISO = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_FIGURES = re.compile(r"\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b")
_WRITTEN = re.compile(FULL_DATE)


def stated_date(raw: RawDocument, cuts: tuple[Cut, ...], address: str | None, updated: tuple[str, ...]) -> tuple[Published | None, tuple[str, ...]]:
    """The publication a document's surroundings state, and flags; None where nothing states it.

    In this order: the date given with it, a line above or in the text, its dateline, its address. A given date that is
    none is flagged `bad_date` and passed over; a weekday that contradicts its date is flagged `date_ambiguous`.
    """
    flags: list[str] = []
    from_address = address_date(address) if address else None
    if raw.given.date:
        days = parse_date(raw.given.date)
        if days:
            return _published(days, f"given as '{raw.given.date}'{_agreement(days, from_address)}"), ()
        flags.append("bad_date")
    for cut in _dated_cuts(raw.text, cuts, updated):
        line = " ".join(cut.span.of(raw.text).split())
        written = written_date(line)
        days = (written[0], written[0]) if written else _figures(line)
        if not days:
            continue
        weekday = ""
        if written and not written[1]:
            flags.append("date_ambiguous")
            weekday = ", its weekday does not agree"
        elif written and _names_weekday(line):
            weekday = ", weekday agrees"
        return _published(days, f"line '{line[:80]}'{weekday}{_agreement(days, from_address)}"), tuple(flags)
    if from_address:
        return _published(from_address, f"in the address {address}"), tuple(flags)
    return None, tuple(flags)


def address_date(address: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day that a web address names; a month is its first and last day.

    >>> address_date("https://herald.example/2025/12/03/aid.html")
    (datetime.date(2025, 12, 3), datetime.date(2025, 12, 3))
    """
    for found in _ADDRESS_DAY.finditer(address):
        month = _month(found[3])
        day = day_of(int(found[1]), month, int(found[4])) if month and (found[2] or len(found[3] + found[4]) == 4) else None
        if day:
            return day, day
    found_month = _ADDRESS_MONTH.search(address)
    if found_month and (month := _month(found_month[2])):
        return parse_date(f"{found_month[1]}-{month:02}")
    return None


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else None
    try:
        return month_number(word)
    except StopIteration:
        return None


def _dated_cuts(raw: str, cuts: tuple[Cut, ...], updated: tuple[str, ...]) -> list[Cut]:
    """Crawl headers first, then lines of publication, of updates, and datelines."""

    def rank(cut: Cut) -> int:
        if cut.kind == "date_line" and cut.span.of(raw).strip(" |•·-").lower().startswith(updated):
            return 2
        return {"crawl_header": 0, "date_line": 1, "dateline": 3}[cut.kind]

    return sorted((cut for cut in cuts if cut.kind in ("crawl_header", "date_line", "dateline")), key=rank)


def _figures(line: str) -> tuple[datetime.date, datetime.date] | None:
    found = _ISO.search(line) or _FIGURES.search(line)
    return parse_date(found.group()) if found else None


def _names_weekday(line: str) -> bool:
    found = _WRITTEN.search(line)
    return found is not None and re.match(r"[A-Za-z]+\.?,? (?=[A-Z]|\d)(?i:[a-z]+\.? \d|\d)", found.group()) is not None and "day" in found.group().lower()


def _agreement(days: tuple[datetime.date, datetime.date], other: tuple[datetime.date, datetime.date] | None) -> str:
    if other is None:
        return ""
    distance = max((other[0] - days[1]).days, (days[0] - other[1]).days, 0)
    return ", the address agrees" if distance == 0 else f", the address says {other[0].isoformat()}"


def _published(days: tuple[datetime.date, datetime.date], method: str) -> Published:
    single = days[0] == days[1]
    return Published(days[0] if single else None, DateRange(*days), Precision.DAY if single else Precision.WINDOW, method)
