"""`review`, `judge`, `merge`, `split`, `accept`, `reject`, `correct`, `add`, `undo` and `decisions`: where people decide."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pledgebook.cli.options import AsOfOption, BookOption, DossierOption, Format, FormatOption, day, opened

if TYPE_CHECKING:
    from pledgebook.review.decisions import Decision

ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
ByOption = Annotated[str, typer.Option("--by", metavar="NAME", envvar="PLEDGEBOOK_REVIEWER", help="Who decides.")]
ClaimsArgument = Annotated[list[str], typer.Argument(metavar="CLAIM...", help="The beginnings of claims' ids.")]
WholeOption = Annotated[bool, typer.Option("--entry", help="Take every claim of the entries that hold these.")]

decisions_app = typer.Typer(help="Look at decisions, and carry them to another book.", no_args_is_help=True)


def review(
    book: BookOption = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Show the first so many.")] = 5,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show what is most worth a look: doubtful matches and claims with their sentences, most money at stake first."""
    with opened(book, dossier) as opened_book:
        questions = opened_book.review(as_of=day(as_of))
        if output is Format.TABLE:
            from pledgebook.cli.questions import print_questions

            documents = {testimony.claim.doc for question in questions[:limit] for testimony in question.testimonies}
            print_questions(questions, limit, {id_: opened_book.text(id_) for id_ in documents})
            return
    from pledgebook.export.tables import as_csv, as_json

    if output is Format.JSON:
        typer.echo(as_json(questions[:limit]))
    else:
        from pledgebook.cli.questions import question_rows

        typer.echo(as_csv(question_rows(questions[:limit])), nl=False)


def judge(
    left: Annotated[str, typer.Argument(metavar="CLAIM", help="The beginning of a claim's id.")],
    right: Annotated[str, typer.Argument(metavar="CLAIM", help="The beginning of another's.")],
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="same, not_same or unsure.")],
    reason: ReasonOption,
    by: ByOption,
    book: BookOption = None,
    dossier: DossierOption = None,
) -> None:
    """Say whether two claims report one event."""
    with opened(book, dossier) as opened_book:
        _told(opened_book.judge(left, right, verdict, reason=reason, by=by))


def merge(
    entries: Annotated[list[str], typer.Argument(metavar="ENTRY...", help="The beginnings of ids of entries, or of claims they hold.")],
    reason: ReasonOption,
    by: ByOption,
    book: BookOption = None,
    dossier: DossierOption = None,
) -> None:
    """Make one entry of several."""
    with opened(book, dossier) as opened_book:
        _told(opened_book.merge(*entries, reason=reason, by=by))


def split(claims: ClaimsArgument, reason: ReasonOption, by: ByOption, book: BookOption = None, dossier: DossierOption = None) -> None:
    """Take claims out of their entry, as another event."""
    with opened(book, dossier) as opened_book:
        _told(opened_book.split(*claims, reason=reason, by=by))


def accept(
    claims: ClaimsArgument, reason: ReasonOption, by: ByOption, entry: WholeOption = False, book: BookOption = None, dossier: DossierOption = None
) -> None:
    """Say that claims are right as they were read."""
    with opened(book, dossier) as opened_book:
        named = _with_siblings(opened_book, claims) if entry else claims
        _told(opened_book.accept(*named, reason=reason, by=by))


def reject(
    claims: ClaimsArgument, reason: ReasonOption, by: ByOption, entry: WholeOption = False, book: BookOption = None, dossier: DossierOption = None
) -> None:
    """Take claims out of the ledger; they stay in the book."""
    with opened(book, dossier) as opened_book:
        named = _with_siblings(opened_book, claims) if entry else claims
        _told(opened_book.reject(*named, reason=reason, by=by))


def correct(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The beginning of a claim's id.")],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="A field of the claim format: stage, donors, amount, date ...")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="EUR 500m, NLD,DEU, 2025-08-04, JSON ...; null for nothing.")],
    reason: ReasonOption,
    by: ByOption,
    book: BookOption = None,
    dossier: DossierOption = None,
) -> None:
    """Say what a field of a claim should be; a figure has to stand in the claim's evidence."""
    from pledgebook.review.stated import stated_value

    with opened(book, dossier) as opened_book:
        _told(opened_book.correct(claim, field, stated_value(field, value), reason=reason, by=by))


def add(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A document's name, or the beginning of its id.")],
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="What the claim says: stage=pledged donors=NLD amount='EUR 500m'.")],
    reason: ReasonOption,
    by: ByOption,
    quote: Annotated[list[str] | None, typer.Option("--quote", metavar="WORDS", help="Words that carry the claim, standing once in the document.")] = None,
    span: Annotated[list[str] | None, typer.Option("--span", metavar="START-END", help="Or a place, in code points of the raw text.")] = None,
    kind: Annotated[str, typer.Option("--kind", help="aid, talks or statement.")] = "aid",
    book: BookOption = None,
    dossier: DossierOption = None,
) -> None:
    """State a claim that reading missed, and mark the words that carry it."""
    from pledgebook.review.stated import stated_fields, stated_span

    marked = [*(quote or ()), *map(stated_span, span or ())]
    with opened(book, dossier) as opened_book:
        taken = opened_book.add_claim(document, stated_fields(fields), marked=marked, kind=kind, reason=reason, by=by)
    _told(taken)


def undo(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="The beginning of a decision's id.")],
    reason: ReasonOption,
    by: ByOption,
    book: BookOption = None,
    dossier: DossierOption = None,
) -> None:
    """Take a decision back, with all that was decided in the same step; undo the undoing to put it in force again."""
    with opened(book, dossier) as opened_book:
        _told(opened_book.undo(decision, reason=reason, by=by))


@decisions_app.command("list")
def list_decisions(book: BookOption = None, output: FormatOption = Format.TABLE, dossier: DossierOption = None) -> None:
    """Show every decision: what, on which claim, why, by whom, when, and whether it stands."""
    from pledgebook.cli.questions import decision_rows, print_decisions

    with opened(book, dossier) as opened_book:
        taken, stand = opened_book.decisions(), opened_book.decisions(undone=False)
    rows = decision_rows(taken, {decision.id for decision in stand})
    if output is Format.TABLE:
        print_decisions(rows)
        return
    from pledgebook.export.tables import as_csv, as_json

    typer.echo(as_json(rows) if output is Format.JSON else as_csv(rows).removesuffix("\n"))


@decisions_app.command("export")
def export_decisions(
    path: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to write; - for standard output.")] = "-",
    book: BookOption = None,
    dossier: DossierOption = None,
) -> None:
    """Write every decision as JSON lines."""
    import pathlib

    from pledgebook.review.transfer import exported

    with opened(book, dossier) as opened_book:
        lines = "".join(f"{line}\n" for line in exported(opened_book.decisions()))
    if path == "-":
        typer.echo(lines, nl=False)
    else:
        pathlib.Path(path).write_text(lines, encoding="utf-8")
        typer.echo(f"wrote {lines.count(chr(10))} decisions to {path}", err=True)


@decisions_app.command("import")
def import_decisions(
    path: Annotated[str, typer.Argument(metavar="FILE", help="What `decisions export` wrote; - for standard input.")],
    book: BookOption = None,
    dossier: DossierOption = None,
) -> None:
    """Add decisions that this book does not hold yet."""
    from pledgebook.review.transfer import read_lines

    lines = sys.stdin.read().splitlines() if path == "-" else read_lines(path)
    with opened(book, dossier) as opened_book:
        found = opened_book.import_decisions(lines, path)
    for refusal in found.refused:
        typer.echo(f"refused: {refusal.message}\n  hint: {refusal.hint}", err=True)
    typer.echo(f"{found.added} decisions added, {found.known} known already, {len(found.refused)} refused")
    raise typer.Exit(2 if found.refused and not (found.added or found.known) else 0)


def _told(taken: tuple[Decision, ...]) -> None:
    """What was decided, and how to take it back."""
    from pledgebook.cli.questions import decided_in_words

    for decision in taken:
        typer.echo(f"decision {decision.id}: {decided_in_words(decision)}")


def _with_siblings(book: Any, claims: list[str]) -> list[str]:
    return list(dict.fromkeys(id_ for claim in claims for id_ in book.entry(claim).claims))
