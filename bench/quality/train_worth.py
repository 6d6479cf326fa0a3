"""Trains the model that tells claims from passing mentions, on the labelled news and on news without aid.

    python bench/quality/train_worth.py [--save]

Drafts that match a firm labelled claim are examples for, drafts that match nothing examples against; those that match
an optional claim are left out. War news mostly without aid counts against at a small weight, since a few of its drafts
are right. Prints what five-fold cross-validation by document gives at several thresholds.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import pathlib
import sys
from typing import Any

import numpy as np
from linear_training import design, train
from measure import EVAL

from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import claims_of, find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.linear import MODELS
from pledgebook.extract.speech import find_speech
from pledgebook.extract.worth import MODEL, features
from pledgebook.model.claim import encode
from pledgebook.model.text import RawDocument
from pledgebook.pipeline import annotate, clean_document, passes_gate
from pledgebook.read.files import read_paths

WAR_SHARE = 0.25
STRENGTH = 10.0


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score", EVAL / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def examples(path: pathlib.Path, limit: int | None = None) -> list[tuple[str, list[list[str]], list[dict[str, Any]]]]:
    """(document, features of each draft, claim of each draft) for the documents that pass the gate."""
    dossier = load_dossier()
    found = []
    raws = [raw for raw in read_paths([str(path)]) if isinstance(raw, RawDocument)]
    for raw in raws[:limit]:
        document = clean_document(raw, dossier)
        if not passes_gate(document, dossier):
            continue
        annotated = annotate(document, dossier)
        context = Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier))
        drafts = find_drafts(context)
        claims = [json.loads(encode(claim)) for claim in claims_of(drafts, context)]
        found.append((raw.name, [features(draft, context) for draft in drafts], claims))
    return found


def labelled() -> tuple[list[tuple[str, list[str], int, float]], dict[str, tuple[int, list[tuple[list[str], str]]]]]:
    """(document, features, label, weight) to train on; and by news document its firm claims and how each draft was judged."""
    score = scorer()
    gold = score.load(EVAL / "data" / "news_dev_gold.jsonl")
    rows, news = [], {}
    for doc, feats, claims in examples(EVAL / "data" / "news_dev.jsonl"):
        wanted = [g for g in gold.get(doc, []) if g["kind"] == "aid"]
        pairs, excused = score.match(wanted, claims)
        judged = {j: "optional" if wanted[i].get("optional") else "right" for i, j in pairs} | dict.fromkeys(excused, "optional")
        news[doc] = (sum(not g.get("optional") for g in wanted), [(f, judged.get(k, "wrong")) for k, f in enumerate(feats)])
        rows += [(doc, f, int(judged.get(k) == "right"), 1.0) for k, f in enumerate(feats) if judged.get(k) != "optional"]
    for name, share, limit in (("hard_negatives", WAR_SHARE, None), ("other_news", 1.0, 300)):
        rows += [(doc, f, 0, share) for doc, feats, _ in examples(EVAL / "data" / f"{name}.jsonl", limit) for f in feats]
    return rows, news


def fold(doc: str) -> int:
    return int(hashlib.sha1(b"fold" + doc.encode()).hexdigest(), 16) % 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", action="store_true")
    args = parser.parse_args()
    rows, news = labelled()
    table, labels, shares = design([row[1] for row in rows]), [row[2] for row in rows], [row[3] for row in rows]
    print(f"{len(rows)} drafts, {sum(labels)} right")
    for strength in (0.3, 1.0, 3.0, 10.0):
        odds: dict[str, list[float]] = {}
        war: list[float] = []
        for k in range(5):
            kept = [i for i, row in enumerate(rows) if fold(row[0]) != k]
            model = train(table[kept], [labels[i] for i in kept], 2, [shares[i] for i in kept], strength)
            for doc, (_, drafts) in news.items():
                if fold(doc) == k and drafts:
                    odds[doc] = list((design([f for f, _ in drafts]) @ model.T)[:, 0])
            war += [float((table[i] @ model.T)[0]) for i, row in enumerate(rows) if fold(row[0]) == k and row[3] == WAR_SHARE]
        for threshold in (-9.0, -2.0, -1.5, -1.2, -1.0, -0.8, -0.5, 0.0):
            firm = sum(n for n, _ in news.values())
            kept_drafts = [how for doc, (_, drafts) in news.items() for (_, how), z in zip(drafts, odds.get(doc, []), strict=True) if z > threshold]
            right, wrong = kept_drafts.count("right"), kept_drafts.count("wrong")
            f1 = 2 * right / (firm + right + wrong)
            kept_war = sum(z > threshold for z in war)
            figures = f"recall {right / firm:.3f} precision {right / (right + wrong):.3f} F1 {f1:.3f}"
            print(f"  strength {strength:4} threshold {threshold:5}: {figures}; war news kept {kept_war}")
    if args.save:
        model = train(table, labels, 2, shares, STRENGTH)
        MODELS.mkdir(exist_ok=True)
        np.save(MODELS / f"{MODEL}.npy", model.astype(np.float16))
    return 0


if __name__ == "__main__":
    sys.exit(main())
