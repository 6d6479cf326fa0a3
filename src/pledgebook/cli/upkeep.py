"""`verify`, `rebuild` and `dossier check`: whether what is kept still holds."""

from __future__ import annotations

from typing import Annotated

import typer

from pledgebook.cli.options import BookOption, DossierOption, opened
from pledgebook.cli.review import ByOption, ReasonOption
from pledgebook.settings import read_settings

ComparingJobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, max=1024, help="Processes that compare claims; without it, this one does.")]
ComparingRay = Annotated[str | None, typer.Option("--ray", metavar="ADDRESS", help="Compare on a Ray cluster: auto, local, HOST:PORT or ray://HOST:PORT.")]
FAULTY = 1
"""exit code where something was found wrong"""


def verify(book: BookOption = None, dossier: DossierOption = None) -> None:
    """Check that every span still reads what it read, every figure stands in its span, and every total adds up."""
    with opened(book, dossier) as opened_book:
        found = opened_book.verify()
        location = opened_book.location
    for fault in found.faults:
        typer.echo(f"fault: {fault}", err=True)
    checked = f"{found.documents} documents, {found.claims} claims, {found.figures} figures, {found.entries} entries, {found.totals} totals"
    if found.forgotten:
        checked += f"; of {found.forgotten} the text was forgotten"
    if found.faults:
        typer.echo(f"{location}: {len(found.faults)} faults in {checked}", err=True)
        typer.echo("hint: entries are put right by `pledgebook rebuild`; changed documents or claims need a copy of the book, or a new one", err=True)
        raise typer.Exit(FAULTY)
    typer.echo(f"{location}: all good: {checked}")


def forget(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A document's name, or the beginning of its id.")],
    reason: ReasonOption,
    by: ByOption,
    book: BookOption = None,
    dossier: DossierOption = None,
) -> None:
    """Take a document's text and every word of it out of the book; its hash stays, and reading it again is refused."""
    with opened(book, dossier) as opened_book:
        gone = opened_book.forget(document, reason=reason, by=by)
    stay = f"{gone.claims - gone.statements} claims stay without their sentences"
    typer.echo(f"document {gone.tombstone.document[:12]}: text and words forgotten; {stay}, {gone.statements} statements left the ledger")


def rebuild(book: BookOption = None, dossier: DossierOption = None, jobs: ComparingJobs = None, ray: ComparingRay = None) -> None:
    """Drop the entries, fold them anew from the facts, and prove the rows identical."""
    from pledgebook.run.comparing import comparing

    with opened(book, dossier) as opened_book:
        opened_book.compare_with(comparing(jobs, ray))
        found = opened_book.rebuild()
        location = opened_book.location
    if found.identical:
        typer.echo(f"{location}: {found.after} rows folded anew, identical to the {found.before} before")
    elif found.stale:
        typer.echo(f"{location}: {found.after} rows folded anew; the {found.before} before were of older facts, code or dossier")
    else:
        typer.echo(f"{location}: the rows before were not what the facts make; put right: {', '.join(found.changed[:20])}", err=True)
        raise typer.Exit(FAULTY)


def new(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="A folder that is not there yet; its name is the dossier's.")],
    beneficiary: Annotated[list[str], typer.Option("--beneficiary", metavar="CODE", help="Who is aided, as ISO 3166-1 alpha-3; may be given again.")],
    title: Annotated[str | None, typer.Option("--title", help="The book's title.")] = None,
) -> None:
    """Start a dossier of another kind: the first files of a folder, to be filled in."""
    import pathlib

    from pledgebook.dossier.scaffold import scaffold

    for path in scaffold(pathlib.Path(folder), tuple(beneficiary), title):
        typer.echo(str(path))
    typer.echo(f"next: fill in the words, then `pledgebook dossier check {folder}` and `pledgebook read REPORTS --dossier {folder}`")


def check(folder: Annotated[str | None, typer.Argument(metavar="[FOLDER]", help="A dossier's folder or name [default: the shipped one].")] = None) -> None:
    """Check a dossier: every problem with file, line and remedy, how many rows are unverified, and whether its cases hold."""
    import pathlib

    from pledgebook.dossier.check import check_dossier
    from pledgebook.dossier.tables import SHIPPED

    name = folder or read_settings().dossier
    place = SHIPPED / name if (SHIPPED / name / "dossier.toml").is_file() else pathlib.Path(name)
    problems, cases = check_dossier(place), 0
    if not any(problem.fatal for problem in problems):
        from pledgebook.trying import try_cases

        cases, failed = try_cases(place)
        problems = [*problems, *failed]
    for problem in problems:
        typer.echo(f"{'error' if problem.fatal else 'note'}: {problem}")
        typer.echo(f"  hint: {problem.hint}")
    fatal = sum(problem.fatal for problem in problems)
    typer.echo(f"{place}: {fatal} errors, {len(problems) - fatal} notes" + (f"; {cases} cases tried" if cases else ""))
    raise typer.Exit(2 if fatal else 0)
