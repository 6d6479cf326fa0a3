"""`read` and `extract`: documents in."""

from __future__ import annotations

import contextlib
import itertools
import os
import pathlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.cli.options import BookOption, DossierOption, opened
from pledgebook.settings import read_settings

if TYPE_CHECKING:
    from pledgebook.dossier.schema import Dossier
    from pledgebook.model.run import Rejection
    from pledgebook.model.text import RawDocument
    from pledgebook.read.reader import Intake
    from pledgebook.run.local import Progress, Readers, ReadReport, Tally
    from pledgebook.run.metrics import Metrics

PathsArgument = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, patterns, web addresses, or - for standard input.")]
ReaderOption = Annotated[str | None, typer.Option("--format", metavar="NAME", help="Read everything as this format; `pledgebook readers` lists them.")]
PrivateOption = Annotated[bool, typer.Option("--allow-private", help="Fetch addresses of this machine and its own network, too.")]
JobsOption = Annotated[int | None, typer.Option("--jobs", "-j", min=1, max=1024, help="Processes that read; without it, this one reads.")]
RayOption = Annotated[str | None, typer.Option("--ray", metavar="ADDRESS", help="Read on a Ray cluster: auto, local, HOST:PORT or ray://HOST:PORT.")]
SecondsOption = Annotated[float, typer.Option("--seconds", min=0.001, help="With --jobs or --ray: how long one document may take before it is set aside.")]
MegabytesOption = Annotated[int, typer.Option("--megabytes", min=500, help="With --jobs or --ray: how much memory a process may take for a document.")]
MetricsOption = Annotated[pathlib.Path | None, typer.Option("--metrics", help="Keep a file with figures of the run, in the format of Prometheus.")]
ColumnsOption = Annotated[
    str | None, typer.Option("--columns", metavar="FIELD=NAME,...", help="Which columns of tables hold text, title, date, source, url, id.")
]
NOTHING_DONE = 2


def read(
    paths: PathsArgument,
    book: BookOption = None,
    reader: ReaderOption = None,
    columns: ColumnsOption = None,
    private: PrivateOption = False,
    dossier: DossierOption = None,
    even_forgotten: Annotated[bool, typer.Option("--even-forgotten", help="Take in again texts that were forgotten.")] = False,
    jobs: JobsOption = None,
    ray: RayOption = None,
    seconds: SecondsOption = 300.0,
    megabytes: MegabytesOption = 4_000,
    metrics: MetricsOption = None,
) -> None:
    """Read reports into the book; what is there already stays as it is."""
    from pledgebook.model.run import Rejection
    from pledgebook.read.files import read_paths

    inputs = iter(read_paths(paths, sys.stdin.buffer, intake=_intake(reader, columns, private)))
    refused: list[Rejection] = []
    first = None
    for item in inputs:
        if not isinstance(item, Rejection):
            first = item
            break
        refused.append(item)
    if first is None:
        # nothing to put in it, so no book is made
        _print_refused(tuple(refused))
        typer.echo(f"nothing could be read: {len(refused)} refused", err=True)
        raise typer.Exit(NOTHING_DONE)
    figures = _metrics(metrics)
    with opened(book, dossier, create=True) as opened_book, _progress(figures) as progress:
        readers = _readers(opened_book.dossier, jobs, ray, (seconds, megabytes))
        report = opened_book.add(_chained(refused, first, inputs), progress=progress, even_forgotten=even_forgotten, readers=readers)
    if figures:
        figures.note(report.tally, done=True)
    _print_report(report, opened_book.location)
    raise typer.Exit(0 if report.useful else NOTHING_DONE)


def extract(
    paths: PathsArgument,
    reader: ReaderOption = None,
    columns: ColumnsOption = None,
    private: PrivateOption = False,
    dossier: DossierOption = None,
    every_document: Annotated[bool, typer.Option("--every-document", help="Read documents about other topics too.")] = False,
) -> None:
    """Print the claims of reports as JSON lines; no book is needed."""
    from pledgebook.dossier.load import load_dossier
    from pledgebook.model.claim import encode
    from pledgebook.model.run import Rejection
    from pledgebook.read.files import read_paths
    from pledgebook.run.local import extract_each

    loaded = load_dossier(dossier or read_settings().dossier)
    inputs = read_paths(paths, sys.stdin.buffer, intake=_intake(reader, columns, private))
    refused: list[Rejection] = []
    left_out: list[Rejection] = []
    documents = elsewhere = claims = 0
    try:
        for found in extract_each(inputs, loaded, every_document=every_document):
            if isinstance(found, Rejection):
                refused.append(found)
                continue
            _, extraction = found
            documents += 1
            elsewhere += not extraction.relevant
            claims += len(extraction.claims)
            left_out += extraction.rejections
            for claim in extraction.claims:
                sys.stdout.buffer.write(encode(claim) + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # whoever read the pipe has gone; nothing more can be said to it, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    _print_refused((*refused, *left_out))
    left = f", {len(left_out)} claims left out" if left_out else ""
    typer.echo(f"{_counted(claims, 'claim')} from {_counted(documents, 'document')}{_elsewhere(elsewhere)}{left}, {len(refused)} refused", err=True)
    raise typer.Exit(0 if documents else NOTHING_DONE)


def readers() -> None:
    """List the formats that are read, and the endings of names they are known by."""
    from rich import box
    from rich.table import Table

    from pledgebook.cli.render import console
    from pledgebook.read.registry import readers as all_readers

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("format", "reads", "endings"):
        table.add_column(name)
    for reader in all_readers():
        table.add_row(reader.name, reader.reads, " ".join(reader.suffixes))
    console().print(table)


def _intake(reader: str | None, columns: str | None, allow_private: bool) -> Intake:
    from pledgebook.read.fetch import Web
    from pledgebook.read.reader import Intake
    from pledgebook.read.tables import column_names

    named = column_names(columns) if columns else {}
    return Intake(format=reader, columns=named, web=Web(allow_private=allow_private, cache=read_settings().cache or None))


def _readers(dossier: Dossier, jobs: int | None, ray: str | None, limits: tuple[float, int]) -> Readers | None:
    if not jobs and not ray:
        return None
    from pledgebook.run.workers import Limits, Workers

    if ray:
        from pledgebook.run.cluster import Cluster

        return Cluster(ray, dossier, jobs, Limits(*limits))
    return Workers(jobs or 1, dossier, Limits(*limits))


def _chained(refused: list[Rejection], first: RawDocument, rest: Iterator[RawDocument | Rejection]) -> Iterator[RawDocument | Rejection]:
    return itertools.chain(refused, [first], rest)


@contextlib.contextmanager
def _progress(metrics: Metrics | None) -> Iterator[Progress]:
    """A line on a terminal that tells how far reading is and how fast, and the file of metrics where one is wanted."""

    def note(tally: Tally) -> None:
        if metrics:
            metrics.note(tally)

    if not sys.stderr.isatty():
        yield lambda place, tally: note(tally)
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    speed = TaskProgressColumn(show_speed=True)
    columns = (SpinnerColumn(), BarColumn(bar_width=20), TextColumn("{task.completed} read"), speed, TimeElapsedColumn(), TextColumn("{task.fields[place]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, place="")

        def show(place: str, tally: Tally) -> None:
            bar.update(task, advance=1, place=place[-50:])
            note(tally)

        yield show


def _metrics(path: pathlib.Path | None) -> Metrics | None:
    if path is None:
        return None
    from pledgebook.run.local import Tally
    from pledgebook.run.metrics import Metrics

    metrics = Metrics(path)
    # a place that cannot be written to is told before anything is read
    metrics.note(Tally())
    return metrics


def _print_report(report: ReadReport, location: str) -> None:
    _print_refused((*report.refused, *report.unproven))
    parts = [f"read {_counted(report.read, 'document')}{_elsewhere(report.elsewhere)} with {_counted(report.claims, 'claim')}"]
    if report.unproven:
        parts.append(f"{_counted(len(report.unproven), 'claim')} left out")
    parts += [f"{report.known} already known", f"{len(report.refused)} refused"]
    typer.echo(f"{', '.join(parts)}; book {location}")


def _print_refused(refused: tuple[Rejection, ...]) -> None:
    for rejection in refused:
        typer.echo(f"refused: {rejection.message}", err=True)
        if rejection.hint:
            typer.echo(f"  hint: {rejection.hint}", err=True)


def _elsewhere(count: int) -> str:
    return f" ({count} about something else or in another language)" if count else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
