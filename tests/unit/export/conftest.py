"""A small ledger with what exports stumble over: hostile texts, unknowns, conflicts, parts, joint amounts."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
import pytest

from pledgebook.ledgerview import LedgerView
from pledgebook.model.claim import Attribution, CountsAs, Stage
from pledgebook.model.ledger import Sighting
from pledgebook.resolve.fold import fold

HOSTILE = ("=1+2", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://evil.example")', "\tx", "a\nb", 'quo"te', "<b>&amp;</b>", "\x07bell", "ünï→", "a;b")


@dataclasses.dataclass(frozen=True)
class Sample:
    """The ledger, and the ids of its entries by what they are."""

    view: LedgerView
    ids: dict[str, str]


@pytest.fixture(scope="session")
def hostile() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture(scope="session")
def sample(facts: Any) -> Sample:
    documents = [
        facts.document(facts.aid(500e6, "NLD", on="2025-08-04", items=(("Patriot missiles", 12.0), ("grain", 2.5, "tonnes"))), source="a.example"),
        facts.document(facts.aid(510e6, "NLD", on="2025-08-04", items=(("Patriot missiles", 12.0),)), source="b.example", published="2025-08-05"),
        facts.document(facts.aid(300e6, "DEU", "NOR", on="2025-09-10", joint=True), source="c.example", published="2025-09-11"),
        facts.document(facts.aid(None, "USA", on="2025-10-01", stage=Stage.DELIVERED, items=("tanks",)), source="d.example", published="2025-10-02"),
        facts.document(facts.aid(facts.money(2e9, "EUR"), "EU", on="2025-07-01", counts_as=CountsAs.UMBRELLA), source="e.example", published="2025-07-02"),
        _hostile(facts),
    ]
    view = LedgerView(fold(documents, facts.dossier), facts.dossier)
    ids = {"conflict": next(entry.id for entry in view.entries if entry.conflicts)}
    for name, donors in (("joint", ("DEU", "NOR")), ("umbrella", ("EU",)), ("unvalued", ("USA",))):
        ids[name] = next(entry.id for entry in view.entries if entry.donors == donors)
    ids["hostile"] = next(entry.id for entry in view.entries if entry.scheme == HOSTILE[0])
    return Sample(view, ids)


def _hostile(facts: Any) -> Any:
    """A document whose every text is an attack."""
    said = Attribution(HOSTILE[3], HOSTILE[4], HOSTILE[1], None, (HOSTILE[2],))
    aid = facts.aid(7e6, "NOR", on="2025-11-01", items=HOSTILE, attribution=said, scheme=HOSTILE[0])
    talks = facts.talks("NLD", on="2025-11-01", place=HOSTILE[0], topic=HOSTILE[5], at=20)
    statement = facts.statement(HOSTILE[3], at=40, length=60, role=HOSTILE[1])
    text = "=cmd|' /C calc'!A0 " + " ".join(HOSTILE) + " told the paper that aid would come soon, and so on"
    made = facts.document(aid, talks, statement, text=text, source=HOSTILE[3], published="2025-11-02")
    sighting = Sighting(made.id, source=HOSTILE[3], url="javascript:alert(1)", date="2025-11-02", title=HOSTILE[4])
    return msgspec.structs.replace(made, sightings=(sighting,), title=HOSTILE[4])
