"""How well the article of a web page is found: the measure of the public article extraction benchmark (scrapinghub).

Texts are compared by their runs of four words, with how often each occurs. Of each page the share of what was found that is
right and the share of what is right that was found are taken, both are averaged over the pages, and F1 is of the averages.
A page where nothing was found does not count for what is right.
"""

from __future__ import annotations

import collections
import gzip
import json
import pathlib
import re
import statistics
import time
from collections.abc import Callable

FOLDER = pathlib.Path("data", "article_extraction")
RUN = 4
_WORD = re.compile(r"\w+")

Counts = tuple[float, float, float]
"""runs of a page that are right and found, found only, and right only"""


def runs(text: str) -> collections.Counter[tuple[str, ...]]:
    """The runs of four words, or the whole of a shorter text."""
    words = _WORD.findall(text)
    return collections.Counter(tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1)) if words)


def compared(true: str, found: str) -> Counts:
    right, made = runs(true), runs(found)
    return (right & made).total(), (made - right).total(), (right - made).total()


def figures(pages: list[Counts]) -> dict[str, float]:
    precision = statistics.mean(both / (both + more) for both, more, _ in pages if both + more)
    recall = statistics.mean(both / (both + less) for both, _, less in pages if both + less)
    return {"body_precision": precision, "body_recall": recall, "body_f1": 2 * precision * recall / (precision + recall)}


def measured(folder: pathlib.Path, half: Callable[[str], str]) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """The figures of all pages and of the two halves."""
    from pledgebook.read.html_text import article_text

    truth = json.loads((folder / FOLDER / "ground-truth.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    found = {key: article_text(gzip.decompress((folder / FOLDER / "html" / f"{key}.html.gz").read_bytes()).decode()) for key in sorted(truth)}
    print(f"{'html':13} {len(found)} pages, {len(found) / (time.perf_counter() - started):.1f}/s")
    pages = {key: compared(truth[key]["articleBody"], text) for key, text in found.items()}
    halves = {which: figures([page for key, page in pages.items() if half(key) == which]) for which in ("even", "odd")}
    return figures(list(pages.values())), halves
