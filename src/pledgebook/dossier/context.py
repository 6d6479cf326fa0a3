"""The small language of the `context` column: where an ambiguous alias does not mean its party."""

from __future__ import annotations

from pledgebook.dossier.schema import Context

KEYS = {"not after": "not_after", "not before": "not_before", "unless": "unless", "needs": "needs"}


def parse_contexts(cell: str) -> tuple[Context, ...]:
    """The rules of one cell: `ALIAS: not after A, B; unless C`, several with `|` between them.

    >>> parse_contexts("Jordan: not after Michael; needs Amman, king")
    (Context(alias='Jordan', not_after=('Michael',), not_before=(), unless=(), needs=('Amman', 'king')),)

    An alias without rules ("us:") is kept with no condition; raises ValueError where a rule is not understood.
    """
    return tuple(_parse_one(part.strip()) for part in cell.split("|") if part.strip())


def _parse_one(rule: str) -> Context:
    alias, mark, conditions = rule.partition(":")
    if not mark or not alias.strip():
        raise ValueError(f"'{rule}' names no alias")
    found: dict[str, tuple[str, ...]] = {}
    for condition in filter(None, (part.strip() for part in conditions.split(";"))):
        key = next((key for key in KEYS if condition.startswith(key + " ")), None)
        if key is None:
            raise ValueError(f"'{condition}' starts with none of: {', '.join(KEYS)}")
        found[KEYS[key]] = tuple(word.strip() for word in condition[len(key) :].split(",") if word.strip())
    return Context(alias.strip(), **found)
