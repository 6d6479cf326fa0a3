"""What is most worth a person's look: doubtful matches, doubtful claims, and decisions that lost their place."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping

import msgspec

from pledgebook.model.claim import Amount
from pledgebook.model.ledger import AidEntry, Entry, Judgement, Ledger, Testimony, Unplaced, Verdict
from pledgebook.resolve.identity import kind_of
from pledgebook.review.decisions import MACHINE, basis
from pledgebook.review.sides import Line, claim_lines, pair_lines

LOW = 0.75
"""confidence below which a claim is worth a look"""
UNMEASURED = 0.75
"""what a claim without a measured confidence is taken for where it carries a warning"""
EACH_WARNING = 0.85
"""what every further warning leaves of it"""


class Doubt(enum.StrEnum):
    MATCH = "match"
    """two claims that may report one event"""
    CLAIM = "claim"
    """a claim that may be wrong"""
    DECISION = "decision"
    """a decision whose place holds no claim any more"""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to decide; `worth` is the money at stake in US dollars times the doubt, 0 where no amount is known.

    `testimonies` are the two sides of a match, or the claim; `lines` the table of what they say and what the matcher
    made of it; `entries` those that hold them, one for a match within an entry.
    """

    doubt: Doubt
    worth: float
    why: str
    entries: tuple[str, ...] = ()
    testimonies: tuple[Testimony, ...] = ()
    lines: tuple[Line, ...] = ()
    score: float | None = None
    unplaced: Unplaced | None = None


def queue(ledger: Ledger, dollars: Callable[[Amount], float], low: float = LOW) -> tuple[Question, ...]:
    """Everything doubtful, most valuable first; what a person has decided is not asked again.

    `dollars` is what an amount is worth, roughly; only the order depends on it.
    """
    holder = {id_: entry for entry in ledger.entries for id_ in entry.claims}
    found = [*_lost(ledger), *_matches(ledger, holder, dollars), *_claims(ledger, dollars, low)]
    order = list(Doubt)
    return tuple(sorted(found, key=lambda q: (q.doubt is not Doubt.DECISION, -q.worth, order.index(q.doubt), -(q.score or 0.0), q.entries, q.why)))


def _lost(ledger: Ledger) -> Iterator[Question]:
    for unplaced in ledger.unplaced:
        yield Question(doubt=Doubt.DECISION, worth=0.0, why=f"{unplaced.kind} {unplaced.number} has lost its place: {unplaced.reason}", unplaced=unplaced)


def _matches(ledger: Ledger, holder: Mapping[str, Entry], dollars: Callable[[Amount], float]) -> Iterator[Question]:
    """The nearest doubtful pair of every two entries."""
    nearest: dict[tuple[str, str], Judgement] = {}
    for entry in ledger.entries:
        for judgement in entry.judgements:
            ids = (judgement.left.claim or "", judgement.right.claim or "")
            if judgement.verdict is not Verdict.UNSURE or judgement.number or any(id_ not in holder for id_ in ids):
                continue
            between = tuple(sorted(holder[id_].id for id_ in ids))
            key = (between[0], between[1])
            if key[0] != key[1] and (key not in nearest or _closeness(judgement) > _closeness(nearest[key])):
                nearest[key] = judgement
    for key, judgement in nearest.items():
        entries = tuple(holder[id_] for id_ in key)
        left, right = (_testimony(holder[anchor.claim or ""], anchor.claim or "") for anchor in (judgement.left, judgement.right))
        at_stake = [_worth(entry, dollars) for entry in entries]
        score = judgement.score if judgement.score is not None else 0.5
        yield Question(
            doubt=Doubt.MATCH,
            worth=round(min(at_stake) * (1 - abs(2 * score - 1)), 2) if all(at_stake) else 0.0,
            why="the matcher cannot tell whether these are one event",
            entries=key,
            testimonies=(left, right),
            lines=pair_lines(left.claim, right.claim, judgement.reasons),
            score=judgement.score,
        )


def _closeness(judgement: Judgement) -> tuple[float, str, str]:
    return judgement.score or 0.0, judgement.left.claim or "", judgement.right.claim or ""


def _claims(ledger: Ledger, dollars: Callable[[Amount], float], low: float) -> Iterator[Question]:
    for entry in ledger.entries:
        if basis(entry) != MACHINE:
            continue
        doubtful = [(sureness, testimony) for testimony in entry.testimonies if (sureness := _sureness(testimony)) < low]
        # another report that is sure of the same event settles it
        if not doubtful or len(doubtful) < len(entry.testimonies):
            continue
        sureness, testimony = min(doubtful, key=lambda held: (held[0], held[1].claim.id))
        claim = testimony.claim
        warned = f"it warns: {', '.join(claim.flags)}" if claim.flags else "its kind is often read wrongly"
        measured = f"confidence {claim.confidence:.2f}; " if claim.confidence is not None else ""
        yield Question(
            doubt=Doubt.CLAIM,
            worth=round(_worth(entry, dollars) * (1 - sureness), 2),
            why=f"this {kind_of(claim)} claim may be wrong: {measured}{warned}",
            entries=(entry.id,),
            testimonies=(testimony,),
            lines=claim_lines(claim),
            score=sureness,
        )


def _sureness(testimony: Testimony) -> float:
    claim = testimony.claim
    start = claim.confidence if claim.confidence is not None else UNMEASURED if claim.flags else 1.0
    return float(start * EACH_WARNING ** len(claim.flags))


def _worth(entry: Entry, dollars: Callable[[Amount], float]) -> float:
    return dollars(entry.amount) if isinstance(entry, AidEntry) and entry.counted and entry.amount else 0.0


def _testimony(entry: Entry, claim: str) -> Testimony:
    return next(testimony for testimony in entry.testimonies if testimony.claim.id == claim)
