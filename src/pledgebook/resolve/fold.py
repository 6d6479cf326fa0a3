"""The fold: from what documents say and people decided to the ledger, the same whatever order they came in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.ledger import Correction, Judgement, Ledger, Witness
from pledgebook.resolve.folding import Folding
from pledgebook.resolve.shares import Comparing


def fold(
    witnesses: Iterable[Witness],
    dossier: Dossier,
    judgements: Iterable[Judgement] = (),
    corrections: Iterable[Correction] = (),
    as_of: datetime.date | None = None,
    comparing: Comparing | None = None,
) -> Ledger:
    """The ledger of all documents, or of those whose publication window ends by `as_of`; decisions always apply.

    `comparing` compares claims elsewhere (`run.comparing`), which changes no byte.
    """
    everything = {witness.id: witness for witness in witnesses}
    known = [witness for witness in everything.values() if _known_by(witness, as_of)]
    ledger = Folding(dossier, comparing).fold(known, judgements, corrections)
    if as_of is None:
        return ledger
    undated = sum(witness.published is None for witness in everything.values())
    return msgspec.structs.replace(ledger, as_of=as_of, undated=undated, later=len(everything) - len(known) - undated)


def _known_by(witness: Witness, as_of: datetime.date | None) -> bool:
    return as_of is None or (witness.published is not None and witness.published.window.last <= as_of)
