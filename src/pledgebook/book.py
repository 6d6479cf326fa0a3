"""A book: facts read into it, decisions taken on them, and the ledger they fold into."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from pledgebook.analyse.economies import load_economies
from pledgebook.current import Current
from pledgebook.deciding import Deciding
from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import BookError
from pledgebook.ledgerview import LedgerView
from pledgebook.model.ledger import Entry, Ledger
from pledgebook.model.run import Rejection
from pledgebook.model.text import Origin, RawDocument
from pledgebook.reporters import Reporters
from pledgebook.resolve.fold import fold
from pledgebook.review import kept
from pledgebook.review.checking import verify_additions
from pledgebook.review.decisions import standing, with_additions
from pledgebook.selection import Selection
from pledgebook.store import documents as kept_documents
from pledgebook.store import originals, write
from pledgebook.store import read as stored_facts
from pledgebook.store.faults import shown
from pledgebook.store.opening import BUSY_S, looking, open_database, translated, writing
from pledgebook.store.shelf import by_ids, holding
from pledgebook.store.verify import Verification, verify_facts, verify_ledger
from pledgebook.version import folding_version, shelving_version

if TYPE_CHECKING:
    from pledgebook.read.reader import Intake
    from pledgebook.resolve.shares import Comparing
    from pledgebook.resolve.why import Why
    from pledgebook.run.local import Progress, Readers, ReadReport

SAVES = 5
"""attempts to save what was folded while other processes add facts"""


class Rebuild(msgspec.Struct, frozen=True):
    """What refolding showed: how many rows there were and are, whether they are the same, and which differ.

    `stale` says that facts had been added since the rows before were made, so that they had to differ.
    """

    before: int
    after: int
    identical: bool
    stale: bool
    changed: tuple[str, ...]


class Book(Reporters, Deciding):
    """A book in a SQLite file or at an SQLAlchemy URL; `open` makes one.

    Use it as a context manager, or call `close`. Every method raises `BookError` for what a user can act on.
    """

    def __init__(self, location: str, dossier: Dossier, engine: sa.Engine, dossier_place: str | None = None) -> None:
        self.location = location
        self.dossier = dossier
        self._dossier_place = dossier_place or dossier.name
        self._engine = engine
        self._now = Current(dossier, self._made_by)
        self._defer: Callable[[], None] | None = None
        self._keep()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._folds.clear()
        self._engine.dispose()

    def read(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        *,
        stdin: IO[bytes] | None = None,
        progress: Progress | None = None,
        even_forgotten: bool = False,
        intake: Intake | None = None,
        readers: Readers | None = None,
    ) -> ReadReport:
        """Reads files, folders, patterns, web addresses or standard input (`-`) into the book, each document whole or not at all.

        A text that was forgotten is refused with the reason, unless `even_forgotten` takes it in again. `intake` says how
        to read: in which format, with which columns of tables, and how addresses are fetched.
        """
        from pledgebook.read.files import read_paths

        listed = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
        return self.add(read_paths(listed, stdin, intake=intake), progress=progress, even_forgotten=even_forgotten, readers=readers)

    def add(
        self,
        inputs: Iterable[RawDocument | Rejection],
        *,
        progress: Progress | None = None,
        even_forgotten: bool = False,
        readers: Readers | None = None,
    ) -> ReadReport:
        """Reads documents as they come into the book; `readers` does it in other processes, as `run.workers.Workers` does."""
        # the language pipeline takes seconds to import, and looking at a book does not need it
        from pledgebook.run.keeping import read_into

        with translated(self.location):
            report = read_into(self._engine, self._remembered(inputs, even_forgotten), self.dossier, progress, readers)
            self._save_if_stale()
        return report

    def load(self, shards: str | os.PathLike[str], *, progress: Progress | None = None, even_forgotten: bool = False) -> ReadReport:
        """Takes in what was read into a folder of shards, at a path or an address such as `s3://bucket/shards`; the book is as if it had read it itself.

        A shard that is damaged, or was read with other code or another dossier, is refused by name and the others are taken in.
        """
        from pledgebook.run.folders import Folder
        from pledgebook.run.loading import Loading

        loading = Loading(Folder(os.fspath(shards)), self.dossier)
        return self.add(loading.inputs(), progress=progress, even_forgotten=even_forgotten, readers=loading.answers)

    def ledger(
        self,
        *,
        as_of: datetime.date | str | None = None,
        donor: str | None = None,
        stage: str | None = None,
        scheme: str | None = None,
        aid_type: str | None = None,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        basis: str | None = None,
        conflicts: bool | None = None,
    ) -> LedgerView:
        """The ledger, as it stood at the end of `as_of` (a date or YYYY-MM-DD), narrowed to what is asked for."""
        day = datetime.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        selection = Selection(donor, stage, scheme, aid_type, since, until, basis, conflicts=conflicts)
        return LedgerView(self.folded(day), self.dossier, selection, load_economies(self._dossier_place))

    def folded(self, as_of: datetime.date | None = None) -> Ledger:
        """The whole ledger, from the saved entries where they are up to date, else folded anew."""
        with translated(self.location), looking(self._engine) as connection:
            if as_of is not None:
                return self._fold(connection, as_of)
            saved = self._now.known(connection) or self._saved(connection)
            return saved or (self._settled and stored_facts.saved_ledger(connection)) or self._now.ledger(connection)

    def entry(self, id_: str, *, as_of: datetime.date | None = None) -> Entry:
        """The entry that holds the claim or bears the id that starts with `id_`."""
        with self._looking(as_of) as connection:
            found = holding(connection, id_) if id_ else []
            if len(found) == 1:
                return by_ids(connection, found)[0]
        return self.entries_by_id([self._only_one(id_, found, as_of)], as_of=as_of)[0]

    def entry_id(self, id_: str, *, as_of: datetime.date | None = None) -> str:
        """The whole id of the entry that `entry` answers."""
        with self._looking(as_of) as connection:
            found = holding(connection, id_) if id_ else []
        return self._only_one(id_, found, as_of)

    def _only_one(self, id_: str, found: list[str], as_of: datetime.date | None) -> str:
        found = found or (self._by_older_reading(id_, as_of) if id_ else [])
        if not found:
            raise BookError("no_entry", f"{self.location}: no entry or claim begins with '{id_}'", "`pledgebook ledger` lists the entries with their ids")
        if len(found) > 1:
            raise BookError("ambiguous_id", f"'{id_}' begins the ids of {len(found)} entries: {', '.join(found[:5])}", "give more of the id")
        return found[0]

    def why(self, left: str, right: str) -> Why:
        """Why two claims are one event or two, line by line; an entry's id stands for its earliest claim.

        In a great book this takes as long as a decision does, as the fold has to be taken up.
        """
        claims = [_named(self.entry(id_), id_) for id_ in (left, right)]
        if claims[0] == claims[1]:
            raise BookError("one_claim", f"'{left}' and '{right}' name one claim", "name two; `pledgebook show ENTRY` lists an entry's claims with their ids")
        with translated(self.location), looking(self._engine) as connection:
            found = self._now.why(claims[0], claims[1], connection)
        if found is None:
            raise BookError("no_claim", f"{self.location}: the ledger holds '{left}' or '{right}' no more", "`pledgebook ledger` lists entries with their ids")
        return found

    def documents(self) -> list[str]:
        """The ids of all documents, in order."""
        with translated(self.location), looking(self._engine) as connection:
            return stored_facts.document_ids(connection)

    def names(self, document: str) -> list[str]:
        """The names a document was read under."""
        with translated(self.location), looking(self._engine) as connection:
            return stored_facts.names_of(connection, document)

    def text(self, document: str) -> str:
        """The raw text of a document; "" for one the book does not hold."""
        with translated(self.location), looking(self._engine) as connection:
            return stored_facts.text_of(connection, document)

    def texts(self, documents: Iterable[str]) -> dict[str, str]:
        """The raw texts of documents, by id."""
        with translated(self.location), looking(self._engine) as connection:
            return kept_documents.texts(connection, documents)

    def document(self, id_: str) -> kept_documents.Held:
        """One document with its text, by its id."""
        with translated(self.location), looking(self._engine) as connection:
            held = kept_documents.document(connection, id_)
        if held is None:
            raise BookError("no_document", f"{self.location}: no document has the id '{id_}'", "`pledgebook show ENTRY` tells names and ids")
        return held

    def documents_like(self, prefix: str) -> tuple[kept_documents.Listed, ...]:
        """The documents whose ids begin so, without their texts; of more than a few the first."""
        with translated(self.location), looking(self._engine) as connection:
            return kept_documents.like(connection, prefix)

    def catalogue(self, ids: Iterable[str] | None = None) -> tuple[kept_documents.Listed, ...]:
        """Every document, or those of whole ids, without its text: where it was met, and what its newest reading says of it."""
        with translated(self.location), looking(self._engine) as connection:
            return kept_documents.catalogue(connection, ids)

    def outlet_counts(self) -> dict[str | None, int]:
        """How many documents were met in each outlet; one met in none under the outlet its text names, or None."""
        with translated(self.location), looking(self._engine) as connection:
            found: dict[str | None, int] = self._answers.get((self._stamp(connection), "outlets"), lambda: kept_documents.outlet_counts(connection))
        return found

    def documents_of(self, outlet: str | None) -> tuple[kept_documents.Listed, ...]:
        """The documents of an outlet, without their texts; None stands for those no outlet is known of."""
        return self.catalogue(id_ for id_, _ in self.document_days(outlet))

    def document_days(self, outlet: str | None) -> tuple[tuple[str, str | None], ...]:
        """The ids of an outlet's documents, each with the last day it may have come out on, the latest first; the day is None where it is not known."""
        with translated(self.location), looking(self._engine) as connection:
            key = self._stamp(connection), "documents of", outlet
            found: tuple[tuple[str, str | None], ...] = self._answers.get(key, lambda: kept_documents.of_outlet(connection, outlet))
        return found

    def pages(self, document: str) -> tuple[int, ...]:
        """Where in a document's text the pages of its PDF begin; none for a document that is no PDF."""
        with translated(self.location), looking(self._engine) as connection:
            return originals.pages_of(connection, document)

    def original(self, document: str) -> Origin | None:
        """The saved page or PDF a document's text was taken out of; None where the text came by itself."""
        with translated(self.location), looking(self._engine) as connection:
            return originals.original(connection, document)

    def counts(self) -> stored_facts.Counts:
        """How many documents, sightings, readings, claims and decisions the book holds."""
        with translated(self.location), looking(self._engine) as connection:
            found: stored_facts.Counts = self._answers.get((self._stamp(connection), "counts"), lambda: stored_facts.counts(connection))
        return found

    def stamp(self) -> str:
        """Which facts, decisions, dossier and code the ledger is of, in short; with another stamp it may be another ledger."""
        if self._settled:
            return self._settled
        with translated(self.location), looking(self._engine) as connection:
            return self._stamp(connection)

    def saved(self) -> str | None:
        """The stamp of the saved entries; None where none of this code and dossier are saved."""
        with translated(self.location), looking(self._engine) as connection:
            stamp = stored_facts.saved_stamp(connection)
        return stamp if stamp and stamp.endswith(self._made_by()) else None

    def settle(self, stamp: str | None, defer: Callable[[], None]) -> None:
        """Shows from now on the saved entries, of that stamp, however many newer facts wait; `defer` is called where entries were to be saved."""
        self._stays, self._defer = stamp, defer

    def behind(self) -> bool:
        """Whether there are facts or decisions that the saved entries do not show."""
        return not self._current()

    def catch_up(self) -> None:
        """Folds the facts and decisions that came since the entries were saved, and saves them."""
        with translated(self.location):
            self._save()

    def compare_with(self, comparing: Comparing | None) -> None:
        """From now on claims are compared by these, as `run.comparing.Processes` does, where a ledger is made of many; the rows stay the same."""
        self._now.comparing = comparing

    def verify(self) -> Verification:
        """Checks documents, spans, figures, entries and totals against one another."""
        with translated(self.location), looking(self._engine) as connection:
            facts = verify_facts(connection, self.dossier)
            facts = msgspec.structs.replace(facts, faults=(*facts.faults, *verify_additions(connection, self.dossier)))
            return verify_ledger(self._saved(connection), self._fold(connection, None), facts)

    def rebuild(self) -> Rebuild:
        """Drops the entries, folds them anew from the facts, and compares the rows."""
        with translated(self.location), writing(self._engine) as connection:
            before, stale = stored_facts.saved_rows(connection), stored_facts.saved_stamp(connection) != self._stamp(connection)
            write.drop_ledger(connection)
            write.save_ledger(connection, self._fold(connection, None), self._stamp(connection), self.dossier)
            after = stored_facts.saved_rows(connection)
        changed = sorted({row[1] for row in set(before) ^ set(after) if len(row) > 2})
        return Rebuild(len(before), len(after), before == after, stale, tuple(changed))

    def _fold(self, connection: sa.Connection, as_of: datetime.date | None) -> Ledger:
        decided = standing(kept.decisions(connection))
        told = [held for held in stored_facts.witnesses(connection, also=decided.documents) if held.reported or held.id in decided.documents]
        ledger = fold(with_additions(told, decided.additions), self.dossier, decided.judgements, decided.corrections, as_of, self._now.comparing)
        documents, undated, later = stored_facts.published_by(connection, as_of)
        return msgspec.structs.replace(ledger, documents=documents, undated=undated, later=later)

    def _saved(self, connection: sa.Connection) -> Ledger | None:
        """The saved ledger; None where it is of older facts, code or dossier."""
        return stored_facts.saved_ledger(connection) if stored_facts.saved_stamp(connection) == self._stamp(connection) else None

    def _stamp(self, connection: sa.Connection) -> str:
        return stored_facts.stamp(connection) + self._made_by()

    def _made_by(self) -> str:
        return f" dossier:{self.dossier.digest} code:{folding_version()} shelf:{shelving_version()}"

    def _save_if_stale(self) -> None:
        """Saves the entries, or leaves that to who serves the book."""
        if self._defer is None:
            self._save()
        else:
            self._defer()

    def _save(self) -> None:
        """Saves the entries, unless others keep adding facts: then the last of them does.

        Folding takes long in a great book, so it happens outside the transaction that writes and keeps nobody waiting.
        """
        with self._now.lock:
            for _ in range(SAVES):
                with looking(self._engine) as connection:
                    stamp = self._stamp(connection)
                    if stored_facts.saved_stamp(connection) == stamp:
                        return
                    ledger = self._now.ledger(connection)
                with writing(self._engine) as connection:
                    current = self._stamp(connection) == stamp
                    if current:
                        self._now.save(connection, ledger, stamp)
                if current:
                    self._now.saved(ledger, stamp)
                    return

    def _by_older_reading(self, id_: str, as_of: datetime.date | None) -> list[str]:
        """The entries that now hold what a claim of an older reading said, by overlapping evidence."""
        with translated(self.location), looking(self._engine) as connection:
            older = stored_facts.claims_like(connection, id_)
        now = self.reports_of({stored.document for stored in older}, as_of=as_of)
        found = set()
        for stored in older:
            place = stored.claim.evidence[0]
            same = [held for held in now if held.testimony.claim.doc == stored.document and type(held.testimony.claim) is type(stored.claim)]
            found |= {held.entry for held in same if any(span.overlaps(place) for span in held.testimony.claim.evidence[:1])}
        return sorted(found)


def _named(entry: Entry, id_: str) -> str:
    """The claim of an entry that the beginning of an id names."""
    return next((claim for claim in (entry.id, *entry.claims) if claim.startswith(id_)), entry.id)


def open_book(
    location: str | os.PathLike[str] = "pledgebook.db", *, dossier: str | Dossier = "ukraine", create: bool = True, busy_timeout_s: float = BUSY_S
) -> Book:
    """Opens the book at a path or SQLAlchemy URL, making it where there is none and `create` allows.

    Raises `BookError` where the file is no book, is damaged or comes from a newer pledgebook, and leaves it untouched.
    """
    place = os.fspath(location)
    loaded = dossier if isinstance(dossier, Dossier) else load_dossier(dossier)
    return Book(shown(place), loaded, open_database(place, create=create, timeout_s=busy_timeout_s), dossier if isinstance(dossier, str) else None)


__all__ = ["Book", "Rebuild", "open_book"]
