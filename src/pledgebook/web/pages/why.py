"""Why two claims are one event or two: what both say, each comparison with its points, the sum, and who decided."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get

from pledgebook.model.claim import Claim
from pledgebook.resolve.compare import Reason, Weighed
from pledgebook.resolve.why import Link, Why
from pledgebook.review.sides import claim_lines, field_of, pair_lines
from pledgebook.web.pages.entry import reports_of
from pledgebook.web.rendering import opened, page

SHOWN = 10
"""blocks that are told; a group's claims stand in one for each member"""
WIDTH = 100.0
"""of the picture of the sum, in its own units"""


class Row(msgspec.Struct, frozen=True):
    """One thing compared: what both claims say of it, how it came out and what that counts for; `points` is None where nothing was compared."""

    field: str
    left: str = ""
    right: str = ""
    outcome: str = ""
    points: float | None = None


class Scale(msgspec.Struct, frozen=True):
    """Where the bands of two events, unsure and one event begin and where the sum stands, as parts of `WIDTH`."""

    unsure: float
    same: float
    sum: float


@get("/why", sync_to_thread=True)
def why(request: Request[Any, Any, Any]) -> Response[str]:
    """The comparison of two claims, named by the beginning of their ids or their entries'; without two a form that asks for them."""
    library, _ = opened(request)
    left, right = (request.query_params.get(name, "").strip() for name in ("left", "right"))
    if not (left and right):
        return page(request, "why.html", told=None, left=left, right=right)
    told = library.why(left, right)
    links = [(title, held) for title, held in _links(told) if held]
    known = library.book.testimonies({told.left, told.right, *(id_ for _, held in links for link in held for id_ in (link.left, link.right))})
    entries = library.book.outlines_by_id([known[id_].entry for id_ in (told.left, told.right)])
    reports = [reports_of([known[id_].testimony], entry, library.book)[0] for entry, id_ in zip(entries, (told.left, told.right), strict=True)]
    claims = [report.testimony.claim for report in reports]
    return page(
        request,
        "why.html",
        told=told,
        left=told.left,
        right=told.right,
        entries=entries,
        reports=reports,
        rows=rows(claims[0], claims[1], told.weighed),
        scale=scale(told.weighed) if told.weighed else None,
        alone=alone(told),
        links=links,
        names={id_: ", ".join(report.testimony.sources) or "unknown source" for id_, report in known.items()},
        SHOWN=SHOWN,
    )


def rows(left: Claim, right: Claim, weighed: Weighed | None) -> list[Row]:
    """What was compared, field by field; claims of two kinds stand one below the other."""
    if weighed is None:
        return [Row(line.field, left=line.left) for line in claim_lines(left)] + [Row(line.field, right=line.left) for line in claim_lines(right)]
    fields = {line.field: line for line in pair_lines(left, right, ())}
    found: dict[str, list[Reason]] = {}
    for reason in weighed.lines:
        found.setdefault(field_of(reason.field, left) or reason.field, []).append(reason)
    told = [*fields, *(name for name in found if name not in fields)]
    return [row for name in told for row in _rows(Row(name, fields[name].left, fields[name].right) if name in fields else Row(name), found.get(name, []))]


def _rows(row: Row, reasons: list[Reason]) -> list[Row]:
    if not reasons:
        return [row]
    both = row.left or row.right
    return [msgspec.structs.replace(row, outcome=_outcome(reason, with_values=not both), points=reason.points) for reason in reasons]


def _outcome(reason: Reason, *, with_values: bool) -> str:
    return f"{reason.outcome}: {reason.values}" if with_values and reason.values else reason.outcome


def scale(weighed: Weighed) -> Scale:
    """The picture of a sum.

    >>> scale(Weighed((), 0.75))
    Scale(unsure=50.0, same=60.0, sum=75.0)
    """
    lowest, highest = min(0.0, weighed.score), max(1.0, weighed.score)

    def placed(value: float) -> float:
        return round(WIDTH * (value - lowest) / (highest - lowest), 2)

    return Scale(placed(weighed.unsure), placed(weighed.same), placed(weighed.score))


def alone(told: Why) -> str:
    """What the matcher makes of the two by themselves, whatever stands around them and whoever decided."""
    weighed = told.weighed
    if weighed is None:
        return "two events: claims of two kinds are never compared"
    if weighed.against:
        return f"two events, whatever the sum: {weighed.against.field} {_outcome(weighed.against, with_values=True)}"
    if weighed.score >= weighed.same:
        return f"not one event, though the sum would do: {weighed.short}" if weighed.short else "one event, by the sum"
    return "unsure, by the sum: a question for a person" if 0 < weighed.unsure <= weighed.score and not weighed.short else "two events, by the sum"


def _links(told: Why) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    nearest = (told.nearest,) if told.nearest else ()
    return ("Joined by way of", told.path), ("Held apart by", told.barriers), ("The likeliest pair of the two events", nearest)
