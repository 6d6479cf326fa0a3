"""Alerts to a file, a feed and a webhook."""

from __future__ import annotations

import json
import os
import pathlib
import tempfile
from collections.abc import Callable, Mapping, Sequence

import msgspec

from pledgebook.alerts.outbox import Due, Outbox
from pledgebook.alerts.rules import Medium, Place
from pledgebook.errors import PledgebookError
from pledgebook.export.atom import Feed, FeedItem, atom
from pledgebook.read.fetch import Web

FEED_LENGTH = 100


class Told(msgspec.Struct, frozen=True):
    """What became of a place's alerts: how many were told, how many wait for the next run, and why."""

    place: str
    told: int
    waiting: int = 0
    why: PledgebookError | None = None


def tell(outbox: Outbox, place: Place, web: Web) -> Told:
    """Tells a place all that is due, in order; what fails waits with all after it."""
    due = outbox.due(place.name)
    tellers: Mapping[Medium, Callable[[Sequence[Due]], None]] = {
        Medium.FILE: lambda alerts: _to_file(pathlib.Path(place.target), alerts),
        Medium.FEED: lambda _: _to_feed(pathlib.Path(place.target), outbox.last(place.name, FEED_LENGTH)),
        Medium.WEBHOOK: lambda alerts: _to_webhook(place, alerts[0], web),
    }
    # an address takes one at a time, so that each is ticked off by itself
    portions = [[alert] for alert in due] if place.medium is Medium.WEBHOOK else [due] if due else []
    told = 0
    for portion in portions:
        try:
            tellers[place.medium](portion)
        except PledgebookError as error:
            return Told(place.name, told, len(due) - told, error)
        except OSError as error:
            fault = PledgebookError("alert_failed", f"{place.target}: {error.strerror or error}", "see that it can be written and the disk has room")
            return Told(place.name, told, len(due) - told, fault)
        outbox.told(place.name, portion)
        told += len(portion)
    return Told(place.name, told)


def _to_file(path: pathlib.Path, alerts: Sequence[Due]) -> None:
    """Adds lines; those that were added before the process was killed are found by their ids, and a torn one is taken back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        file.seek(0)
        there, whole = set(), 0
        for line in file:
            if not line.endswith(b"\n"):
                file.truncate(whole)
                break
            whole += len(line)
            there.add(_id(line))
        lines = [msgspec.json.encode(due.alert) + b"\n" for due in alerts if due.alert.id not in there]
        file.write(b"".join(lines))
        file.flush()
        os.fsync(file.fileno())


def _id(line: bytes) -> str | None:
    try:
        held = json.loads(line)
    except ValueError:
        return None
    return held.get("id") if isinstance(held, dict) else None


def _to_feed(path: pathlib.Path, alerts: Sequence[Due]) -> None:
    """Writes the feed anew, in one step."""
    dossier = alerts[0].alert.dossier
    feed = Feed("https://jsonfeed.org/version/1.1", f"Alerts: {dossier}", "", "", tuple(map(_item, alerts)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".pledgebook-", delete=False) as file:
        file.write(atom(feed, f"urn:pledgebook:{dossier}:alerts"))
        file.flush()
        os.fsync(file.fileno())
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def _item(due: Due) -> FeedItem:
    alert = due.alert
    rivals = [f"{held.value} ({held.independent} independent)" for held in alert.values]
    said = f"{', '.join(alert.sources) or 'unknown source'}, {alert.published or 'undated'}: {alert.words}"
    lines = [f"{alert.rule}; entry {alert.entry[:12]}", *rivals, said]
    return FeedItem(f"urn:pledgebook:alert:{alert.id}", alert.url or "", alert.title, "\n".join(lines), due.made_at)


def _to_webhook(place: Place, due: Due, web: Web) -> None:
    from pledgebook.alerts.webhook import post

    post(place.target, due.alert.id, msgspec.json.encode(due.alert), place.secret, web)
