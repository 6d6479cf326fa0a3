"""Reads the labelled data and scores what was read; `--check` fails where a figure falls under its floor.

    python bench/quality/measure.py [--check] [--raise] [--write] [--only seeds,html]

The labelled data are other people's texts and stay outside the repository: in `../shared`, or the folder that
PLEDGEBOOK_EVAL names; only `invented/` is here. Where they, and the scorers with them, are absent there is nothing to
measure, and that is said. Figures are printed for all
documents and for the two halves (even and odd SHA-1 of the document's id): rules are developed on the even half.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pages
import war

if TYPE_CHECKING:
    from pledgebook.model.text import RawDocument

HERE = pathlib.Path(__file__).parent
FLOORS = HERE / "floors.json"
PAGE = HERE.parent.parent / "docs" / "explanation" / "quality.md"
OPEN_MARK, CLOSE_MARK = "<!-- figures: bench/quality/measure.py -->", "<!-- /figures -->"
EVAL = pathlib.Path(os.environ.get("PLEDGEBOOK_EVAL", HERE.parent.parent.parent / "shared"))


class Task:
    """One labelled set: what is read, against what, by which scorer, and which figures of its report are kept."""

    def __init__(self, documents: str, gold: str | None, scorer: str, keep: Callable[[dict[str, Any]], dict[str, float]], every: bool = False) -> None:
        self.documents, self.gold, self.scorer, self.keep, self.every = EVAL / documents, EVAL / gold if gold else None, EVAL / "tools" / scorer, keep, every

    def labels(self) -> list[dict[str, Any]]:
        assert self.gold is not None
        return [json.loads(line) for line in self.gold.read_text(encoding="utf-8").splitlines() if line.strip()]

    def raws(self) -> list[RawDocument]:
        from pledgebook.model.text import RawDocument
        from pledgebook.read.files import read_paths

        found = [raw for raw in read_paths([str(self.documents)]) if isinstance(raw, RawDocument)]
        return found if self.gold else found[:300]


    def half(self, doc: str) -> str:
        return half(doc)


class WarAid(Task):
    """The war reports that were labelled for aid; their labels are here, as places in articles that are not."""

    def labels(self) -> list[dict[str, Any]]:
        return war.labelled_claims(self.documents)

    def raws(self) -> list[RawDocument]:
        docs = {row["doc"] for row in self.labels()}
        return [raw for raw in super().raws() if raw.name in docs]


class Invented(Task):
    """The reports of `invented/`, which are the repository's own; a part of them nobody looked at while rules were made."""

    def __init__(self) -> None:
        super().__init__("", "", "score.py", _claims("aid", *AID_FIELDS))
        self.documents, self.gold = HERE / "invented" / "reports.jsonl", HERE / "invented" / "claims.jsonl"
        self.held_back = {row["id"] for row in map(json.loads, self.documents.read_text(encoding="utf-8").splitlines()) if row["held_back"]}

    def labels(self) -> list[dict[str, Any]]:
        return [UNSTATED | claim for claim in super().labels()]

    def half(self, doc: str) -> str:
        return "odd" if doc in self.held_back else "even"


def _claims(kind: str, *fields: str) -> Callable[[dict[str, Any]], dict[str, float]]:
    def keep(report: dict[str, Any]) -> dict[str, float]:
        found = {f"{kind}_{name}": report[kind][name] for name in ("recall", "precision", "f1", "strict_f1") if report[kind].get(name) is not None}
        return found | {name: report["fields"][name] for name in fields if name in report["fields"]}

    return keep


def _figures(*names: str) -> Callable[[dict[str, Any]], dict[str, float]]:
    return lambda report: {name: report[name] for name in names if report[name] is not None}


def _wrong(report: dict[str, Any]) -> dict[str, float]:
    """How many aid claims no label bears out."""
    return {"wrong": round(report["aid"]["predicted"] * (1 - (report["aid"]["precision"] or 0.0)))}


def _all_kinds(report: dict[str, Any]) -> dict[str, float]:
    return {k: v for kind in ("aid", "statement", "talks") for k, v in _claims(kind)(report).items()}


UNSTATED: dict[str, Any] = {"donors": [], "items": [], "amount": None, "attribution": None, "date": None, "aid_type": None, "counts_as": None}
"""what a claim of `invented/` that does not say holds"""
AID_FIELDS = ("stage", "donors", "amount_when_given", "counts_as", "aid_type", "items_f1", "date_when_given", "attribution_when_given")
TASKS = {
    "seeds": Task("seeds", "gold/seeds.jsonl", "score.py", _all_kinds),
    "news": Task("data/news_dev.jsonl", "data/news_dev_gold.jsonl", "score.py", _claims("aid", *AID_FIELDS)),
    "talks": Task("data/talks_dev.jsonl", "data/talks_dev_gold.jsonl", "score.py", _claims("talks", "talks_status", "talks_who", "talks_date", "talks_place")),
    "kiel": Task(
        "data/kiel_dev_input.jsonl", "data/kiel_dev.jsonl", "score_kiel.py", _figures("value", "donor", "type", "items_f1", "quantity", "claims_per_row")
    ),
    "attribution": Task(
        "data/attribution_dev.jsonl", "data/attribution_dev_gold.jsonl", "score_attribution.py", _figures("content_f1", "relation_f1"), every=True
    ),
    "general_news": Task("data/other_news.jsonl", None, "", dict),
    "war_news": Task("data/hard_negatives.jsonl", None, "", dict),
    "war_aid": WarAid("data/hard_negatives.jsonl", "data/hard_negatives.jsonl", "score.py", _claims("aid", *AID_FIELDS)),
    "invented": Invented(),
}
BORNE_OUT = {"war_news": WarAid("data/hard_negatives.jsonl", "data/hard_negatives.jsonl", "score.py", _wrong)}
"""what tells right claims from wrong ones in a set whose documents mostly hold none"""
PAGES = "html"
"""the set of saved pages, which has a measure of its own"""
SLACK = 0.005
"""how far under its floor a figure may lie: the pipeline's arithmetic differs in the last digits from one processor to another"""
FALLING = {"claims_per_row", "false_aid_per_100", "wrong_aid_per_100"}
"""figures that are better when lower"""


def half(doc: str) -> str:
    return "even" if int(hashlib.sha1(doc.encode()).hexdigest(), 16) % 2 == 0 else "odd"


def predicted(task: Task) -> tuple[list[dict[str, Any]], int, float]:
    """The claims of a set that pass the guard, as records, how many documents it has, and the seconds it took."""
    from pledgebook.dossier.load import load_dossier
    from pledgebook.model.claim import encode
    from pledgebook.run.local import extract_document

    dossier = load_dossier()
    found, documents = [], 0
    raws = task.raws()
    started = time.perf_counter()
    for raw in raws:
        documents += 1
        found += [json.loads(encode(claim)) for claim in extract_document(raw, dossier, every_document=task.every).claims]
    return found, documents, time.perf_counter() - started


def score(task: Task, claims: list[dict[str, Any]], which: str) -> dict[str, float]:
    """The kept figures of one half, or of all."""
    chosen = lambda doc: which == "all" or task.half(doc) == which  # noqa: E731
    with tempfile.TemporaryDirectory() as folder:
        gold, made = pathlib.Path(folder, "gold.jsonl"), pathlib.Path(folder, "predicted.jsonl")
        gold.write_text("".join(json.dumps(row) + "\n" for row in task.labels() if chosen(row.get("doc") or row["id"])), encoding="utf-8")
        if task.every:  # the scorer of attributions reads spans where a claim has the cue's word
            claims = [claim | {"cue": claim["cue_spans"]} for claim in claims if claim["kind"] == "statement"]
        made.write_text("".join(json.dumps(claim) + "\n" for claim in claims if chosen(claim["doc"])), encoding="utf-8")
        out = subprocess.run([sys.executable, str(task.scorer), str(gold), str(made), "--json"], capture_output=True, text=True, check=True)
    return task.keep(json.loads(out.stdout))


def measure(names: list[str]) -> Iterator[tuple[str, dict[str, float], dict[str, dict[str, float]]]]:
    """Each set's name, its figures over all documents, and those of its halves."""
    for name in names:
        if name == PAGES:
            figures, halves = pages.measured(EVAL, half)
            print_figures(figures, halves)
            yield name, figures, halves
            continue
        task = TASKS[name]
        claims, documents, seconds = predicted(task)
        if task.gold is None:
            aid = sum(claim["kind"] == "aid" for claim in claims)
            figures, halves = {"false_aid_per_100": 100 * aid / documents}, {}
            if name in BORNE_OUT:
                figures["wrong_aid_per_100"] = 100 * score(BORNE_OUT[name], claims, "all")["wrong"] / documents
            print(f"{name:13} {documents} documents, {documents / seconds:.0f}/s")
            print_figures(figures, halves)
        else:
            figures = score(task, claims, "all")
            halves = {} if name == "seeds" else {which: score(task, claims, which) for which in ("even", "odd")}
            print(f"{name:13} {documents} documents, {documents / seconds:.1f}/s")
            print_figures(figures, halves)
        yield name, figures, halves


def print_figures(figures: dict[str, float], halves: dict[str, dict[str, float]]) -> None:
    for key, value in figures.items():
        print(f"    {key:24} {value:.3f}" + "".join(f"   {which} {found.get(key, float('nan')):.3f}" for which, found in halves.items()))


def write_table(rows: list[str]) -> None:
    """Puts the table between the marks of the page that shows it."""
    head = ["| data | what is measured | all | developed on | held back |", "| --- | --- | --- | --- | --- |"]
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(OPEN_MARK, 1)
    _, after = rest.split(CLOSE_MARK, 1)
    PAGE.write_text("\n".join([before + OPEN_MARK, *head, *rows, CLOSE_MARK + after]), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail where a figure is under its floor")
    parser.add_argument("--raise", dest="lift", action="store_true", help="raise the floors to what was measured")
    parser.add_argument("--write", action="store_true", help="write the table into the page on quality")
    parser.add_argument("--only", default=",".join((*TASKS, PAGES)))
    args = parser.parse_args()
    if not (EVAL / "tools").is_dir():
        print(f"nothing measured: no labelled data in {EVAL} (set PLEDGEBOOK_EVAL to the folder that holds them)")
        return 0
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    low, rows = [], []
    for name, figures, halves in measure(args.only.split(",")):
        for key, value in figures.items():
            split = " | ".join(f"{halves[which][key]:.3f}" if key in halves.get(which, {}) else "" for which in ("even", "odd"))
            rows.append(f"| {name} | {key} | {value:.3f} | {split} |")
        held = floors.setdefault(name, {})
        for key, value in figures.items():
            better = min if key in FALLING else max
            if key in held and better(value, held[key]) != value and abs(value - held[key]) > SLACK:
                low.append(f"{name}.{key} is {value:.3f}, its floor {held[key]:.3f}")
            if args.lift:
                held[key] = round(better(value, held.get(key, value)), 4)
    if args.write:
        write_table(rows)
    if args.lift:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    print(*low, sep="\n")
    return 1 if args.check and low else 0


if __name__ == "__main__":
    sys.exit(main())
