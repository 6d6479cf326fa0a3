"""Checks a book against itself: documents, spans, figures, entries and totals."""

from __future__ import annotations

import collections
import hashlib
from collections.abc import Iterator, Sequence
from fractions import Fraction

import msgspec
import sqlalchemy as sa

from pledgebook.analyse.totals import JOINT, Total, grand_totals, totals
from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import Stage, StatementClaim
from pledgebook.model.ledger import AidEntry, Ledger
from pledgebook.store import originals, read
from pledgebook.store.read import StoredClaim, StoredDocument
from pledgebook.store.tombstones import Tombstone, tombstones


class Fault(msgspec.Struct, frozen=True):
    """Something that is not as it was written or does not add up; `place` is a document, claim, entry or total."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Verification(msgspec.Struct, frozen=True):
    """What was checked, and every fault found."""

    documents: int
    claims: int
    figures: int
    entries: int
    totals: int
    forgotten: int
    """documents whose text was forgotten: of these no word may be left"""
    faults: tuple[Fault, ...]


def verify_facts(connection: sa.Connection, dossier: Dossier) -> Verification:
    """Every document still has its digest, every span still reads what it read, every figure stands in its span."""
    faults = list(_database(connection))
    faults += [Fault(f"document {id_[:12]}", message) for id_, message in originals.altered(connection)]
    taken_out, graves = originals.held(connection), tombstones(connection)
    documents = claims = figures = 0
    for document, held in read.documents(connection):
        documents += 1
        if document.id in graves:
            faults += _remains(document, held, graves[document.id], taken_out=document.id in taken_out)
            claims += len(held)
            continue
        faults += _document(document, taken_out=document.id in taken_out)
        for stored in held:
            claims += 1
            figures += getattr(stored.claim, "amount", None) is not None
            faults += _claim(stored, document, dossier if stored.newest else None)
    return Verification(documents, claims, figures, 0, 0, len(graves), tuple(faults))


def verify_ledger(saved: Ledger | None, folded: Ledger, facts: Verification) -> Verification:
    """The saved entries are those the facts fold into, and every total is the sum of its entries.

    `saved` is None where facts were added since entries were last saved; what the facts fold into is checked then.
    """
    faults = list(facts.faults)
    if saved is not None:
        faults += _entries(saved, folded)
    shown = saved or folded
    claims = {claim for entry in shown.entries for claim in entry.claims}
    cells = totals(shown.aid)
    faults += _sums(shown.aid, cells)
    missing = claims - {testimony.claim.id for entry in folded.entries for testimony in entry.testimonies}
    faults += [Fault(f"claim {id_}", "an entry cites it, and the book does not hold it") for id_ in sorted(missing)]
    return msgspec.structs.replace(facts, entries=len(shown.entries), totals=len(cells), faults=tuple(faults))


def _database(connection: sa.Connection) -> Iterator[Fault]:
    if connection.dialect.name != "sqlite":
        return
    for (message,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if message != "ok":
            yield Fault("database", str(message))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault("database", f"row {row[1]} of {row[0]} points to a row of {row[2]} that is not there")


def _document(document: StoredDocument, *, taken_out: bool) -> Iterator[Fault]:
    data = document.text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(data).hexdigest()
    place = f"document {document.id[:12]}"
    if digest != document.text_sha256:
        yield Fault(place, f"its text has changed: SHA-256 {digest[:12]}, was {document.text_sha256[:12]}")
    elif not taken_out and digest != document.id and not any(hashlib.sha256(form).hexdigest() == document.id for form in _as_bytes(document)):
        yield Fault(place, f"its text in {document.encoding} is not the bytes its id is made of")


def _remains(document: StoredDocument, claims: Sequence[StoredClaim], grave: Tombstone, *, taken_out: bool) -> Iterator[Fault]:
    """What is left of a text that was forgotten: its hash and nothing else."""
    place = f"document {document.id[:12]}"
    if document.text_sha256 != grave.text_sha256:
        yield Fault(place, "its hash is not the one of the text that was forgotten")
    if document.text or taken_out:
        yield Fault(place, "its text was forgotten, and it is there")
    for stored in claims:
        if stored.words or stored.content:
            yield Fault(f"claim {stored.claim.id}", "its words were forgotten, and they are there")


def _as_bytes(document: StoredDocument) -> Iterator[bytes]:
    """The bytes the text may have come from: its encoding, with and without a byte-order mark."""
    for name in (document.encoding, document.encoding + "-sig"):
        try:
            data = document.text.encode(name)
        except (LookupError, UnicodeEncodeError):
            continue
        yield data
    for name, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf")):
        if document.encoding.replace("_", "-").startswith(name[:5]):
            yield mark + document.text.encode(name, "surrogatepass")


def _claim(stored: StoredClaim, document: StoredDocument, dossier: Dossier | None) -> Iterator[Fault]:
    # patterns of money are compiled on import, which those who only look need not wait for
    from pledgebook.extract.evidence import evidence_fault

    claim = stored.claim
    place = f"claim {claim.id}"
    for spans, words in ((claim.evidence, stored.words), (claim.content if isinstance(claim, StatementClaim) else (), stored.content)):
        if len(spans) != len(words):
            yield Fault(place, f"it cites {len(spans)} places and keeps the words of {len(words)}")
        for span, was in zip(spans, words, strict=False):
            now = span.of(document.text)
            if now != was:
                yield Fault(place, f"its span {span.start}-{span.end} reads {_quoted(now)}, and read {_quoted(was)}")
    fault = evidence_fault(claim, document.text, dossier) if dossier else None
    if fault:
        yield Fault(place, fault)


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"'{short[:60]}{'...' if len(short) > 60 else ''}'"


def _entries(saved: Ledger, folded: Ledger) -> Iterator[Fault]:
    was = {entry.id: msgspec.json.encode(entry, order="deterministic") for entry in saved.entries}
    now = {entry.id: msgspec.json.encode(entry, order="deterministic") for entry in folded.entries}
    if [entry.id for entry in saved.entries if entry.id in now] != [entry.id for entry in folded.entries if entry.id in was]:
        yield Fault("entries", "saved in another order than the facts make")
    for id_ in sorted(was.keys() | now.keys()):
        if id_ not in now:
            yield Fault(f"entry {id_}", "saved, and the facts do not make it")
        elif id_ not in was:
            yield Fault(f"entry {id_}", "made by the facts, and not saved")
        elif was[id_] != now[id_]:
            yield Fault(f"entry {id_}", "the saved row is not what the facts make")


def _sums(entries: Sequence[AidEntry], cells: tuple[Total, ...]) -> Iterator[Fault]:
    """Adds up again, in whole fractions and the other way round: from the entries to the stages, and by donor."""
    held = {entry.id: entry for entry in entries}
    by_stage: dict[tuple[str, Stage], Fraction] = collections.defaultdict(Fraction)
    for entry in entries:
        if entry.counted and entry.amount:
            by_stage[entry.amount.currency, entry.stage] += Fraction(entry.amount.min or 0)
    for total in grand_totals(entries):
        expected = by_stage.pop((total.currency, total.stage), Fraction(0))
        if Fraction(total.sum.low) != expected:
            yield Fault(f"total {total.currency} {total.stage}", f"{total.sum.low:.0f}, and its entries add up to {float(expected):.0f}")
    for (currency, stage), _ in by_stage.items():
        yield Fault(f"total {currency} {stage}", "entries count towards it, and there is none")
    for cell in cells:
        if cell.donor == JOINT:
            continue
        expected = sum((Fraction(amount.min or 0) for id_ in cell.entries if (amount := held[id_].amount)), Fraction(0))
        if Fraction(cell.sum.low) != expected:
            yield Fault(f"total {cell.currency} {cell.stage} {cell.donor}", f"{cell.sum.low:.0f}, and its entries add up to {float(expected):.0f}")
