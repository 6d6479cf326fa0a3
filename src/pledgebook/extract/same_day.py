"""The day of aid that is told as added to what was told just before it: "It will also give ...", "a further $5m ..."."""

from __future__ import annotations

from collections.abc import Iterable

from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft

NEAR = 2
"""sentences back that an addition goes on from"""


def carry_dates(drafts: Iterable[Draft], context: Context) -> None:
    """Gives an addition without a day the day of what the same givers did at the same stage just before.

    "Norway gave $20m on Friday. It also gave 50 boats": Friday is the boats' day too.
    """
    ordered = sorted(drafts, key=lambda draft: draft.spans[0])
    for k, draft in enumerate(ordered):
        if draft.date is None and draft.donors and _adds(draft, context):
            before = [d for d in ordered[:k] if d.sentence >= draft.sentence - NEAR and d.donors == draft.donors and d.stage is draft.stage]
            draft.date = next((d.date for d in reversed(before) if d.date is not None), None)


def _adds(draft: Draft, context: Context) -> bool:
    """Whether words of the clause, or of its verb, say that it goes on from another."""
    tokens = [*context.tokens(draft.core), *draft.frame.inner.token.children]
    return any(token.lower_ in context.words.words["adding"] for token in tokens)
