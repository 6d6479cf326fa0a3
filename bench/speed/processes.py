"""How much faster two processes read into a book than one.

Usage: python bench/speed/processes.py [--set hard_negatives,news_dev] [--warm 60]

Each way reads the sets into a fresh book in a fresh interpreter: as `pledgebook read` does, and as `pledgebook read
--jobs 2` does. Documents a second are counted after the first ones, when every process has loaded its pipeline. On a
machine with other work only processor time tells something: with all of it on two cores, twice the one by the other is
the ratio they could reach. What is read ahead when the clock starts counts for the two: a short run is too kind to
them. The sets are looked for in ../shared, or where PLEDGEBOOK_EVAL says.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

EVAL = pathlib.Path(os.environ.get("PLEDGEBOOK_EVAL", pathlib.Path(__file__).parents[3] / "shared"))


def processor_s(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def read(jobs: int, names: list[str], warm: int) -> dict[str, float]:
    """Reads the sets into a book of their own, with `jobs` processes, or in this one where that is 0."""
    from pledgebook.book import open_book
    from pledgebook.dossier.load import load_dossier
    from pledgebook.read.files import read_paths
    from pledgebook.run.workers import Workers

    dossier = load_dossier()
    done: list[tuple[float, float]] = []
    note = lambda *_: done.append((time.perf_counter(), processor_s(resource.RUSAGE_SELF)))  # noqa: E731
    with tempfile.TemporaryDirectory() as folder, open_book(pathlib.Path(folder, "book.db"), dossier=dossier) as book:
        inputs = read_paths([str(EVAL / "data" / f"{name}.jsonl") for name in names])
        book.add(inputs, progress=note, readers=Workers(jobs, dossier) if jobs else None)
    (start, own), (end, own_end) = done[warm - 1], done[-1]
    return {
        "documents": len(done) - warm,
        "per_s": (len(done) - warm) / (end - start),
        "own_s": own_end - own,
        "all_s": processor_s(resource.RUSAGE_SELF) + processor_s(resource.RUSAGE_CHILDREN),
        "worker_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="hard_negatives,news_dev,talks_dev")
    parser.add_argument("--warm", type=int, default=60, help="documents before the clock starts")
    parser.add_argument("--jobs", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not (EVAL / "data").is_dir():
        print(f"nothing measured: no documents in {EVAL} (set PLEDGEBOOK_EVAL to the folder that holds them)")
        return 0
    if args.jobs is not None:
        print(json.dumps(read(args.jobs, args.set.split(","), args.warm)))
        return 0
    command = [sys.executable, __file__, "--set", args.set, "--warm", str(args.warm), "--jobs"]
    one, two = (json.loads(subprocess.run([*command, jobs], capture_output=True, text=True, check=True).stdout) for jobs in ("0", "2"))
    for name, found in (("one process", one), ("two and the one that writes", two)):
        print(f"{name:28} {found['documents']:.0f} documents, {found['per_s']:.1f}/s, processor time of all {found['all_s']:.1f} s")
    print(f"ratio {two['per_s'] / one['per_s']:.2f}; with nothing else running at most {2 * one['all_s'] / two['all_s']:.2f}, start-up included")
    own_ms = 1000 * two["own_s"] / two["documents"]
    print(f"the one that writes: {own_ms:.2f} ms of a processor for each document; most memory of a reader {two['worker_mb']:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
