"""How fast documents are read, beside spaCy's whole small pipeline over the same text in the same run, on one core.

Usage: python bench/speed/measure.py [--rounds N] [--profile SET]

Prints a table: documents a second of both (processor time, best of the rounds, which take turns), their ratio, the
share of documents that reached the parser, and the most memory the process held while pledgebook alone was loaded.
The sets are looked for in ../shared, or where PLEDGEBOOK_EVAL says; without them, nothing is measured. With --check it
fails where a ratio or the memory misses its target.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pathlib
import pstats
import resource
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

EVAL = pathlib.Path(os.environ.get("PLEDGEBOOK_EVAL", pathlib.Path(__file__).parents[3] / "shared"))
SETS = {"news_dev": 64, "other_news": 1000, "hard_negatives": 300}
"""documents of each set; of the general news all are read by pledgebook, a tenth by the whole pipeline"""
SAMPLE = {"other_news": 100, "hard_negatives": 100}
TARGETS = {"news_dev": 1.8, "other_news": 25.0}
MEMORY_MB = 450


class Row(NamedTuple):
    name: str
    documents: int
    ours: float
    whole: float
    read: float

    @property
    def ratio(self) -> float:
        return self.ours / self.whole


def rate(work: Callable[[], int]) -> float:
    """Documents a second of processor time."""
    started = time.process_time()
    count = work()
    return count / (time.process_time() - started)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", choices=sorted(SETS), help="print where the time goes in one set, and stop")
    parser.add_argument("--only", default=",".join(SETS))
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if not (EVAL / "data").is_dir():
        print(f"nothing measured: no documents in {EVAL} (set PLEDGEBOOK_EVAL to the folder that holds them)")
        return 0

    from pledgebook.dossier.load import load_dossier
    from pledgebook.model.text import RawDocument
    from pledgebook.pipeline import read_document
    from pledgebook.read.files import read_paths

    dossier = load_dossier()
    names = [args.profile] if args.profile else args.only.split(",")
    sets = {name: [raw for raw in read_paths([str(EVAL / "data" / f"{name}.jsonl")]) if isinstance(raw, RawDocument)][: SETS[name]] for name in names}
    read = lambda raws: sum(read_document(raw, dossier).relevant for raw in raws)  # noqa: E731
    read(next(iter(sets.values()))[:3])
    if args.profile:
        profile = cProfile.Profile()
        profile.runcall(read, sets[args.profile])
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        return 0
    shares = {name: read(raws) / len(raws) for name, raws in sets.items()}
    memory = peak_mb()

    import spacy

    from pledgebook.annotate.syntax import pipeline

    # as anyone loads it: every part the package switches on
    whole = spacy.load(pipeline().path)
    rows = []
    for name, raws in sets.items():
        sample = raws[:: max(1, len(raws) // SAMPLE.get(name, len(raws)))]
        ours, theirs = [], []
        for _ in range(args.rounds):
            ours.append(rate(lambda raws=raws: (read(raws), len(raws))[1]))  # type: ignore[misc]
            theirs.append(rate(lambda sample=sample: sum(1 for raw in sample if whole(raw.text))))  # type: ignore[misc]
        rows.append(Row(name, len(raws), max(ours), max(theirs), shares[name]))
    print(f"{'set':15} {'documents':>9} {'parsed':>7} {'pledgebook/s':>13} {'whole spaCy/s':>14} {'ratio':>7}")
    for row in rows:
        print(f"{row.name:15} {row.documents:>9} {row.read:>6.0%} {row.ours:>13.1f} {row.whole:>14.1f} {row.ratio:>7.2f}")
    print(f"most memory while pledgebook read them: {memory:.0f} MB")
    low = [f"{row.name}: {row.ratio:.2f}, target {TARGETS[row.name]}" for row in rows if row.ratio < TARGETS.get(row.name, 0)]
    low += [f"memory: {memory:.0f} MB, target under {MEMORY_MB}"] if memory >= MEMORY_MB else []
    print(*low, sep="\n")
    return 1 if args.check and low else 0


if __name__ == "__main__":
    sys.exit(main())
