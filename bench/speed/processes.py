"""How much faster `pledgebook read --jobs 2` is than `pledgebook read`, each as a whole command.

Usage: python bench/speed/processes.py [--set other_news] [--documents 20000] [--rounds 1]

The sets are repeated until there are so many documents, each time with another last line so that no text is the same, and
read into a fresh book by either command. A document's rate is the whole command's, from the start of the interpreter to its
end: nothing is read ahead of the clock, and the fold is in it. On a machine with other work only processor time tells
something: twice the one command's by all of the other's is the ratio they could reach on two cores. What the process that
writes takes is told apart, with what other work took meanwhile. Of several rounds, in turns, each command's quickest counts.
The sets are looked for in ../shared, or where PLEDGEBOOK_EVAL says.
"""

from __future__ import annotations

import argparse
import itertools
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


def corpus(names: list[str], documents: int, place: pathlib.Path) -> None:
    """Writes so many documents, the sets one after another and again, each round with a line of its own."""
    rows = [json.loads(line) for name in names for line in (EVAL / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    with place.open("w", encoding="utf-8") as file:
        for number, row in enumerate(itertools.islice(itertools.cycle(rows), documents)):
            again = number // len(rows)
            last = f"\n\nRead for the {again}th time." if again else ""
            file.write(json.dumps({**row, "id": f"{row['id']}-{again}", "text": row["text"] + last}) + "\n")


def processor_s(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def machine_s() -> float:
    """Processor time of everything on the machine since it started, in seconds; 0 where the system does not tell."""
    told = pathlib.Path("/proc/stat")
    if not told.exists():
        return 0.0
    user, nice, system, _, _, *interrupts = map(int, told.read_text().splitlines()[0].split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def command(arguments: list[str]) -> None:
    """Is the command, and tells at its end what it took."""
    from pledgebook.cli import main as pledgebook

    sys.argv = ["pledgebook", *arguments]
    try:
        pledgebook()
    except SystemExit as ended:
        if ended.code:
            raise
    most_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"own_s": processor_s(resource.RUSAGE_SELF), "others_s": processor_s(resource.RUSAGE_CHILDREN), "reader_mb": most_mb}))


def timed(jobs: int, place: pathlib.Path) -> dict[str, float]:
    """Reads the documents into a book of their own with `jobs` processes, or in one where that is 0."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["read", str(place), "--book", str(pathlib.Path(folder, "book.db")), *(["--jobs", str(jobs)] if jobs else [])]
        started, before = time.perf_counter(), machine_s()
        done = subprocess.run([sys.executable, __file__, "--command", *arguments], capture_output=True, text=True, check=True)
        seconds, all_s = time.perf_counter() - started, machine_s() - before
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "seconds": seconds, "other_work_s": max(0.0, all_s - found["own_s"] - found["others_s"])}


def main() -> int:
    if sys.argv[1:2] == ["--command"]:
        command(sys.argv[2:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="other_news")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=1)
    args = parser.parse_args()
    if not (EVAL / "data").is_dir():
        print(f"nothing measured: no documents in {EVAL} (set PLEDGEBOOK_EVAL to the folder that holds them)")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder, "reports.jsonl")
        corpus(args.set.split(","), args.documents, place)
        rounds = [(timed(0, place), timed(2, place)) for _ in range(args.rounds)]
    one, two = (min(found, key=lambda found: found["seconds"]) for found in zip(*rounds, strict=True))
    print(f"{args.documents} documents; processor time of the command itself and of its readers")
    for name, found in (("one process", one), ("two and the one that writes", two)):
        own, others = (1000 * found[part] / args.documents for part in ("own_s", "others_s"))
        rate = f"{found['seconds']:.1f} s, {args.documents / found['seconds']:.1f} a second"
        print(f"{name:28} {rate}, {own:.2f} and {others:.2f} ms each; other work took {found['other_work_s']:.1f} s")
    most = 2 * one["own_s"] / (two["own_s"] + two["others_s"])
    print(f"ratio {one['seconds'] / two['seconds']:.2f}, of which processor time allows {most:.2f}; a reader held {two['reader_mb']:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
