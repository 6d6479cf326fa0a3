"""`read` and `extract`: documents in."""

from __future__ import annotations

import collections
import itertools
import os
import pathlib
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple, NoReturn

import typer

from pledgebook.cli.options import BookOption, DossierOption, opened
from pledgebook.errors import PledgebookError
from pledgebook.settings import read_settings

if TYPE_CHECKING:
    from pledgebook.dossier.schema import Dossier
    from pledgebook.model.run import Rejection
    from pledgebook.model.text import RawDocument
    from pledgebook.read.extent import Extent
    from pledgebook.read.reader import Intake
    from pledgebook.run.local import Readers, ReadReport
    from pledgebook.run.metrics import Metrics
    from pledgebook.run.reader import Reader

PathsArgument = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, patterns, web addresses, or - for standard input.")]
ReaderOption = Annotated[str | None, typer.Option("--format", metavar="NAME", help="Read everything as this format; `pledgebook readers` lists them.")]
PrivateOption = Annotated[bool, typer.Option("--allow-private", help="Fetch addresses of this machine and its own network, too.")]
JobsOption = Annotated[int | None, typer.Option("--jobs", "-j", min=1, max=1024, help="Processes that read; without it, this one reads.")]
RayOption = Annotated[str | None, typer.Option("--ray", metavar="ADDRESS", help="Read on a Ray cluster: auto, local, HOST:PORT or ray://HOST:PORT.")]
SecondsOption = Annotated[float, typer.Option("--seconds", min=0.001, help="With --jobs or --ray: how long one document may take before it is set aside.")]
MegabytesOption = Annotated[int, typer.Option("--megabytes", min=500, help="With --jobs or --ray: how much memory a process may take for a document.")]
ShardsOption = Annotated[str | None, typer.Option("--shards", metavar="FOLDER", help="Write what is read as Parquet shards for `load`; no book is made.")]
ForgottenOption = Annotated[bool, typer.Option("--even-forgotten", help="Take in again texts that were forgotten.")]
MetricsOption = Annotated[pathlib.Path | None, typer.Option("--metrics", help="Keep a file with figures of the run, in the format of Prometheus.")]
ColumnsOption = Annotated[
    str | None, typer.Option("--columns", metavar="FIELD=NAME,...", help="Which columns of tables hold text, title, date, source, url, id.")
]
NOTHING_DONE = 2


class How(NamedTuple):
    """Who reads: so many processes, of which some are starting, or a cluster; and the limits of a document."""

    jobs: int | None
    ray: str | None
    limits: tuple[float, int]
    started: Sequence[Reader]


def read(
    paths: PathsArgument,
    book: BookOption = None,
    reader: ReaderOption = None,
    columns: ColumnsOption = None,
    private: PrivateOption = False,
    dossier: DossierOption = None,
    even_forgotten: ForgottenOption = False,
    shards: ShardsOption = None,
    jobs: JobsOption = None,
    ray: RayOption = None,
    seconds: SecondsOption = 300.0,
    megabytes: MegabytesOption = 4_000,
    metrics: MetricsOption = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on looking for what is new, until stopped.")] = False,
    every: Annotated[str | None, typer.Option("--every", metavar="TIME", help="Watch, with so long between two looks: 30s, 15m, 1d.")] = None,
) -> None:
    """Read reports into the book; what is there already stays as it is."""
    how = How(jobs, ray, (seconds, megabytes), _starting(jobs, ray, megabytes))
    import msgspec

    from pledgebook.cli.progress import kept_metrics, progress_line
    from pledgebook.run.comparing import comparing

    intake = _intake(reader, columns, private)
    if shards:
        _check_alone(book, watch or every is not None)
        _read_to_shards(paths, intake, shards, dossier, how, metrics)
    if watch or every:
        from pledgebook.cli.watching import watch_places
        from pledgebook.run.watch import interval

        every_s, figures = interval(every, paths), kept_metrics(metrics)
        with opened(book, dossier, create=True) as opened_book:
            watch_places(opened_book, paths, every_s, intake, _readers(opened_book.dossier, how), figures)
        return
    extent = _extent(paths)
    inputs = _unless_nothing(paths, msgspec.structs.replace(intake, extent=extent))
    figures = kept_metrics(metrics)
    if ray:
        from pledgebook.run.cluster import connected

        # where there is no cluster no book is made
        connected(ray)
    with opened(book, dossier, create=True) as opened_book, progress_line(figures, extent) as progress:
        readers = _readers(opened_book.dossier, how)
        opened_book.compare_with(comparing(jobs, ray))
        report = opened_book.add(inputs, progress=progress, even_forgotten=even_forgotten, readers=readers)
    _told(report, f"book {opened_book.location}", figures)


def load(
    shards: Annotated[str, typer.Argument(metavar="FOLDER", help="A folder that `read --shards` filled, or its address in a store.")],
    book: BookOption = None,
    dossier: DossierOption = None,
    even_forgotten: ForgottenOption = False,
    metrics: MetricsOption = None,
) -> None:
    """Take into the book what was read into a folder of shards."""
    from pledgebook.cli.progress import kept_metrics, progress_line
    from pledgebook.run.folders import Folder
    from pledgebook.run.loading import shards_in

    # without any no book is made
    shards_in(Folder(shards))
    figures = kept_metrics(metrics)
    with opened(book, dossier, create=True) as opened_book, progress_line(figures, None) as progress:
        report = opened_book.load(shards, progress=progress, even_forgotten=even_forgotten)
    _told(report, f"book {opened_book.location}", figures)


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
    print_refused((*refused, *left_out))
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


def _check_alone(book: str | None, watching: bool) -> None:
    if book or watching:
        reason = f"--shards writes no book, so it does not go with {'--book' if book else '--watch'}"
        raise PledgebookError("no_book_here", reason, "leave that out, and then: pledgebook load FOLDER --book BOOK")


def _read_to_shards(paths: list[str], intake: Intake, shards: str, dossier: str | None, how: How, metrics: pathlib.Path | None) -> NoReturn:
    import msgspec

    from pledgebook.cli.progress import kept_metrics, progress_line
    from pledgebook.dossier.load import load_dossier
    from pledgebook.run.cluster import Cluster
    from pledgebook.run.folders import Folder
    from pledgebook.run.sharding import Here, read_to_shards

    extent, figures = _extent(paths), kept_metrics(metrics)
    inputs = _unless_nothing(paths, msgspec.structs.replace(intake, extent=extent))
    loaded = load_dossier(dossier or read_settings().dossier)
    readers = _readers(loaded, how)
    writers = readers.write if isinstance(readers, Cluster) else Here(loaded, readers)
    with progress_line(figures, extent) as progress:
        report = read_to_shards(inputs, loaded, Folder(shards), writers, progress)
    _told(report, f"shards {shards}", figures)


def _told(report: ReadReport, place: str, figures: Metrics | None) -> NoReturn:
    """Ends a run with what became of it."""
    if figures:
        figures.note(report.tally, done=True)
    print_refused((*report.refused, *report.unproven))
    typer.echo(report_line(report, place))
    raise typer.Exit(0 if report.useful else NOTHING_DONE)


def _starting(jobs: int | None, ray: str | None, megabytes: int) -> list[Reader]:
    """The processes that read on this machine: they load the language pipeline while this one loads what it needs."""
    if not jobs or ray:
        return []
    from pledgebook.run.reader import Reader

    return [Reader(megabytes) for _ in range(jobs)]


def _readers(dossier: Dossier, how: How) -> Readers | None:
    if not how.jobs and not how.ray:
        return None
    from pledgebook.run.workers import Limits, Workers

    if how.ray:
        from pledgebook.run.cluster import Cluster

        return Cluster(how.ray, dossier, how.jobs, Limits(*how.limits))
    return Workers(how.jobs or 1, dossier, Limits(*how.limits), how.started)


def _extent(paths: list[str]) -> Extent:
    """How much there is to read, which is looked up where somebody is there to be told."""
    from pledgebook.read.extent import Extent
    from pledgebook.read.files import sizes

    return Extent(sizes(paths) if sys.stderr.isatty() else None)


def _unless_nothing(paths: list[str], intake: Intake) -> Iterator[RawDocument | Rejection]:
    """The inputs, where there is a document among them; without one nothing is to be put in a book, so none is made."""
    from pledgebook.model.run import Rejection
    from pledgebook.read.files import read_paths

    inputs = iter(read_paths(paths, sys.stdin.buffer, intake=intake))
    refused: list[Rejection] = []
    for item in inputs:
        if not isinstance(item, Rejection):
            return itertools.chain(refused, [item], inputs)
        refused.append(item)
    print_refused(tuple(refused))
    typer.echo(f"nothing could be read: {len(refused)} refused", err=True)
    raise typer.Exit(NOTHING_DONE)


def report_line(report: ReadReport, place: str) -> str:
    """What became of all inputs, and where it is; the counts of documents add up to the inputs."""
    parts = [f"read {_counted(report.read, 'document')}{_elsewhere(report.elsewhere)} with {_counted(report.claims, 'claim')}"]
    if report.unproven:
        parts.append(f"{_counted(len(report.unproven), 'claim')} left out")
    parts += [f"{report.known} already known", f"{len(report.refused)} refused{_reasons(report.refused)}"]
    return f"{', '.join(parts)}; {place}"


def print_refused(refused: tuple[Rejection, ...]) -> None:
    """Tells what was set aside and why."""
    for rejection in refused:
        typer.echo(f"refused: {rejection.message}", err=True)
        if rejection.hint:
            typer.echo(f"  hint: {rejection.hint}", err=True)


def _reasons(refused: tuple[Rejection, ...]) -> str:
    """Of several the reasons with their numbers, the most frequent first."""
    counts = collections.Counter(rejection.code for rejection in refused).most_common()
    return f" ({', '.join(f'{count} {code}' for code, count in counts)})" if len(refused) > 1 else ""


def _elsewhere(count: int) -> str:
    return f" ({count} about something else or in another language)" if count else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
