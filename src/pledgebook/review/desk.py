"""Where people decide: every decision with a reason and a name, added in one transaction a step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import BookError, EvidenceError
from pledgebook.model.claim import AidClaim, Amount, Claim, StatementClaim, TalksClaim
from pledgebook.model.ledger import WITHDRAWN, Anchor, Correction, Entry, Judgement, Reported, Verdict
from pledgebook.model.text import Span
from pledgebook.resolve.decide import corrected_claim
from pledgebook.resolve.identity import anchor, identified
from pledgebook.review.decisions import ACCEPTED, UNDONE, addition, standing
from pledgebook.review.kept import decisions
from pledgebook.review.stated import CODES, check_codes
from pledgebook.store import read as stored_facts

KINDS: Mapping[str, type[Claim]] = {"aid": AidClaim, "talks": TalksClaim, "statement": StatementClaim}
Body = Judgement | Correction
PROVEN = frozenset({"amount", "items", "content", "source", "cue_spans"})
"""fields that have to stand in the text"""


class Signed(msgspec.Struct, frozen=True):
    """Why a decision is taken and by whom; neither may be blank."""

    reason: str
    by: str

    def __post_init__(self) -> None:
        for name, value in (("reason", self.reason), ("name", self.by)):
            if not value.strip():
                raise BookError("unsigned_decision", f"a decision needs a {name}", "give --reason and --by, or set PLEDGEBOOK_REVIEWER to your name")


def judge(left: Anchor, right: Anchor, verdict: str, signed: Signed) -> list[Body]:
    """Two claims are, are not, or may be one event."""
    if verdict not in list(Verdict):
        raise BookError("unknown_verdict", f"there is no verdict '{verdict}'", f"use one of {', '.join(Verdict)}")
    if left == right:
        raise BookError("one_claim", "a claim cannot be judged against itself", "name two claims; `pledgebook show ENTRY` lists them with their ids")
    return [Judgement(left, right, Verdict(verdict), (signed.reason,), signed.by)]


def merge(entries: Sequence[Entry], connection: sa.Connection, signed: Signed) -> list[Body]:
    """Every claim of the entries is of one event, also where people held some of them apart before."""
    distinct = list({entry.id: entry for entry in entries}.values())
    if len(distinct) < 2:
        raise BookError("one_entry", "these are one entry already", "name two entries; `pledgebook ledger` lists them")
    first, *others = distinct
    pairs = {(id_, other.claims[0]) for other in others for id_ in first.claims}
    pairs |= {(first.claims[0], id_) for other in others for id_ in other.claims}
    across = {_pair(a, b) for k, left in enumerate(distinct) for right in distinct[k + 1 :] for a in left.claims for b in right.claims}
    pairs = {_pair(*pair) for pair in pairs} | (across & _judged(connection, Verdict.NOT_SAME))
    return _judgements(pairs, distinct, Verdict.SAME, signed)


def split(entry: Entry, claims: Iterable[str], signed: Signed) -> list[Body]:
    """The claims are of another event than the rest of their entry."""
    out = set(claims)
    rest = [id_ for id_ in entry.claims if id_ not in out]
    if not rest:
        raise BookError("nothing_left", f"entry {entry.id} holds no other claim", "name some claims of the entry, not all")
    return _judgements({_pair(a, b) for a in out for b in rest}, [entry], Verdict.NOT_SAME, signed)


def accept(anchors: Iterable[Anchor], signed: Signed) -> list[Body]:
    """The claims are right as they were read."""
    return [Correction(target, ACCEPTED, 1.0, signed.reason, signed.by) for target in anchors]


def reject(anchors: Iterable[Anchor], signed: Signed) -> list[Body]:
    """The claims should not be there."""
    return [Correction(target, WITHDRAWN, True, signed.reason, signed.by) for target in anchors]


def correct(claim: Claim, document: str, field: str, value: Any, signed: Signed) -> list[Body]:
    """A field of a claim says something else; the value has to fit the claim format."""
    changed = _changed(claim, field, value)
    plain = msgspec.to_builtins(getattr(changed, field, value))
    return [Correction(anchor(claim, document), field, plain, signed.reason, signed.by)]


def guarded(bodies: list[Body], claim: Claim, text: str, dossier: Dossier) -> list[Body]:
    """The corrections of one claim, if its evidence still carries it.

    Another currency for the same figure is allowed where the text leaves it to the reader ("dollars"), and flagged so.
    """
    # patterns of money are compiled on import, which those who only look need not wait for
    from pledgebook.extract.evidence import INFERRED, evidence_fault

    corrections = [body for body in bodies if isinstance(body, Correction)]
    fields = {body.field for body in corrections}
    if fields & {*CODES, "scheme"}:
        check_codes(_applied(claim, corrections), dossier)
    if not fields & PROVEN:
        return bodies
    changed = _applied(claim, corrections)
    fault = evidence_fault(changed, text, dossier)
    if fault and isinstance(changed, AidClaim) and isinstance(claim, AidClaim) and _other_currency(claim.amount, changed.amount):
        flag = msgspec.structs.replace(corrections[0], field="flags", value=sorted({*claim.flags, INFERRED}))
        if evidence_fault(_applied(claim, [flag, *corrections]), text, dossier) is None:
            return [flag, *bodies]
    if fault:
        raise EvidenceError("evidence_missing", f"claim {claim.id}: {fault}", "mark the sentence that carries the figure with `pledgebook add`")
    return bodies


def undo(id_: str, connection: sa.Connection, signed: Signed) -> list[Body]:
    """Takes back a decision with all of its step; of a taking back, puts in force again what it took."""
    held = decisions(connection)
    found = [decision for decision in held if id_ and decision.id.startswith(id_)]
    if len(found) != 1:
        reason = f"{len(found)} decisions begin with '{id_}'" if found else f"no decision begins with '{id_}'"
        raise BookError("no_decision", reason, "`pledgebook decisions list` lists them with their ids")
    step = [decision for decision in held if (decision.made_at, decision.body.by) == (found[0].made_at, found[0].body.by)]
    return [Correction(_target(decision.body), UNDONE, decision.id, signed.reason, signed.by) for decision in step]


def add(document: stored_facts.StoredDocument, spans: tuple[Span, ...], kind: str, fields: Mapping[str, Any], dossier: Dossier) -> Reported:
    """The claim a person states of marked places, under the guard every reading passes."""
    from pledgebook.extract.evidence import evidence_fault

    claim = _stated(document, spans, kind, fields, dossier)
    check_codes(claim, dossier)
    if isinstance(claim, AidClaim) and claim.recipient not in (None, *dossier.beneficiaries):
        allowed = ", ".join(dossier.beneficiaries)
        raise BookError("other_beneficiary", f"the claim is about aid to {claim.recipient}", f"this book is kept of aid to {allowed}")
    fault = evidence_fault(claim, document.text, dossier)
    if fault:
        raise EvidenceError("evidence_missing", f"the claim was not added: {fault}", "mark a place that holds digits, scale and currency")
    content = claim.content if isinstance(claim, StatementClaim) else ()
    return Reported(claim, tuple(s.of(document.text) for s in claim.evidence), tuple(s.of(document.text) for s in content))


def added(reported: Reported, signed: Signed) -> list[Body]:
    """The decision that puts a stated claim into the book."""
    return [addition(reported, signed.reason, signed.by)]


def quoted(text: str, quote: str) -> Span:
    """Where a quote stands in a text, blanks and line breaks aside; it has to stand there once.

    >>> quoted("It gave one\\nbillion dollars.", "one billion")
    Span(start=8, end=19)
    """
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    found = [Span(*match.span()) for match in re.finditer(pattern, text)] if pattern else []
    if len(found) != 1:
        where = f"{len(found)} times (at {', '.join(str(span.start) for span in found[:5])})" if found else "nowhere"
        raise BookError("no_quote", f"the quote stands {where} in the document", "give words that stand there once, as they stand there, or a span")
    return found[0]


def _stated(document: stored_facts.StoredDocument, spans: tuple[Span, ...], kind: str, fields: Mapping[str, Any], dossier: Dossier) -> Claim:
    if kind not in KINDS:
        raise BookError("unknown_kind", f"there is no kind of claim '{kind}'", f"use one of {', '.join(KINDS)}")
    given = {"doc": document.id, "id": "", "evidence": msgspec.to_builtins(spans), "kind": kind, "confidence": 1.0}
    if kind == "aid":
        given["recipient"] = dossier.beneficiaries[0] if len(dossier.beneficiaries) == 1 else None
        given["counts_as"] = "total" if fields.get("amount") else None
    if kind == "statement":
        given["content"] = given["evidence"]
    unknown = sorted(set(fields) - set(KINDS[kind].__struct_fields__))
    try:
        if unknown:
            raise ValueError(f"a claim of kind {kind} has no field '{unknown[0]}'; it has {', '.join(KINDS[kind].__struct_fields__)}")
        claim: Claim = msgspec.convert({**given, **fields}, type=KINDS[kind])
    except (ValueError, msgspec.ValidationError) as error:
        raise BookError("bad_claim", f"the claim was not added: {error}", "give fields and values of the claim format") from error
    return identified(document.id, [claim])[0]


def _changed(claim: Claim, field: str, value: Any) -> Claim:
    if field == WITHDRAWN:
        return claim
    try:
        return corrected_claim(claim, field, value)
    except (ValueError, msgspec.ValidationError) as error:
        raise BookError("bad_correction", f"claim {claim.id}: {error}", "give a field and a value of the claim format") from error


def _applied(claim: Claim, corrections: Iterable[Correction]) -> Claim:
    for correction in corrections:
        claim = _changed(claim, correction.field, correction.value)
    return claim


def _other_currency(was: Amount | None, now: Amount | None) -> bool:
    return was is not None and now is not None and was.currency != now.currency and (was.min, was.max) == (now.min, now.max)


def _judgements(pairs: set[tuple[str, str]], entries: Iterable[Entry], verdict: Verdict, signed: Signed) -> list[Body]:
    anchors = {testimony.claim.id: anchor(testimony.claim) for entry in entries for testimony in entry.testimonies}
    return [Judgement(anchors[left], anchors[right], verdict, (signed.reason,), signed.by) for left, right in sorted(pairs)]


def _judged(connection: sa.Connection, verdict: Verdict) -> set[tuple[str, str]]:
    """Pairs on which a person's verdict stands."""
    latest = {_pair(j.left.claim or "", j.right.claim or ""): j.verdict for j in standing(decisions(connection)).judgements}
    return {pair for pair, held in latest.items() if held is verdict}


def _pair(left: str, right: str) -> tuple[str, str]:
    return min(left, right), max(left, right)


def _target(body: Body) -> Anchor:
    return body.left if isinstance(body, Judgement) else body.target
