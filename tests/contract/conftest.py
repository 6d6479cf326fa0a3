"""A reader that needs no language pipeline: every line `CODE pledges $N million` is a claim."""

from __future__ import annotations

import datetime
import re
import types

import pytest

from pledgebook.model.claim import AidClaim, Amount, CountsAs, Stage
from pledgebook.model.text import Block, DateRange, Document, OffsetMap, Precision, Published, Span

CLAIM = re.compile(r"([A-Z]{3}) (pledges|delivers) \$(\d+) million")


def read_document(raw, dossier, *, every_document=False):
    if "cannot be read" in raw.text:
        raise RuntimeError("a fault nobody foresaw")
    day = datetime.date.fromisoformat(raw.given.date) if raw.given.date else None
    published = Published(day, DateRange(day, day), Precision.DAY, "given") if day else None
    whole = Span(0, len(raw.text))
    document = Document(
        raw, raw.text, OffsetMap((0,), (0,), (len(raw.text),)), (Block(whole, "paragraph"),), (), (), raw.given.title, None, None, None, published, "en"
    )
    claims = tuple(
        AidClaim(
            doc=raw.name,
            id=f"a{match.start()}",
            evidence=(Span(*match.span()),),
            stage=Stage.PLEDGED if match[2] == "pledges" else Stage.DELIVERED,
            donors=(match[1],),
            recipient="UKR",
            amount=Amount(float(match[3]) * 1e6, float(match[3]) * 1e6, "USD"),
            counts_as=CountsAs.TOTAL,
            date=published.window if published else None,
        )
        for match in CLAIM.finditer(raw.text)
    )
    return types.SimpleNamespace(document=document, claims=claims, relevant=bool(claims))


@pytest.fixture
def plain_reader(monkeypatch):
    """Puts the plain reader in the place of the pipeline."""
    monkeypatch.setattr("pledgebook.pipeline.read_document", read_document)


@pytest.fixture
def site():
    from .sites import Site  # here, as this file is also run by its path for the reader above

    running = Site()
    yield running
    running.server.shutdown()
    running.server.server_close()
