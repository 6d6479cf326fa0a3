"""One run: what the book holds that the rules have not seen is kept, and told."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Sequence

import msgspec

from pledgebook.alerts.news import Alert, Known, News, news
from pledgebook.alerts.outbox import outbox
from pledgebook.alerts.rules import Rule, Rules
from pledgebook.alerts.telling import Told, tell
from pledgebook.analyse.changes import Kind
from pledgebook.book import Book
from pledgebook.read.fetch import Web


class Ran(msgspec.Struct, frozen=True):
    """What a run found: `alerts` to tell, `remembered` as what a new rule found in the book; and what became of each place."""

    alerts: tuple[Alert, ...]
    remembered: int
    places: tuple[Told, ...] = ()


def run(book: Book, rules: Rules, kept: pathlib.Path, *, since: datetime.date | None = None, everything: bool = False, web: Web = Web()) -> Ran:
    """Looks at the book by the rules and tells what is new, each alert once.

    A rule that looks for the first time tells only what entered or changed after the end of `since`, or `everything`;
    the rest it remembers as known. What could not be told waits in `kept` for the next run.
    """
    with outbox(kept) as box:
        found, remembered = _found(book, rules, box.known(), [rule for rule in rules.rules if not box.knows(rule)], _asked(book, since, everything))
        box.keep(rules.rules, found, datetime.datetime.now(datetime.UTC))
        places = tuple(tell(box, place, web) for place in rules.places.values())
    return Ran(tuple(item.alert for item in found if item.alert), remembered, places)


def preview(book: Book, rules: Rules, kept: pathlib.Path, *, since: datetime.date | None = None, everything: bool = False) -> Ran:
    """What a run would tell; nothing is kept or told."""
    known, fresh = Known(), list(rules.rules)
    if kept.exists():
        with outbox(kept) as box:
            known, fresh = box.known(), [rule for rule in rules.rules if not box.knows(rule)]
    found, remembered = _found(book, rules, known, fresh, _asked(book, since, everything))
    return Ran(tuple(item.alert for item in found if item.alert), remembered)


def _found(book: Book, rules: Rules, known: Known, fresh: Sequence[Rule], asked: set[str] | None) -> tuple[list[News], int]:
    """What the rules have not seen, and how much of it new rules pass over."""
    view = book.ledger()
    names = {party.code: party.name for party in book.dossier.parties}
    found = [item for rule in rules.rules for item in news(rule, view.entries, known, names, book.dossier.name)]
    quiet = {rule.key for rule in fresh}
    kept = [item if item.rule.key not in quiet or _wanted(item, asked) else msgspec.structs.replace(item, alert=None) for item in found]
    return kept, sum(1 for before, after in zip(found, kept, strict=True) if before.alert and not after.alert)


def _wanted(item: News, asked: set[str] | None) -> bool:
    return item.alert is not None and (asked is None or item.alert.entry in asked)


def _asked(book: Book, since: datetime.date | None, everything: bool) -> set[str] | None:
    """The entries a new rule may tell; None for all of them."""
    if everything:
        return None
    return {change.entry for change in book.changes(since).changes if change.kind is not Kind.CONFIRMED} if since else set()
