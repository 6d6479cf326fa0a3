"""The story's reports as the fold sees them: with the claims stated by hand, or with those that were read."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Any

import msgspec

from pledgebook.clean.layout import clean_document
from pledgebook.demo.story import story
from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import AidClaim, Claim, Mode, StatementClaim
from pledgebook.model.ledger import Reported, Sighting, Witness
from pledgebook.model.run import Rejection
from pledgebook.model.text import Document, RawDocument, Span
from pledgebook.read.files import read_paths
from pledgebook.resolve.identity import identified
from pledgebook.resolve.sketches import sketch

_QUOTED = re.compile(r'"([^"]+)"')


class Told(msgspec.Struct, frozen=True):
    """The story's documents with claims; `event` names each claim's entry in the hand-made ledger, `names` each document's report."""

    witnesses: tuple[Witness, ...]
    event: dict[str, str]
    names: dict[str, str]


def hand_ledger() -> dict[str, Any]:
    """The ledger worked out by hand; see the comments in `ledger.toml`."""
    return tomllib.loads(story().joinpath("ledger.toml").read_text(encoding="utf-8"))


@functools.cache
def reports() -> tuple[RawDocument, ...]:
    with resources.as_file(story().joinpath("reports.jsonl")) as path:
        return tuple(raw for raw in read_paths([path]) if not isinstance(raw, Rejection))


def hand_told(dossier: Dossier) -> Told:
    """The reports with the claims stated by hand, and their quotations as statements of nobody named."""
    rows = [msgspec.json.decode(line) for line in story().joinpath("claims.jsonl").read_text(encoding="utf-8").splitlines()]
    witnesses: list[Witness] = []
    event: dict[str, str] = {}
    names: dict[str, str] = {}
    for raw in reports():
        own = [row for row in rows if row["doc"] == raw.name]
        ids = {row["event"]: f"{k}" for k, row in reversed(list(enumerate(own)))}
        stated: list[Claim] = [_stated(row, k, raw, ids) for k, row in enumerate(own)]
        claims = identified(raw.sha256, [*stated, *_quotations(raw.text)])
        event |= {claim.id: row["event"] for claim, row in zip(claims, own, strict=False)}
        names[raw.sha256] = raw.name
        witnesses.append(witness(raw, clean_document(raw, dossier), claims))
    return Told(tuple(witnesses), event, names)


def read_told(dossier: Dossier) -> Told:
    """The reports as they are read; a claim read at the place of one stated by hand belongs to its entry."""
    from pledgebook.run.local import extract_document

    hand = hand_told(dossier)
    stated = {w.id: [item.claim for item in w.reported if isinstance(item.claim, AidClaim)] for w in hand.witnesses}
    witnesses: list[Witness] = []
    event: dict[str, str] = {}
    names: dict[str, str] = {}
    for raw in reports():
        found = extract_document(raw, dossier)
        names[raw.sha256] = raw.name
        witnesses.append(witness(raw, found.document, found.claims))
        read = [claim for claim in found.claims if isinstance(claim, AidClaim)]
        event |= {claim: hand.event[truth] for claim, truth in _aligned(read, stated[raw.sha256])}
    return Told(tuple(witnesses), event, names)


def witness(raw: RawDocument, document: Document, claims: Iterable[Claim]) -> Witness:
    """A document with its claims as a book would give it to the fold."""

    def words(spans: tuple[Span, ...]) -> tuple[str, ...]:
        return tuple(span.of(raw.text) for span in spans)

    reported = tuple(Reported(claim, words(claim.evidence), words(claim.content) if isinstance(claim, StatementClaim) else ()) for claim in claims)
    given = raw.given
    return Witness(
        id=raw.sha256,
        sightings=(Sighting(raw.sha256, given.id, given.source, given.url, given.date, given.title),),
        title=document.title,
        outlet=document.outlet,
        author=document.author,
        published=document.published,
        language=document.language,
        sketch=sketch(document.text),
        reported=reported,
    )


def _stated(row: dict[str, Any], k: int, raw: RawDocument, ids: dict[str, str]) -> AidClaim:
    start = raw.text.index(row["quote"])
    given = {name: value for name, value in row.items() if name not in ("event", "quote")}
    if "part_of" in given:
        given["part_of"] = ids[given["part_of"]]
    spans = [{"start": start, "end": start + len(row["quote"])}]
    return msgspec.convert({**given, "id": str(k), "kind": "aid", "recipient": "UKR", "evidence": spans}, type=AidClaim)


def _quotations(text: str) -> Iterator[StatementClaim]:
    for found in _QUOTED.finditer(text):
        span = Span(*found.span(1))
        yield StatementClaim(doc="", id=f"quote {span.start}", evidence=(span,), speaker=None, content=(span,), mode=Mode.DIRECT)


def _aligned(read: Sequence[AidClaim], stated: Sequence[AidClaim]) -> list[tuple[str, str]]:
    """Ids of claims read and stated that stand at one place, the likest first, each once."""
    ranked = sorted(((-score, a.id, b.id) for a in read for b in stated if (score := _at_one_place(a, b)) > 0), key=lambda held: held)
    taken: set[str] = set()
    pairs = []
    for _, a, b in ranked:
        if a not in taken and b not in taken:
            taken |= {a, b}
            pairs.append((a, b))
    return pairs


def _at_one_place(a: AidClaim, b: AidClaim) -> float:
    best = max(((_common(s, b.evidence[0]), s) for s in a.evidence), default=(0, None), key=lambda held: held[0])
    share = best[0] / max(1, min(len(best[1]), len(b.evidence[0]))) if best[1] else 0.0
    if share < 0.5:
        return 0.0
    return share + 2 * (a.amount == b.amount) + 2 * (a.donors == b.donors) + (a.stage is b.stage)


def _common(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))
