"""Trains the model that tells which type of aid a registry note is entered under, on coded notes.

    python bench/quality/train_aid_type.py [--save]

Prints what five-fold cross-validation by note gives beside the rules alone; the words of news are left to the rules,
which a model trained on both did not beat there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from typing import NamedTuple

import numpy as np
from linear_training import Matrix, design, train
from measure import EVAL, half

from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.linear import MODELS
from pledgebook.extract.notes import is_note, own_words
from pledgebook.extract.types import CLASSES, MODEL, features, type_of
from pledgebook.model.text import RawDocument
from pledgebook.pipeline import annotate, clean_document
from pledgebook.read.files import read_paths

STRENGTH = 3.0
SCALE = 0.35
"""features are scaled by this so that gradient descent is stable on rows of a hundred features"""


class Example(NamedTuple):
    """One note with its label and whether the rules alone are right."""

    doc: str
    features: list[str]
    label: int
    ruled: bool


def examples() -> list[Example]:
    dossier = load_dossier()
    rows = map(json.loads, (EVAL / "data" / "kiel_dev.jsonl").read_text(encoding="utf-8").splitlines())
    coded = {row["id"]: row["aid_type"] for row in rows}
    found = []
    for raw in read_paths([str(EVAL / "data" / "kiel_dev_input.jsonl")]):
        if not isinstance(raw, RawDocument) or coded[raw.name] not in CLASSES:
            continue
        annotated = annotate(clean_document(raw, dossier), dossier)
        if annotated.syntax is None:
            continue
        context = Context(annotated, dossier, lexicon(dossier), ())
        if is_note(find_drafts(context), context):
            items, text = own_words(context)
            label = [str(kind) for kind in CLASSES].index(coded[raw.name])
            found.append(Example(raw.name, features(items, text, context), label, type_of(items, text, context) == coded[raw.name]))
    return found


def fitted(rows: list[Example], strength: float) -> Matrix:
    table = design([row.features for row in rows]) * SCALE
    return train(table, [row.label for row in rows], len(CLASSES), [1.0] * len(rows), strength * SCALE**2) * SCALE


def fold(doc: str) -> int:
    return int(hashlib.sha1(b"fold" + doc.encode()).hexdigest(), 16) % 5


def shares(rows: list[Example], right: list[bool]) -> str:
    chosen = {which: [r for row, r in zip(rows, right, strict=True) if which in ("all", half(row.doc))] for which in ("all", "even", "odd")}
    return "  ".join(f"{which} {sum(kept) / max(len(kept), 1):.3f}" for which, kept in chosen.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", action="store_true")
    args = parser.parse_args()
    rows = examples()
    print(f"{len(rows)} notes; rules: {shares(rows, [row.ruled for row in rows])}")
    table = design([row.features for row in rows])
    for strength in (1.0, 3.0, 10.0):
        right = [False] * len(rows)
        for k in range(5):
            model = fitted([row for row in rows if fold(row.doc) != k], strength)
            for i, row in enumerate(rows):
                if fold(row.doc) == k:
                    right[i] = int(np.argmax(model @ table[i])) == row.label
        print(f"strength {strength:4}: {shares(rows, right)}")
    if args.save:
        MODELS.mkdir(exist_ok=True)
        np.save(MODELS / f"{MODEL}.npy", fitted(rows, STRENGTH).astype(np.float16))
    return 0


if __name__ == "__main__":
    sys.exit(main())
