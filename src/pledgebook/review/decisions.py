"""Decisions of people as facts: which stand, and how the fold sees them.

A decision is added and never changed. `UNDONE` takes an earlier one back (and may itself be taken back), `ADDED` states a
claim no reading found; both are corrections, so that they are kept, numbered and carried like every other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from pledgebook.model.claim import AidClaim, Claim, StatementClaim, TalksClaim
from pledgebook.model.ledger import WITHDRAWN, Correction, EntryBase, Judgement, Reported, Witness
from pledgebook.model.text import Span
from pledgebook.resolve.amounts import Likeness, compare_amounts
from pledgebook.resolve.identity import anchor, kind_of

UNDONE = "undone"
"""the field of a correction that takes back the decision whose id is its value"""
ADDED = "added"
"""the field of a correction that states a claim: its value holds the claim and the words at its spans"""
ACCEPTED = "confidence"
"""the field a person sets to 1 who finds a claim right as it was read"""

MACHINE = "machine"
REVIEWED = "reviewed"
ID_LENGTH = 12


class Decision(msgspec.Struct, frozen=True):
    """One decision as it is kept; `id` follows from what was decided and when, so it is the same in every book.

    `made_at` is ISO 8601 in UTC; decisions of one step (a merge, a split) share it.
    """

    id: str
    made_at: str
    body: Judgement | Correction

    @property
    def undoes(self) -> str | None:
        """Id of the decision this one takes back."""
        return str(self.body.value) if isinstance(self.body, Correction) and self.body.field == UNDONE else None

    @property
    def reason(self) -> str:
        return "; ".join(self.body.reasons) if isinstance(self.body, Judgement) else self.body.reason


class Standing(msgspec.Struct, frozen=True):
    """What the fold takes: judgements and corrections nobody took back, and the claims people added."""

    judgements: tuple[Judgement, ...]
    corrections: tuple[Correction, ...]
    additions: tuple[Reported, ...]

    @property
    def documents(self) -> frozenset[str]:
        """The documents they are on."""
        places = [place for judgement in self.judgements for place in (judgement.left, judgement.right)]
        places += [correction.target for correction in self.corrections]
        return frozenset({*(place.document for place in places), *(added.claim.doc for added in self.additions)})


def decided(body: Judgement | Correction, made_at: str) -> Decision:
    """The decision with its id."""
    bare = msgspec.json.encode([type(body).__name__, msgspec.structs.replace(body, number=0), made_at], order="deterministic")
    return Decision(hashlib.sha256(bare).hexdigest()[:ID_LENGTH], made_at, body)


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """As they were taken; the book's own numbers tell those of one moment apart."""
    return sorted(decisions, key=lambda d: (d.made_at, isinstance(d.body, Judgement), d.body.number, d.id))


def not_undone(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions that stand, in order; taking back a taking back puts the first one in force again."""
    undone: set[str] = set()
    kept: list[Decision] = []
    for decision in reversed(in_order(decisions)):
        if decision.id in undone:
            continue
        if decision.undoes:
            undone.add(decision.undoes)
        else:
            kept.append(decision)
    return kept[::-1]


def standing(decisions: Iterable[Decision]) -> Standing:
    """What the fold takes, numbered in the order the decisions were taken, wherever they were imported from."""
    judgements: list[Judgement] = []
    corrections: list[Correction] = []
    additions: list[Reported] = []
    for number, decision in enumerate(not_undone(decisions), 1):
        body = msgspec.structs.replace(decision.body, number=number)
        if isinstance(body, Judgement):
            judgements.append(body)
        elif body.field == ADDED:
            added = added_claim(body)
            additions.append(added)
            corrections += _restated(added.claim, body, corrections)
        else:
            corrections.append(body)
    return Standing(tuple(judgements), tuple(corrections), tuple(additions))


def addition(reported: Reported, reason: str, by: str) -> Correction:
    """The decision that states a claim."""
    return Correction(anchor(reported.claim), ADDED, msgspec.to_builtins(reported), reason, by)


def added_claim(correction: Correction) -> Reported:
    """The claim an `ADDED` correction states; raises `msgspec.ValidationError` where it states none."""
    return msgspec.convert(correction.value, type=Reported)


def with_additions(witnesses: Sequence[Witness], additions: Sequence[Reported]) -> list[Witness]:
    """Documents with the claims people added; one that a reading found as well stands once, as the person stated it."""
    if not additions:
        return list(witnesses)
    by_document: dict[str, list[Reported]] = {}
    for added in additions:
        if not added.words and isinstance(added.claim, StatementClaim):
            # what was said is its words, and these were forgotten
            continue
        by_document.setdefault(added.claim.doc, []).append(added)
    return [_with(witness, by_document[witness.id]) if witness.id in by_document else witness for witness in witnesses]


def basis(entry: EntryBase) -> str:
    """`reviewed` where a person accepted, corrected or added a claim of the entry, else `machine`."""
    return REVIEWED if any(testimony.corrected for testimony in entry.testimonies) else MACHINE


def concerns(decision: Decision, claim: Claim) -> bool:
    """Whether a decision is on a claim, or on what stood at its place in an older reading."""
    body = decision.body
    places = (body.left, body.right) if isinstance(body, Judgement) else (body.target,)
    here = [place for place in places if (place.document, place.kind) == (claim.doc, kind_of(claim))]
    return any(place.claim == claim.id or _overlap(place.evidence, claim.evidence) for place in here)


def _restated(claim: Claim, body: Correction, earlier: Iterable[Correction]) -> list[Correction]:
    """What holds of an added claim from when it was added, whatever was decided before on a claim it stands in the place of."""
    target = anchor(claim)
    values: dict[str, Any] = {ACCEPTED: 1.0}
    for held in earlier:
        place = held.target
        if (place.document, place.kind) == (target.document, target.kind) and _overlap(place.evidence, target.evidence):
            values[held.field] = False if held.field == WITHDRAWN else msgspec.to_builtins(getattr(claim, held.field))
    return [Correction(target, field, value, body.reason, body.by, body.number) for field, value in values.items()]


def _with(witness: Witness, additions: list[Reported]) -> Witness:
    latest = {added.claim.id: added for added in additions}
    read = [item for item in witness.reported if not any(_says_the_same(item.claim, added.claim) for added in additions)]
    return msgspec.structs.replace(witness, reported=(*read, *latest.values()))


def _says_the_same(read: Claim, added: Claim) -> bool:
    if kind_of(read) != kind_of(added) or not _overlap(read.evidence, added.evidence):
        return False
    if isinstance(read, AidClaim) and isinstance(added, AidClaim):
        alike = compare_amounts(read.amount, added.amount) is Likeness.EQUAL or (read.amount is None and added.amount is None)
        return alike and read.stage is added.stage and set(read.donors) == set(added.donors)
    if isinstance(read, TalksClaim) and isinstance(added, TalksClaim):
        return read.status is added.status and set(read.participants) == set(added.participants)
    return isinstance(read, StatementClaim) and isinstance(added, StatementClaim) and read.speaker == added.speaker


def _overlap(left: tuple[Span, ...], right: tuple[Span, ...]) -> bool:
    """Whether the fullest places share half of the shorter."""
    a, b = left[0], right[0]
    return 2 * (min(a.end, b.end) - max(a.start, b.start)) >= min(len(a), len(b))
