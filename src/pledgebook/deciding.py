"""The part of a book where people decide, and are shown what to decide and what changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from pledgebook.analyse.changes import Changes, changes
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import BookError, DocumentError
from pledgebook.model.claim import Claim
from pledgebook.model.ledger import Anchor, Entry, Ledger, Verdict
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument, Span
from pledgebook.resolve.identity import anchor
from pledgebook.review import desk, forgetting, kept, transfer
from pledgebook.review.decisions import Decision, not_undone, standing
from pledgebook.review.desk import Body, Signed
from pledgebook.review.queue import LOW, Question, queue
from pledgebook.store import read as stored_facts
from pledgebook.store import schema, write
from pledgebook.store.opening import looking, translated, writing
from pledgebook.store.tombstones import Tombstone, check_remembered, forgotten, tombstones


class Deciding:
    """What `Book` offers on decisions; every one is added with a reason and a name, wins over the machine, and stays.

    A claim is named by the beginning of its id. Each method that decides answers the decisions of the step; `undo` with
    the id of one takes the whole step back.
    """

    location: str
    dossier: Dossier
    _engine: sa.Engine

    def entry(self, id_: str, *, as_of: datetime.date | None = None) -> Entry:
        raise NotImplementedError

    def folded(self, as_of: datetime.date | None = None) -> Ledger:
        raise NotImplementedError

    def _save_if_stale(self) -> None:
        raise NotImplementedError

    def judge(self, left: str, right: str, verdict: Verdict | str, *, reason: str, by: str) -> tuple[Decision, ...]:
        """Two claims report one event (`same`), two (`not_same`), or nobody can tell (`unsure`)."""
        anchors = self._anchor(left), self._anchor(right)
        return self._step(lambda _: desk.judge(*anchors, verdict, Signed(reason, by)))

    def merge(self, *entries: str, reason: str, by: str) -> tuple[Decision, ...]:
        """Entries, named by any of their claims, are one."""
        found = [self.entry(id_) for id_ in entries]
        return self._step(lambda connection: desk.merge(found, connection, Signed(reason, by)))

    def split(self, *claims: str, reason: str, by: str) -> tuple[Decision, ...]:
        """Claims of one entry are of another event than the rest of it."""
        named = [self._claim(id_).id for id_ in claims]
        found = {entry.id: entry for entry in map(self.entry, named)}
        if len(found) != 1:
            raise BookError("other_entry", f"the claims are of {len(found)} entries", "name claims of one entry")
        return self._step(lambda _: desk.split(next(iter(found.values())), named, Signed(reason, by)))

    def accept(self, *claims: str, reason: str, by: str) -> tuple[Decision, ...]:
        """Claims are right as they were read."""
        anchors = [self._anchor(id_) for id_ in claims]
        return self._step(lambda _: desk.accept(anchors, Signed(reason, by)))

    def reject(self, *claims: str, reason: str, by: str) -> tuple[Decision, ...]:
        """Claims should not be there; they leave the ledger and stay in the book."""
        anchors = [self._anchor(id_) for id_ in claims]
        return self._step(lambda _: desk.reject(anchors, Signed(reason, by)))

    def correct(self, claim: str, field: str, value: Any, *, reason: str, by: str) -> tuple[Decision, ...]:
        """A field of a claim says something else (`withdrawn` takes the claim out of the ledger).

        Raises `BookError` for what does not fit the claim format and `EvidenceError` for a figure its evidence does not carry.
        """
        held = self._claim(claim)

        def bodies(connection: sa.Connection) -> list[Body]:
            corrections = desk.correct(held, held.doc, field, value, Signed(reason, by))
            return desk.guarded(corrections, held, stored_facts.text_of(connection, held.doc), self.dossier)

        return self._step(bodies)

    def add_claim(
        self, document: str, fields: Mapping[str, Any], *, marked: Iterable[str | Span], kind: str = "aid", reason: str, by: str
    ) -> tuple[Decision, ...]:
        """States a claim that reading missed: what it says, and the words or spans of the document that carry it.

        `document` is the beginning of its id or a name it was read under. The claim passes the guard every reading does.
        """
        with translated(self.location), looking(self._engine) as connection:
            held = _document(connection, document, self.location)
        spans = tuple(desk.quoted(held.text, place) if isinstance(place, str) else place for place in marked)
        reported = desk.add(held, spans, kind, fields, self.dossier)
        return self._step(lambda _: desk.added(reported, Signed(reason, by)))

    def undo(self, decision: str, *, reason: str, by: str) -> tuple[Decision, ...]:
        """Takes back a decision with its step, by further decisions; an undone undo puts in force again what it took."""
        return self._step(lambda connection: desk.undo(decision, connection, Signed(reason, by)))

    def forget(self, document: str, *, reason: str, by: str) -> forgetting.Forgotten:
        """Takes the text of a document out of the book, and every word of it with it; its hash stays, and why it went.

        `document` is the beginning of its id or a name it was read under. What its claims say of parties, figures and days
        stays; statements, being words, leave the ledger. Reading the text again is refused with the reason.
        """
        signed = Signed(reason, by)
        with translated(self.location):
            with writing(self._engine) as connection:
                held = _document(connection, document, self.location)
                check_remembered(connection, held.id, document)
                gone = forgetting.forget(connection, held, signed, _now())
                write.drop_ledger(connection)
            self._save_if_stale()
            forgetting.clear(self._engine)
        return gone

    def tombstones(self) -> dict[str, Tombstone]:
        """Why the texts of documents are not there, by document."""
        with translated(self.location), looking(self._engine) as connection:
            return tombstones(connection)

    def _remembered(self, inputs: Iterable[RawDocument | Rejection], even_forgotten: bool) -> Iterator[RawDocument | Rejection]:
        """The inputs, each that is to stay forgotten refused, or taken in again where that is asked for."""
        graves = self.tombstones()
        by_text = {grave.text_sha256: grave for grave in graves.values()}
        for item in inputs:
            # the same text may come as another file: in another page, or bare
            grave = None if isinstance(item, Rejection) else graves.get(item.sha256) or by_text.get(forgetting.digest(item.text))
            if isinstance(item, Rejection) or grave is None:
                yield item
                continue
            try:
                if not even_forgotten or grave.document != item.sha256:
                    raise forgotten(grave, item.name)
                with translated(self.location), writing(self._engine) as connection:
                    forgetting.restore(connection, item, _now())
                yield item
            except DocumentError as error:
                yield Rejection.of(item.name, error)

    def decisions(self, *, undone: bool = True) -> tuple[Decision, ...]:
        """Every decision in the order they were taken; with `undone=False` those that stand."""
        with translated(self.location), looking(self._engine) as connection:
            found = kept.decisions(connection)
        return tuple(found if undone else not_undone(found))

    def import_decisions(self, lines: Iterable[str], place: str = "-") -> transfer.Imported:
        """Adds decisions that `pledgebook.review.transfer.exported` wrote and the book does not hold yet."""
        with translated(self.location):
            with writing(self._engine) as connection:
                imported = transfer.import_lines(connection, lines, place, self.dossier, _now())
            self._save_if_stale()
        return imported

    def review(self, *, as_of: datetime.date | None = None, low: float = LOW) -> tuple[Question, ...]:
        """What is most worth a person's look, most valuable first."""
        from pledgebook.analyse.rates import rough_dollars

        return queue(self.folded(as_of), rough_dollars(self.dossier), low)

    def changes(self, since: datetime.date, until: datetime.date | None = None) -> Changes:
        """What changed from the end of `since` to the end of `until` (None: by every dated report).

        Both books are those of today's reading and decisions; decisions taken in between are listed.
        """
        if until is not None and until < since:
            raise BookError("bad_range", f"{until} is before {since}", "give --until a day after --since")
        earlier, later = self.folded(since), self.folded(until or datetime.date.max)
        taken = [d for d in self.decisions() if since < datetime.datetime.fromisoformat(d.made_at).date() <= (until or datetime.date.max)]
        return Changes(since, until, changes(earlier, later, taken), later.documents - earlier.documents, later.undated)

    def _step(self, bodies: Callable[[sa.Connection], list[Body]]) -> tuple[Decision, ...]:
        with translated(self.location):
            with writing(self._engine) as connection:
                taken = kept.add_step(connection, bodies(connection), _now())
            self._save_if_stale()
        return taken

    def _anchor(self, claim: str) -> Anchor:
        return anchor(self._claim(claim))

    def _claim(self, id_: str) -> Claim:
        """The claim as it was read or added, `doc` being its document's id."""
        with translated(self.location), looking(self._engine) as connection:
            stored = stored_facts.claims_like(connection, id_) if id_ else []
            added = [reported.claim for reported in standing(kept.decisions(connection)).additions]
        found = {held.claim.id: held.claim for held in stored} | {claim.id: claim for claim in added if id_ and claim.id.startswith(id_)}
        if id_ in found:
            return found[id_]
        if len(found) != 1:
            reason = f"{len(found)} claims begin with '{id_}'" if found else f"no claim begins with '{id_}'"
            raise BookError("no_claim", f"{self.location}: {reason}", "`pledgebook show ENTRY` lists the claims with their ids")
        return next(iter(found.values()))


def _document(connection: sa.Connection, named: str, location: str) -> stored_facts.StoredDocument:
    documents, sightings = schema.documents.c, schema.sightings.c
    by_name = sa.select(sightings.document).where(sa.or_(sightings.name == named, sightings.id == named))
    wanted = sa.or_(sa.func.substr(documents.id, 1, len(named)) == named, documents.id.in_(by_name))
    columns = (documents.id, documents.text, documents.text_sha256, documents.encoding)
    found = [stored_facts.StoredDocument(*row) for row in connection.execute(sa.select(*columns).where(wanted))] if named else []
    if len(found) != 1:
        reason = f"{len(found)} documents are named or begin with '{named}'" if found else f"no document is named or begins with '{named}'"
        raise BookError("no_document", f"{location}: {reason}", "`pledgebook show ENTRY` tells names and ids; read the document first where it is missing")
    return found[0]


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
