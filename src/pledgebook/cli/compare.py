"""`compare`: this book against another ledger."""

from __future__ import annotations

import enum
import pathlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.cli.choice import Choice, choosing

if TYPE_CHECKING:
    import datetime

    from pledgebook.analyse.compare import Comparison
    from pledgebook.analyse.compare_lines import Line, Tracker

SHOWN = 20
"""rows of a kind that the table shows"""


class Report(enum.StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"


OtherArgument = Annotated[pathlib.Path, typer.Argument(metavar="OTHER", help="The other ledger: an export of pledgebook, the Kiel layout, IATI, or FTS flows.")]
CurrencyOption = Annotated[str, typer.Option("--in", metavar="CURRENCY", help="The currency of the totals.")]
EverythingOption = Annotated[bool, typer.Option("--all", help="Every row in the table, not the weightiest alone.")]
ReportOption = Annotated[Report, typer.Option("--format", help="How to print.")]


@choosing("donor", "stage", "scheme", "aid_type", "since", "until")
def compare(
    choice: Choice, other: OtherArgument, into: CurrencyOption = "usd", everything: EverythingOption = False, output: ReportOption = Report.TABLE
) -> None:
    """Explain another ledger by this book: what matches, what one side alone has, what differs and why, and the totals' difference to the last unit."""
    from pledgebook.analyse.compare import compare as compared
    from pledgebook.analyse.compare_lines import lines
    from pledgebook.export.trackers import read_tracker
    from pledgebook.ledgerview import party_code

    with choice.opened() as book:
        view = choice.view(book)
        tracker = read_tracker(other, book.dossier)
        asked = choice.narrowed
        code = party_code(asked["donor"], book.dossier) if asked["donor"] else None
    named = {name: asked[name] for name in ("stage", "scheme", "aid_type") if asked[name]}
    wanted = _filter(code, named, (asked["since"], asked["until"]))
    tracker = _narrowed(tracker, wanted)
    found = compared(lines(view.entries), tracker, view.dossier, into.upper())
    _tell(tracker)
    _print(found, output, SHOWN if not everything else len(found.rows))


def _narrowed(tracker: Tracker, wanted: Callable[[Line], bool]) -> Tracker:
    import msgspec

    return msgspec.structs.replace(tracker, lines=tuple(filter(wanted, tracker.lines)))


def _filter(donor: str | None, asked: dict[str, str], time: tuple[datetime.date | None, datetime.date | None]) -> Callable[[Line], bool]:
    """The same narrowing for their lines as for ours; what they do not tell is no reason to leave a line out."""
    since, until = time

    def wanted(line: Line) -> bool:
        if donor and donor not in line.donors:
            return False
        if any((held := getattr(line, name)) is not None and held.casefold() != value.casefold() for name, value in asked.items()):
            return False
        return line.day is None or ((since is None or line.day >= since) and (until is None or line.day <= until))

    return wanted


def _tell(tracker: Tracker) -> None:
    for note in tracker.notes:
        typer.echo(f"note: {note}", err=True)
    for refusal in tracker.refused:
        typer.echo(f"refused: {refusal}", err=True)


def _print(found: Comparison, output: Report, shown: int) -> None:
    from pledgebook.export import comparison
    from pledgebook.export.tables import as_csv, as_json

    if output is Report.TABLE:
        from pledgebook.cli.compared import print_comparison

        print_comparison(found, shown)
        return
    texts = {
        Report.JSON: lambda: as_json({**{name: getattr(found, name) for name in found.__struct_fields__}, "difference": found.difference}) + "\n",
        Report.CSV: lambda: as_csv(comparison.comparison_rows(found)),
        Report.MARKDOWN: lambda: comparison.markdown(found),
        Report.HTML: lambda: comparison.page(found),
    }
    typer.echo(texts[output](), nl=False)
