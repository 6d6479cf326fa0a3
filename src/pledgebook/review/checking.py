"""Whether the claims people added still stand where they were marked."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import StatementClaim
from pledgebook.review import kept
from pledgebook.review.decisions import standing
from pledgebook.store import read as stored_facts
from pledgebook.store.verify import Fault


def verify_additions(connection: sa.Connection, dossier: Dossier) -> Iterator[Fault]:
    """A fault for each added claim whose words changed or whose evidence does not carry it; absent documents are waited for."""
    # patterns of money are compiled on import, and few books hold additions
    from pledgebook.extract.evidence import evidence_fault

    for added in standing(kept.decisions(connection)).additions:
        claim = added.claim
        text = stored_facts.text_of(connection, claim.doc)
        if not text:
            continue
        content = claim.content if isinstance(claim, StatementClaim) else ()
        if tuple(s.of(text) for s in claim.evidence) != added.words or tuple(s.of(text) for s in content) != added.content:
            yield Fault(f"claim {claim.id}", "its text reads otherwise than when a person added it")
        fault = evidence_fault(claim, text, dossier)
        if fault:
            yield Fault(f"claim {claim.id}", fault)
