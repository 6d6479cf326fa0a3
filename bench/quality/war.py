"""The aid labelled in war news: ids, places in the text and figures alone, as the articles are other people's.

Every name in `war_gold.jsonl` is a place in its article: here they are read out, into the format the scorer takes.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

LABELS = pathlib.Path(__file__).parent / "war_gold.jsonl"


def labelled_claims(articles: pathlib.Path) -> list[dict[str, Any]]:
    """The labelled claims with their names, read from the articles they point into."""
    rows = map(json.loads, articles.read_text(encoding="utf-8").splitlines())
    texts = {row["id"]: row["text"] for row in rows}
    return [_claim(json.loads(line), texts) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def _claim(row: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    text = texts[row["doc"]]
    items = [{"name": text[slice(*item["at"])], "quantity": item["quantity"], "unit": None} for item in row["items"]]
    speaker, day = row["speaker"], row["date"]
    return row | {
        "kind": "aid",
        "recipient": "UKR",
        "evidence": [{"start": start, "end": end} for start, end in row["evidence"]],
        "items": items,
        "attribution": {"speaker": text[slice(*speaker)], "role": None, "medium": None, "actor": None} if speaker else None,
        "date": {"first": day[0], "last": day[1]} if day else None,
    }
