"""Trains the model that tells claims from passing mentions, on the labelled news and on news without aid.

    python bench/quality/train_worth.py [--save]

Drafts that match a firm labelled claim are examples for, drafts that match nothing examples against; those that match
an optional claim are left out. War news counts against at half the weight, but for the reports that one
reader found to hold aid (`HOLDING`), which are left out. Prints what five-fold cross-validation by document gives, the mean of four ways to fold, at several
strengths and thresholds; and, nested, what it gives where both are chosen on the other folds alone.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import pathlib
import sys
from collections.abc import Collection
from typing import Any

import numpy as np
from linear_training import Matrix, design, train
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

WAR_SHARE = 0.5
STRENGTH = 10.0
STRENGTHS = (3.0, 5.0, 10.0, 20.0)
THRESHOLDS = (-1.0, -0.8, -0.6, -0.4, -0.2, 0.0, 0.2)
FOLDS = 5
WAYS = 4
"""ways to fold: one alone says as much of the fold as of the model"""
HOLDING = frozenset(
    """
    2652b712c550c6d3 0a31fa4e4f52534f 3013f568a696d4f7 21c4d50c517f8109 113ba2ac6e54f3b2 36197d476a2e9912 1152d71f355b3612 2414315fb516c543 31a66fa64b08b4f7
    039db36d5850210a 3b7862c5be68cfcf 2402aa62a2bdef10 0f7627286055cf96 399b1941b2842c13 31c7899da9aed186 1b56b6fa11f46a66 331f3bcf162b29c2 2dc0ee2cdd297fc5
    3c84c41f060743ed 0514c755b375cd92 2b22ce889ccd477c 32963127f1fe9f7f 30dec2bae7dc811e 2b7ac0d76340b456 1667a10ac11b8d37
    """.split()  # noqa: SIM905
)
"""war news that does report aid by the judgement of one reader, made while this was developed and reviewed by nobody; `war_gold.jsonl` labels their claims"""

Row = tuple[str, list[str], int, float]
News = dict[str, tuple[int, list[tuple[list[str], str]]]]


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


def labelled() -> tuple[list[Row], News]:
    """(document, features, label, weight) to train on; and by news document its firm claims and how each draft was judged."""
    score = scorer()
    gold = score.load(EVAL / "data" / "news_dev_gold.jsonl")
    rows: list[Row] = []
    news: News = {}
    for doc, feats, claims in examples(EVAL / "data" / "news_dev.jsonl"):
        wanted = [g for g in gold.get(doc, []) if g["kind"] == "aid"]
        pairs, excused = score.match(wanted, claims)
        judged = {j: "optional" if wanted[i].get("optional") else "right" for i, j in pairs} | dict.fromkeys(excused, "optional")
        news[doc] = (sum(not g.get("optional") for g in wanted), [(f, judged.get(k, "wrong")) for k, f in enumerate(feats)])
        rows += [(doc, f, int(judged.get(k) == "right"), 1.0) for k, f in enumerate(feats) if judged.get(k) != "optional"]
    for name, share, limit in (("hard_negatives", WAR_SHARE, None), ("other_news", 1.0, 300)):
        rows += [(doc, f, 0, share) for doc, feats, _ in examples(EVAL / "data" / f"{name}.jsonl", limit) for f in feats if doc not in HOLDING]
    return rows, news


def fold(doc: str, way: int) -> int:
    return int(hashlib.sha1(f"{way}{doc}".encode()).hexdigest(), 16) % FOLDS


def fitted(rows: list[Row], strength: float) -> Matrix:
    return train(design([row[1] for row in rows]), [row[2] for row in rows], 2, [row[3] for row in rows], strength)


def odds_of(rows: list[Row], news: News, strength: float, way: int) -> tuple[dict[str, list[float]], list[float]]:
    """The log odds of every draft of the news, and of every draft of news without aid, from models that have not seen its document."""
    odds, others = {}, []
    for k in range(FOLDS):
        model = fitted([row for row in rows if fold(row[0], way) != k], strength)
        for doc, (_, drafts) in news.items():
            if fold(doc, way) == k:
                odds[doc] = list((design([f for f, _ in drafts]) @ model.T)[:, 0]) if drafts else []
        left = [row[1] for row in rows if fold(row[0], way) == k and row[0] not in news]
        others += list((design(left) @ model.T)[:, 0]) if left else []
    return odds, others


def figures(news: News, odds: dict[str, list[float]], threshold: float, docs: Collection[str]) -> tuple[float, float, float]:
    """F1, recall and precision over some documents."""
    firm = sum(news[doc][0] for doc in docs)
    kept = [how for doc in docs for (_, how), z in zip(news[doc][1], odds[doc], strict=True) if z > threshold]
    right, wrong = kept.count("right"), kept.count("wrong")
    return 2 * right / max(firm + right + wrong, 1), right / max(firm, 1), right / max(right + wrong, 1)


def cross_validate(rows: list[Row], news: News) -> None:
    """Prints the table of strengths and thresholds, and the nested choice."""
    seen = {(strength, way): odds_of(rows, news, strength, way) for strength in STRENGTHS for way in range(WAYS)}
    for strength in STRENGTHS:
        for threshold in THRESHOLDS:
            f1, recall, precision = np.mean([figures(news, seen[strength, way][0], threshold, news) for way in range(WAYS)], axis=0)
            kept = float(np.mean([sum(z > threshold for z in seen[strength, way][1]) for way in range(WAYS)]))
            print(f"  strength {strength:4} threshold {threshold:4}: F1 {f1:.3f} recall {recall:.3f} precision {precision:.3f}; kept elsewhere {kept:.0f}")
    nested = []
    for way in range(WAYS):
        chosen: dict[str, list[float]] = {}
        for k in range(FOLDS):
            others, own = [d for d in news if fold(d, way) != k], [d for d in news if fold(d, way) == k]
            best = max(((s, t) for s in STRENGTHS for t in THRESHOLDS), key=lambda c: figures(news, seen[c[0], way][0], c[1], others)[0])
            chosen |= {doc: [z - best[1] for z in seen[best[0], way][0][doc]] for doc in own}
        nested.append(figures(news, chosen, 0.0, news))
    f1, recall, precision = np.mean(nested, axis=0)
    print(f"  both chosen on the other folds: F1 {f1:.3f} recall {recall:.3f} precision {precision:.3f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--quick", action="store_true", help="save without cross-validation")
    args = parser.parse_args()
    rows, news = labelled()
    judged = [how for _, drafts in news.values() for _, how in drafts]
    firm, right, wrong = sum(n for n, _ in news.values()), judged.count("right"), judged.count("wrong")
    print(f"{len(rows)} drafts; of {firm} firm claims {right} have one, {wrong} drafts match none: F1 without a model {2 * right / (firm + right + wrong):.3f}")
    if not args.quick:
        cross_validate(rows, news)
    if args.save or args.quick:
        MODELS.mkdir(exist_ok=True)
        np.save(MODELS / f"{MODEL}.npy", fitted(rows, STRENGTH).astype(np.float16))
    return 0


if __name__ == "__main__":
    sys.exit(main())
