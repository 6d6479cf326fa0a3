"""Decisions as JSON lines, to carry them to another book of the same documents."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import AidClaim, Claim, Stage, StatementClaim, TalksClaim, TalksStatus
from pledgebook.model.ledger import WITHDRAWN, Correction, Judgement
from pledgebook.model.run import Rejection
from pledgebook.model.text import Span
from pledgebook.resolve.decide import corrected_claim
from pledgebook.review import kept
from pledgebook.review.decisions import ADDED, UNDONE, Decision, added_claim, decided
from pledgebook.review.stated import check_codes
from pledgebook.store import read as stored_facts
from pledgebook.store.tombstones import check_remembered

FORMS: dict[str, type[Judgement] | type[Correction]] = {"judgement": Judgement, "correction": Correction}

HERE = (Span(0, 1),)
BLANKS: dict[str, Claim] = {
    "aid": AidClaim(doc="", id="", evidence=HERE, stage=Stage.PLEDGED),
    "talks": TalksClaim(doc="", id="", evidence=HERE, participants=(), status=TalksStatus.HELD),
    "statement": StatementClaim(doc="", id="", evidence=HERE, speaker=None, content=HERE),
}
"""claims that say nothing, to try a correction on"""


class Imported(msgspec.Struct, frozen=True):
    """What became of every line: added, known already, or refused and why."""

    added: int = 0
    known: int = 0
    refused: tuple[Rejection, ...] = ()


def exported(decisions: Iterable[Decision]) -> Iterator[str]:
    """One line a decision, in the order they were taken."""
    for decision in decisions:
        yield msgspec.json.encode(row(decision), order="deterministic").decode()


def row(decision: Decision) -> dict[str, Any]:
    """A decision as plain data: what it is, its id and moment, and all it says."""
    form = "judgement" if isinstance(decision.body, Judgement) else "correction"
    body = msgspec.to_builtins(decision.body)
    del body["number"]
    return {"decision": form, "id": decision.id, "made_at": decision.made_at, **body}


def import_lines(connection: sa.Connection, lines: Iterable[str], place: str, dossier: Dossier, now: datetime.datetime) -> Imported:
    """Adds decisions the book does not hold yet; decisions on documents it does not hold wait for them."""
    held = {decision.id for decision in kept.decisions(connection)}
    added = known = 0
    refused: list[Rejection] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{place}:{number}"
        try:
            decision = _decision(line, now)
            _check(connection, decision.body, dossier)
        except (ValueError, TypeError, KeyError, msgspec.MsgspecError, PledgebookError) as error:
            refused.append(Rejection(where, "bad_decision", f"{where}: {error}", "give decisions as `pledgebook decisions export` writes them"))
            continue
        if decision.id in held:
            known += 1
            continue
        kept.add(connection, decision)
        held.add(decision.id)
        added += 1
    return Imported(added, known, tuple(refused))


def read_lines(path: str) -> list[str]:
    """The lines of a file; raises `PledgebookError` where it cannot be read."""
    try:
        return pathlib.Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PledgebookError("unreadable_file", f"{path}: {error}", "name a file that `pledgebook decisions export` wrote") from error


def _decision(line: str, now: datetime.datetime) -> Decision:
    given = msgspec.json.decode(line)
    form = given.get("decision") if isinstance(given, dict) else None
    if form not in FORMS:
        raise ValueError(f"'decision' is {form!r}, not judgement or correction")
    said = {name: value for name, value in given.items() if name not in ("decision", "id", "made_at")}
    body: Judgement | Correction = msgspec.convert(said, type=FORMS[form])
    if not body.by.strip() or not (body.reasons if isinstance(body, Judgement) else body.reason.strip()):
        raise ValueError("a decision needs a reason and a name")
    decision = decided(body, kept.utc(given.get("made_at") or now.isoformat()))
    if given.get("id") not in (None, decision.id):
        raise ValueError(f"the decision was changed: its id is {given['id']}, and what it says makes {decision.id}; leave the id out to take it anew")
    return decision


def _check(connection: sa.Connection, body: Judgement | Correction, dossier: Dossier) -> None:
    """A decision carried here passes the same guards as one taken here."""
    # patterns of money are compiled on import, which those who only look need not wait for
    from pledgebook.extract.evidence import evidence_fault

    if isinstance(body, Judgement) or body.field in (WITHDRAWN, UNDONE):
        return
    if body.field != ADDED:
        check_codes(corrected_claim(BLANKS[body.target.kind], body.field, body.value), dossier)
        return
    check_remembered(connection, body.target.document, f"claim {body.target.claim}")
    reported = added_claim(body)
    text = stored_facts.text_of(connection, body.target.document)
    fault = text and (evidence_fault(reported.claim, text, dossier) or _words_fault(reported.words, tuple(s.of(text) for s in reported.claim.evidence)))
    if fault:
        raise ValueError(f"claim {reported.claim.id}: {fault}")


def _words_fault(was: tuple[str, ...], now: tuple[str, ...]) -> str | None:
    return None if was == now else f"its evidence reads {' / '.join(now)[:80]!r}, and is said to read {' / '.join(was)[:80]!r}"
