"""Claim ids that are unique in a book and depend on the document and the claim alone."""

from __future__ import annotations

import collections
import hashlib
from collections.abc import Iterable

import msgspec

from pledgebook.model.claim import AidClaim, Claim
from pledgebook.model.ledger import Anchor

LENGTH = 12
"""hexadecimal digits: 48 bits keep a million claims apart with a chance of 0.998"""


def identified(document: str, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims with ids made of the document's id and what they say, `part_of` following.

    The `doc` field, the ids that came in and the order make no difference; two claims that say exactly the same at
    the same place are told apart by a count.
    """
    given = list(claims)
    bare = [_digest(document, claim) for claim in given]
    seen: collections.Counter[str] = collections.Counter()
    fresh: dict[str, str] = {}
    ids = []
    for claim, digest in zip(given, bare, strict=True):
        seen[digest] += 1
        ids.append(digest if seen[digest] == 1 else _hash(f"{digest}#{seen[digest]}"))
        fresh.setdefault(claim.id, ids[-1])
    out: list[Claim] = []
    for claim, id_ in zip(given, ids, strict=True):
        if isinstance(claim, AidClaim) and claim.part_of is not None:
            claim = msgspec.structs.replace(claim, part_of=fresh.get(claim.part_of))
        out.append(msgspec.structs.replace(claim, id=id_))
    return tuple(out)


def anchor(claim: Claim, document: str | None = None) -> Anchor:
    """Where a decision about the claim is bound to."""
    return Anchor(document or claim.doc, kind_of(claim), claim.evidence, claim.id)


def kind_of(claim: Claim) -> str:
    """`aid`, `talks` or `statement`."""
    return str(claim.__struct_config__.tag)


def _digest(document: str, claim: Claim) -> str:
    changed: dict[str, object] = {"doc": document, "id": "", "confidence": None}
    if isinstance(claim, AidClaim):
        changed["part_of"] = None
    bare = msgspec.structs.replace(claim, **changed)
    return _hash(msgspec.json.encode(bare, order="deterministic").decode())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
