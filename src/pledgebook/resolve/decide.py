"""People's decisions brought to the claims of the newest readings, wherever their evidence went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pledgebook.model.claim import Claim
from pledgebook.model.ledger import WITHDRAWN, Anchor, Correction, Judgement, Reported, Unplaced
from pledgebook.model.text import Span
from pledgebook.resolve.identity import kind_of

FIXED = frozenset({"kind", "doc", "id", "evidence"})
"""fields that say where a claim stands, which no correction changes"""

Pair = tuple[str, str]


class Decided(msgspec.Struct, frozen=True):
    """Claims after correction, by document; `corrected` names changed fields by claim; `human` the verdicts on pairs."""

    reported: Mapping[str, tuple[Reported, ...]]
    corrected: Mapping[str, tuple[str, ...]]
    human: Mapping[Pair, Judgement]
    unplaced: tuple[Unplaced, ...]


def decide(reported: Mapping[str, tuple[Reported, ...]], judgements: Iterable[Judgement], corrections: Iterable[Correction]) -> Decided:
    """Corrections and judgements applied in the order they were taken, so that the later of two counts.

    Decisions on documents that are not among `reported` wait in silence (an as-of view leaves documents out); those
    on a document that is there and no longer says anything at that place are unplaced.
    """
    claims = {document: list(items) for document, items in reported.items()}
    corrected: dict[str, set[str]] = {}
    withdrawn: dict[str, bool] = {}
    unplaced: list[Unplaced] = []
    for correction in sorted(corrections, key=lambda c: c.number):
        if correction.target.document not in claims:
            continue
        k = _place(correction.target, claims[correction.target.document])
        if k is None:
            unplaced.append(Unplaced(correction.number, "correction", "no claim at its evidence any more"))
            continue
        held = claims[correction.target.document][k]
        if correction.field == WITHDRAWN:
            withdrawn[held.claim.id] = bool(correction.value)
            continue
        claims[correction.target.document][k] = msgspec.structs.replace(held, claim=corrected_claim(held.claim, correction.field, correction.value))
        corrected.setdefault(held.claim.id, set()).add(correction.field)
    kept = {document: tuple(item for item in items if not withdrawn.get(item.claim.id)) for document, items in claims.items()}
    human = _pairs(kept, judgements, unplaced)
    return Decided(kept, {id_: tuple(sorted(fields)) for id_, fields in corrected.items()}, human, tuple(unplaced))


def corrected_claim(claim: Claim, field: str, value: Any) -> Claim:
    """The claim with one field changed; raises `ValueError` for an unknown field and `msgspec.ValidationError` for a wrong value."""
    if field in FIXED or field not in claim.__struct_fields__:
        allowed = ", ".join(name for name in claim.__struct_fields__ if name not in FIXED)
        raise ValueError(f"a {kind_of(claim)} claim has no field '{field}' to correct; it has {allowed}")
    changed = {**msgspec.to_builtins(claim), field: msgspec.to_builtins(value)}
    result: Claim = msgspec.convert(changed, type=type(claim))
    return result


def _pairs(claims: Mapping[str, tuple[Reported, ...]], judgements: Iterable[Judgement], unplaced: list[Unplaced]) -> dict[Pair, Judgement]:
    human: dict[Pair, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: j.number):
        if judgement.left.document not in claims or judgement.right.document not in claims:
            continue
        left, right = (_find(anchor, claims[anchor.document]) for anchor in (judgement.left, judgement.right))
        if left is None or right is None or left == right:
            reason = "both places hold one claim now" if left and left == right else "no claim at its evidence any more"
            unplaced.append(Unplaced(judgement.number, "judgement", reason))
            continue
        human[(min(left, right), max(left, right))] = judgement
    return human


def _find(target: Anchor, claims: Iterable[Reported]) -> str | None:
    listed = list(claims)
    k = _place(target, listed)
    return None if k is None else listed[k].claim.id


def _place(target: Anchor, claims: list[Reported]) -> int | None:
    """The claim the decision was taken on, or the one of its kind whose evidence overlaps most, by half of the shorter."""
    ranked = []
    for k, item in enumerate(claims):
        if kind_of(item.claim) != target.kind:
            continue
        if item.claim.id == target.claim:
            return k
        share = _share(target.evidence, item.claim.evidence)
        if share >= 0.5:
            ranked.append((-share, item.claim.id, k))
    return min(ranked)[2] if ranked else None


def _share(left: tuple[Span, ...], right: tuple[Span, ...]) -> float:
    """Overlap of the fullest places, as a share of the shorter plus a tie-breaking share of both."""
    if not left or not right:
        return 0.0
    a, b = left[0], right[0]
    common = max(0, min(a.end, b.end) - max(a.start, b.start))
    return common / max(1, min(len(a), len(b))) + common / max(1, len(a) + len(b))
