"""Statements: who said what, a position over time, both sides of a topic; and the officials who speak."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from pledgebook.analyse.topics import Stance, Topic, about, stance, topics
from pledgebook.dossier.schema import Tenure
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Act, Person
from pledgebook.model.ledger import Entry, StatementEntry, TalksEntry
from pledgebook.selection import Selection, party_code
from pledgebook.shelf import Page, Sort
from pledgebook.web.asked import one_of, whole_number
from pledgebook.web.index import Index, first_day
from pledgebook.web.library import Library, day
from pledgebook.web.rendering import page
from pledgebook.web.words import slug

PAGE_SIZE = 40
SPEAKERS = 60
"""to choose from; words find others"""


class Wanted(msgspec.Struct, frozen=True):
    """Which statements are asked for; None asks for all."""

    words: str | None = None
    actor: str | None = None
    speaker: str | None = None
    act: str | None = None
    topic: Topic | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    after: str | None = None

    @property
    def selection(self) -> Selection:
        """What the book's indices can find of it."""
        return Selection(donor=self.actor, speaker=self.speaker, act=self.act, since=self.since, until=self.until)

    @property
    def narrowed(self) -> bool:
        return any((self.words, self.actor, self.speaker, self.act, self.topic, self.since, self.until))


class Track(msgspec.Struct, frozen=True):
    """What somebody said on one topic, in order of time, each with how they stood to it."""

    topic: Topic
    said: tuple[tuple[StatementEntry, Stance], ...]


@get("/statements", sync_to_thread=True)
def statements(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index]) -> Response[str]:
    """Statements by who speaks, what about, when and in which words."""
    known = topics(library.book.dossier)
    wanted = asked(request, library, known)
    found = listed(index, wanted) if wanted.words or wanted.topic else paged(index, wanted)
    counted = library.book.facets(kind="statement", as_of=index.as_of)
    one_side = wanted.actor or wanted.speaker
    return page(
        request,
        "statements.html",
        wanted=wanted,
        found=found.count,
        shown=found.entries,
        next=found.next,
        topics=known,
        actors=counted["donor"],
        speakers=counted["speaker"][:SPEAKERS],
        tracks=tracks(_statements(index.asked(wanted.selection, "statement")), known) if one_side else [],
        sides=both_sides(worded(index, wanted)) if wanted.topic else {},
    )


def paged(index: Index, wanted: Wanted) -> Page:
    """A page of what the book's indices find."""
    return index.book.page(wanted.selection, kind="statement", sort=Sort.LATEST, after=wanted.after, limit=PAGE_SIZE, as_of=index.as_of)


def listed(index: Index, wanted: Wanted) -> Page:
    """A page of what words find; the cursor is a number."""
    found = worded(index, wanted)
    start = whole_number({"after": wanted.after}, "after", None) if wanted.after else None
    shown = found[start or 0 :][:PAGE_SIZE]
    end = (start or 0) + len(shown)
    return Page(tuple(shown), len(found), str(end) if end < len(found) else None)


def worded(index: Index, wanted: Wanted) -> list[StatementEntry]:
    """What words find, the latest first; every statement is looked through, for a topic once in each state of the book."""

    def named() -> tuple[StatementEntry, ...]:
        topic = wanted.topic
        return index.made(("topic", topic.code), lambda: about(index.statements, topic)) if topic else index.statements

    return index.made(("statements", msgspec.structs.replace(wanted, after=None)), lambda: chosen(named(), wanted))


@get("/people/{name:str}", sync_to_thread=True)
def person(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], name: FromPath[str]) -> Response[str]:
    """An official of the dossier: offices with dates, what they said, whom they met. Nobody else has a page."""
    tenures = [held for held in library.book.dossier.people if slug(held.name) == name]
    if not tenures:
        raise PledgebookError("no_person", f"the dossier has no official '{name[:60]}'", "only officials of the dossier have a page; search finds others")
    official = tenures[0].name
    said = _statements(index.asked(Selection(speaker=official), "statement"))[::-1]
    return page(
        request,
        "person.html",
        name=official,
        tenures=sorted(tenures, key=_began, reverse=True),
        aliases=sorted({alias for held in tenures for alias in held.aliases}),
        said=said,
        met=[entry for entry in index.talks[::-1] if sat(entry, official)],
        tracks=tracks(said, topics(library.book.dossier)),
        roles=collections.Counter(entry.role for entry in said if entry.role).most_common(),
    )


def asked(request: Request[Any, Any, Any], library: Library, known: Sequence[Topic]) -> Wanted:
    """What an address asks for; raises `PledgebookError` for a word that is none of those it may be."""
    given = {name: value.strip() for name, value in request.query_params.multi_items() if value.strip()}
    code = one_of(given, "topic", [topic.code for topic in known])
    return Wanted(
        words=given.get("q"),
        actor=party_code(given["actor"], library.book.dossier) if "actor" in given else None,
        speaker=given.get("speaker"),
        act=one_of(given, "act", list(Act)),
        topic=next((topic for topic in known if topic.code == code), None),
        since=day(given.get("from"), "from"),
        until=day(given.get("to"), "to"),
        after=given.get("after"),
    )


def chosen(entries: Iterable[StatementEntry], wanted: Wanted) -> list[StatementEntry]:
    """Of statements on the topic those that are asked for besides, the latest first."""
    return sorted((entry for entry in entries if _fits(entry, wanted)), key=lambda entry: (first_day(entry), entry.id), reverse=True)


def _fits(entry: StatementEntry, wanted: Wanted) -> bool:
    if wanted.actor and wanted.actor not in (entry.actor, entry.speaker):
        return False
    if wanted.speaker and wanted.speaker.casefold() != (entry.speaker or "").casefold():
        return False
    if wanted.act and wanted.act != entry.act:
        return False
    if wanted.words and not all(word in f"{entry.text} {entry.speaker or ''}".casefold() for word in wanted.words.casefold().split()):
        return False
    when = first_day(entry)
    known = when != datetime.date.max
    return not (wanted.since and (not known or when < wanted.since)) and not (wanted.until and (not known or when > wanted.until))


def tracks(entries: Sequence[StatementEntry], known: Sequence[Topic]) -> list[Track]:
    """What was said on each topic in order of time; topics nobody spoke on are left out."""
    found = []
    for topic in known:
        said = sorted(about(entries, topic), key=lambda entry: (first_day(entry), entry.id))
        if said:
            found.append(Track(topic, tuple((entry, stance(entry)) for entry in said)))
    return found


def both_sides(entries: Sequence[StatementEntry]) -> dict[Stance, list[StatementEntry]]:
    """The statements on a topic by how their speakers stand to it."""
    found: dict[Stance, list[StatementEntry]] = {side: [] for side in Stance}
    for entry in entries:
        found[stance(entry)].append(entry)
    return found


def sat(entry: TalksEntry, name: str) -> bool:
    """Whether a person was at the table."""
    return any(isinstance(who, Person) and who.name == name for who in entry.participants)


def _statements(entries: Iterable[Entry]) -> list[StatementEntry]:
    return [entry for entry in entries if isinstance(entry, StatementEntry)]


def _began(tenure: Tenure) -> str:
    return tenure.period[0] or ""
