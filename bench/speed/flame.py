"""Draws where the time of reading goes: `python bench/speed/flame.py news_dev flame.svg [--seconds 60]`, with py-spy installed.

A process reads a set again and again while py-spy looks at its stack 200 times a second; the picture shows the calls that
at least one sample in 200 found under way, those that were made below those that made them, as wide as their share. The
sets are looked for in ../shared, or where PLEDGEBOOK_EVAL says; another state of the code is measured with its `src` first in PYTHONPATH.
"""

from __future__ import annotations

import argparse
import html
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

EVAL = pathlib.Path(os.environ.get("PLEDGEBOOK_EVAL", pathlib.Path(__file__).parents[3] / "shared"))
LEAST = 0.005
"""share of samples below which a call is left out"""
PER_SECOND = 200
WIDTH, ROW, LETTER = 1000, 17, 6.2
"""pixels"""
ROOT = "read_again"
COLOURS = {
    "clean": "#8fb8de",
    "annotate": "#f2c14e",
    "extract": "#7fc29b",
    "pipeline": "#cfcfcf",
    "spacy": "#e8927c",
    "thinc": "#e8927c",
    "numpy": "#e8927c",
}
OTHERS = "#dcd6e8"
_FRAME = re.compile(r"(?P<name>.*) \((?P<file>.*)\)")

Stacks = Counter[tuple[str, ...]]


def read_again(name: str) -> None:
    """Reads the set until it is stopped; says when it has begun."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    from pledgebook.dossier.load import load_dossier
    from pledgebook.model.text import RawDocument
    from pledgebook.pipeline import read_document
    from pledgebook.read.files import read_paths

    dossier = load_dossier()
    raws = [raw for raw in read_paths([str(EVAL / "data" / f"{name}.jsonl")]) if isinstance(raw, RawDocument)]
    for raw in raws[:5]:
        read_document(raw, dossier)
    print("begun", flush=True)
    while True:
        for raw in raws:
            read_document(raw, dossier)


def sampled(name: str, seconds: int) -> Stacks:
    """How many samples found each stack of calls, from the one that reads on."""
    spy = shutil.which("py-spy") or str(pathlib.Path(sys.executable).with_name("py-spy"))
    with tempfile.TemporaryDirectory() as folder:
        raw = pathlib.Path(folder, "raw")
        reader = subprocess.Popen([sys.executable, __file__, name, "--read"], stdout=subprocess.PIPE)
        try:
            assert reader.stdout
            reader.stdout.readline()
            words = ["--pid", str(reader.pid), "--duration", str(seconds), "--rate", str(PER_SECOND), "--format", "raw", "--function", "--output", str(raw)]
            subprocess.run([spy, "record", *words], check=True, stdout=subprocess.DEVNULL)
        finally:
            reader.kill()
        found: Stacks = Counter()
        for line in raw.read_text().splitlines():
            stack, _, number = line.rpartition(" ")
            calls = tuple(stack.split(";"))
            start = next((k for k, call in enumerate(calls) if call.startswith(ROOT)), None)
            if start is not None and len(calls) > start + 1:
                found[calls[start + 1 :]] += int(number)
    return found


def drawn(stacks: Stacks, title: str) -> str:
    """The picture of the stacks."""
    whole = sum(stacks.values())
    held: Stacks = Counter()
    for stack, number in stacks.items():
        for depth in range(1, len(stack) + 1):
            held[stack[:depth]] += number
    shown = {stack: number for stack, number in held.items() if number >= LEAST * whole}
    # calls stand in the order of their names within the call that made them, so that two pictures can be compared
    left: dict[tuple[str, ...], float] = {(): 0.0}
    next_free: dict[tuple[str, ...], float] = {}
    boxes = []
    for stack in sorted(shown, key=lambda stack: (len(stack), stack)):
        x = next_free.get(stack[:-1], left[stack[:-1]])
        left[stack], next_free[stack[:-1]] = x, x + shown[stack]
        boxes.append(box(stack, x / whole * WIDTH, shown[stack] / whole))
    height = (max(map(len, shown)) + 2) * ROW
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="Menlo, DejaVu Sans Mono, monospace" font-size="10.5">'
    caption = f'<text x="4" y="13" font-size="12">{html.escape(title)}, {whole:,} samples</text>'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>', caption, *boxes, "</svg>", ""])


def box(stack: tuple[str, ...], x: float, share: float) -> str:
    named = _FRAME.match(stack[-1])
    name, file = (named["name"], named["file"]) if named else (stack[-1], "")
    y, width = (len(stack) + 0.3) * ROW, share * WIDTH
    colour = next((colour for part, colour in COLOURS.items() if part in file), OTHERS)
    fits = int((width - 5) / LETTER)
    told = html.escape(name if len(name) <= fits else name[: fits - 1] + "…") if fits > 3 else ""
    shape = f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.4, width - 0.6):.1f}" height="{ROW - 1}" fill="{colour}"/>'
    words = f'<text x="{x + 3:.1f}" y="{y + 12:.1f}">{told}</text>' if told else ""
    return f"<g><title>{html.escape(f'{name} ({file}): {share:.1%}')}</title>{shape}{words}</g>"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set")
    parser.add_argument("picture", nargs="?")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--title")
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.read:
        read_again(args.set)
        return
    if not args.picture:
        parser.error("name the picture to draw")
    stacks = sampled(args.set, args.seconds)
    pathlib.Path(args.picture).write_text(drawn(stacks, args.title or args.set))


if __name__ == "__main__":
    sys.exit(main())
