"""What a reader asks of the ledger page, as its address says it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import MultiDict

from pledgebook.analyse.totals import JOINT, NOBODY
from pledgebook.analyse.waiting import STEPS
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Stage
from pledgebook.web.library import day

COLUMNS = {
    "date": "Date",
    "donors": "Who",
    "what": "What",
    "stage": "Stage",
    "amount": "Amount",
    "converted": "Converted",
    "type": "Type",
    "scheme": "Scheme",
    "recipient": "To",
    "reports": "Reports",
    "sources": "Sources",
    "conflicts": "Conflicts",
    "reported": "First reported",
}
SHOWN = ("date", "donors", "what", "stage", "amount", "reports", "conflicts")
"""columns shown unless others are asked for"""
SORTS = ("latest", "earliest", "reported", "greatest", "sources", "contested", "stage", "donor")
GROUPS = ("donor", "stage", "scheme", "month", "type")
PAGE_SIZE = 50


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger page's filters, order and look; None asks for everything.

    `total` is a cell of the totals, `CURRENCY:STAGE:ROW`; only the entries that make it up are shown. `month` is the first
    day of the month in which what is shown happened, or was first reported.
    """

    donor: str | None = None
    stage: str | None = None
    scheme: str | None = None
    type: str | None = None
    item_class: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    source: str | None = None
    conflicts: bool = False
    independent: int | None = None
    basis: str | None = None
    total: tuple[str, str, str] | None = None
    month: datetime.date | None = None
    sort: str = "latest"
    group: str | None = None
    columns: tuple[str, ...] = SHOWN
    into: str | None = None
    prices: int | None = None
    """the year at whose prices totals are shown too"""
    number: int = 1
    """of the page"""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        kept = ("donor", "stage", "scheme", "type", "item_class", "since", "until", "source", "conflicts", "independent", "basis", "total", "month")
        return any(getattr(self, name) for name in kept)

    @property
    def row(self) -> str | None:
        """The row of totals that `donor` names and that is no party."""
        return self.donor if self.donor in (JOINT, NOBODY) else None


def asked(query: MultiDict[Any]) -> Asked:
    """What an address asks for; raises `PledgebookError` for a word that is none of those it may be.

    >>> asked(MultiDict([("stage", "pledged"), ("donor", ""), ("page", "2")])).number
    2
    """
    given = {name: value.strip() for name, value in query.multi_items() if isinstance(value, str) and value.strip()}
    columns = tuple(column for column in COLUMNS if column in query.getall("column", []))
    return Asked(
        donor=given.get("donor"),
        stage=given.get("stage"),
        scheme=given.get("scheme"),
        type=given.get("type"),
        item_class=given.get("class"),
        since=day(given.get("from"), "from"),
        until=day(given.get("to"), "to"),
        source=given.get("source"),
        conflicts=given.get("conflicts") == "1",
        independent=whole_number(given, "independent", None),
        basis=given.get("basis"),
        total=_total(given.get("total")),
        month=_month(given.get("month")),
        sort=one_of(given, "sort", SORTS) or "latest",
        group=one_of(given, "group", GROUPS),
        columns=columns or SHOWN,
        into=one_of(given, "into", ("USD", "EUR")),
        prices=whole_number(given, "prices", None),
        number=whole_number(given, "page", 1) or 1,
    )


def one_of(given: Mapping[str, str], name: str, allowed: Iterable[str]) -> str | None:
    """A word of a closed set; None where none is given."""
    value = given.get(name)
    if value is not None and value not in allowed:
        raise PledgebookError(f"unknown_{name}", f"there is no {name} '{value[:40]}'", f"use one of {', '.join(allowed)}")
    return value


def whole_number(given: Mapping[str, str], name: str, default: int | None) -> int | None:
    """A number from 1 on."""
    text = given.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise PledgebookError("bad_number", f"{name}: '{text[:40]}' is no number", "write a whole number from 1 on")
    return int(text)


def stretch(query: MultiDict[Any]) -> tuple[Stage, Stage]:
    """The stages between which waits are looked at, `start` and `end` of an address."""
    given = {name: value for name in ("start", "end") if isinstance(value := query.get(name), str) and value}
    steps = [str(stage) for stage in STEPS]
    return Stage(one_of(given, "start", steps) or Stage.PLEDGED), Stage(one_of(given, "end", steps) or Stage.DELIVERED)


def placed(request: Request[Any, Any, Any], items: int, size: int) -> tuple[int, int]:
    """The number of the page a reader asks for, and how many pages there are; past the last there is the last."""
    pages = max(1, -(-items // size))
    return min(whole_number(request.query_params, "page", 1) or 1, pages), pages


def _month(text: str | None) -> datetime.date | None:
    return day(f"{text}-01", "month") if text else None


def _total(text: str | None) -> tuple[str, str, str] | None:
    if text is None:
        return None
    parts = text.split(":")
    if len(parts) != 3:
        raise PledgebookError("bad_total", f"total: '{text[:40]}' is no cell of the totals", "write CURRENCY:STAGE:DONOR, such as USD:pledged:NLD")
    return parts[0], parts[1], parts[2]
