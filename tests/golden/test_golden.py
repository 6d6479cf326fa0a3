"""Claims and ledger of the sample as they were last looked at and found right or known to be wrong.

`pytest tests/golden --update-golden` writes them anew; read the difference before committing it.
"""

from __future__ import annotations

import json
import pathlib

import msgspec
import pytest

from pledgebook.ledgerview import LedgerView
from pledgebook.model.claim import encode
from pledgebook.run.local import Extraction

HERE = pathlib.Path(__file__).parent


def check(name: str, found: str, request: pytest.FixtureRequest) -> None:
    path = HERE / name
    if request.config.getoption("--update-golden", default=False):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_the_claims_of_the_sample_are_as_they_were(extractions: dict[str, Extraction], request: pytest.FixtureRequest) -> None:
    check("sample_claims.jsonl", "".join(encode(claim).decode() + "\n" for found in extractions.values() for claim in found.claims), request)


def test_the_ledger_of_the_sample_is_as_it_was(view: LedgerView, request: pytest.FixtureRequest) -> None:
    document = msgspec.to_builtins(view.document())
    # every word of the dossier changes its digest; what it changes in the ledger shows by itself
    del document["dossier"]["digest"]
    check("sample_ledger.json", json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", request)
