"""A comparison of two ledgers as rows, Markdown and HTML."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Any

from pledgebook.analyse.compare import Comparison, Difference, Kind, Part, Reason, Row
from pledgebook.analyse.compare_lines import Line
from pledgebook.resolve.amounts import shown

MEANINGS = {
    Reason.ONLY_OURS: "only this book has it",
    Reason.ONLY_THEIRS: "only the other has it",
    Reason.NOT_COUNTED_BY_US: "this book has it and does not count it",
    Reason.NOT_COUNTED_BY_THEM: "the other has it and does not count it",
    Reason.NO_AMOUNT_WITH_US: "this book has no amount for it",
    Reason.NO_AMOUNT_WITH_THEM: "the other has no amount for it",
    Reason.NO_RATE: "no rate for one side's amount",
    Reason.CONVERSION: "converted at another rate",
    Reason.RATE_DAY: "converted at the rate of another day",
    Reason.CURRENCY: "one promise told in two currencies",
    Reason.BOUND: "a range or bound against a figure",
    Reason.ROUNDING: "rounding",
    Reason.AMOUNT: "another amount",
    Reason.SPLIT: "one amount against several",
}
TITLES = {
    Kind.SAME: "Matches",
    Kind.DIFFERS: "Differs",
    Kind.SPLIT: "One amount on one side, several on the other",
    Kind.ONLY_OURS: "Only in this book",
    Kind.ONLY_THEIRS: "Only in the other",
}
ORDER = (Kind.DIFFERS, Kind.SPLIT, Kind.ONLY_OURS, Kind.ONLY_THEIRS, Kind.SAME)
"""what needs a look comes first"""


def comparison_rows(found: Comparison) -> list[dict[str, Any]]:
    """One row a row of the comparison, for a spreadsheet; `part` is what it adds to the difference of the totals."""
    return [
        {
            "kind": str(row.kind),
            **_side("ours", row.ours),
            **_side("theirs", row.theirs),
            "differences": "; ".join(told(difference) for difference in row.differences) or None,
            "part": sum(part.value for part in row.parts),
            "reasons": "; ".join(reason(part) for part in row.parts) or None,
            "note": row.note or None,
        }
        for row in found.rows
    ]


def markdown(found: Comparison) -> str:
    """The comparison as a Markdown report."""
    return "\n".join(_markdown(found)) + "\n"


def page(found: Comparison) -> str:
    """The comparison as one HTML page that needs nothing else."""
    return "".join(_html(found))


def told(difference: Difference) -> str:
    """A difference in a line."""
    aside = f" ({difference.note})" if difference.note else ""
    return f"{difference.field}: {difference.ours or 'unknown'} | {difference.theirs or 'unknown'}{aside}"


def reason(part: Part) -> str:
    """A part in a line."""
    return f"{part.value:+,} {MEANINGS[part.reason]}" + (f" ({part.note})" if part.note else "")


def line(held: Line) -> str:
    """A line of a ledger in short."""
    amount = shown(held.amount) if held.amount else "no amount"
    return f"{held.id}: {', '.join(held.donors) or 'unknown'}, {amount}, {held.day or 'undated'}"


def counted(found: Comparison) -> list[tuple[Kind, int]]:
    """How many rows there are of each kind."""
    return [(kind, sum(row.kind is kind for row in found.rows)) for kind in Kind]


def _side(name: str, lines: Sequence[Line]) -> dict[str, Any]:
    one = lines[0] if len(lines) == 1 else None
    return {
        name: "; ".join(held.id for held in lines) or None,
        f"{name}_donors": "; ".join(sorted({code for held in lines for code in held.donors})) or None,
        f"{name}_day": one.day if one else None,
        f"{name}_amount": "; ".join(shown(held.amount) for held in lines if held.amount) or None,
        f"{name}_stage": str(one.stage) if one and one.stage else None,
    }


def _markdown(found: Comparison) -> Iterator[str]:
    yield f"# This book against {_escaped(found.name)}\n"
    yield f"In {found.currency}: this book {found.ours:,}, the other {found.theirs:,}, difference {found.difference:+,}.\n"
    yield "| why | adds to the difference | |\n| --- | ---: | --- |"
    for part in found.parts:
        yield f"| {MEANINGS[part.reason]} | {part.value:+,} | {part.note} |"
    yield f"| **all together** | **{sum(part.value for part in found.parts):+,}** | |\n"
    if found.no_rate:
        yield f"{len(found.no_rate)} amounts are in neither total, for want of a rate.\n"
    for kind in ORDER:
        rows = [row for row in found.rows if row.kind is kind]
        if rows:
            yield f"## {TITLES[kind]}: {len(rows)}\n"
            yield "| this book | the other | differences | adds |\n| --- | --- | --- | ---: |"
            yield from ("| " + " | ".join(_escaped(cell) for cell in _cells(row)) + " |" for row in rows)
            yield ""


def _html(found: Comparison) -> Iterator[str]:
    title = html.escape(f"This book against {found.name}")
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>'
    yield f"<p>In {found.currency}: this book {found.ours:,}, the other {found.theirs:,}, difference {found.difference:+,}.</p>"
    yield "<table><thead><tr><th>why</th><th>adds to the difference</th><th></th></tr></thead><tbody>"
    for part in found.parts:
        yield f'<tr><td>{MEANINGS[part.reason]}</td><td class="n">{part.value:+,}</td><td>{html.escape(part.note)}</td></tr>'
    yield f'<tr><th>all together</th><th class="n">{sum(part.value for part in found.parts):+,}</th><th></th></tr></tbody></table>'
    if found.no_rate:
        yield f"<p>{len(found.no_rate)} amounts are in neither total, for want of a rate.</p>"
    for kind in ORDER:
        rows = [row for row in found.rows if row.kind is kind]
        if rows:
            yield f"<h2>{TITLES[kind]}: {len(rows)}</h2><table><thead><tr>"
            yield "<th>this book</th><th>the other</th><th>differences</th><th>adds</th></tr></thead><tbody>"
            for row in rows:
                yield "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(row)) + "</tr>"
            yield "</tbody></table>"
    yield "</body></html>\n"


def _cells(row: Row) -> tuple[str, ...]:
    why = [*(told(difference) for difference in row.differences), *([row.note] if row.note and not row.parts else [])]
    return (
        "; ".join(map(line, row.ours)),
        "; ".join(map(line, row.theirs)),
        "; ".join(why),
        "; ".join(map(reason, row.parts)),
    )


def _escaped(text: str) -> str:
    return html.escape(" ".join(text.split()), quote=False).replace("|", "\\|").replace("[", "\\[").replace("`", "\\`").replace("*", "\\*").replace("_", "\\_")


_STYLE = (
    "body{font:15px/1.4 system-ui,sans-serif;margin:2rem;max-width:90rem}table{border-collapse:collapse;margin:1rem 0}"
    "td,th{border:1px solid #c8d0d8;padding:.3rem .6rem;vertical-align:top;text-align:left}th{background:#eef2f6}"
    ".n{text-align:right;font-variant-numeric:tabular-nums}"
)
