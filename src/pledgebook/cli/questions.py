"""Questions to decide, and decisions taken, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pledgebook.cli.render import console
from pledgebook.cli.sentences import marked
from pledgebook.model.ledger import WITHDRAWN, Entry, Judgement, Testimony
from pledgebook.resolve.amounts import figure
from pledgebook.review.decisions import ACCEPTED, ADDED, UNDONE, Decision, added_claim, concerns
from pledgebook.review.queue import Doubt, Question
from pledgebook.review.sides import Line, claim_lines

SIGN = "--reason TEXT --by NAME"


def print_questions(questions: Sequence[Question], limit: int, texts: Mapping[str, str]) -> None:
    """The first questions with both sides' sentences, the table of the match, and the commands that answer."""
    out = console()
    for number, question in enumerate(questions[:limit], 1):
        worth = f", about USD {figure(float(round(question.worth, -3)))} in doubt" if question.worth >= 1000 else ""
        score = f" (score {question.score:.2f})" if question.score is not None else ""
        out.print(Text(f"{number}. {question.why}{score}{worth}", style="bold"))
        for side, testimony in zip("AB", question.testimonies, strict=False):
            _print_side(out, side if question.doubt is Doubt.MATCH else "", testimony, texts.get(testimony.claim.doc, ""))
        if question.lines:
            out.print(_lines(question.lines, question.doubt))
        for command in _answers(question):
            out.print(f"   {command}", soft_wrap=True)
        out.print()
    rest = len(questions) - limit
    out.print("nothing to review" if not questions else f"{len(questions)} to review" + (f", {rest} more: --limit {len(questions)}" if rest > 0 else ""))


def question_rows(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """One row a question, for a spreadsheet."""
    rows = []
    for question in questions:
        sides = [*question.testimonies, None, None][:2]
        rows.append(
            {
                "doubt": question.doubt,
                "worth_usd": question.worth,
                "score": question.score,
                "why": question.why,
                "entries": ";".join(question.entries),
                **{f"claim_{name}": side.claim.id if side else None for name, side in zip("ab", sides, strict=True)},
                **{f"words_{name}": " ".join(" ".join(side.words).split()) if side else None for name, side in zip("ab", sides, strict=True)},
            }
        )
    return rows


def print_decisions(rows: Sequence[Mapping[str, Any]]) -> None:
    """Every decision in a line."""
    table = Table(box=box.SIMPLE_HEAD, show_lines=False, pad_edge=False)
    for name, ratio in (("id", None), ("when", None), ("by", 1), ("decision", 4), ("reason", 3), ("stands", None)):
        table.add_column(name, ratio=ratio, no_wrap=name in ("id", "when"))
    for row in rows:
        table.add_row(row["id"], row["made_at"][:16], row["by"], Text(row["decision"]), Text(row["reason"]), "yes" if row["stands"] else "undone")
    console().print(table if rows else "no decisions")


def print_taken(entry: Entry, decisions: Iterable[Decision]) -> None:
    """What people decided on the claims of an entry, with why and by whom; judgements stand with the matcher's."""
    on = [d for d in decisions if not isinstance(d.body, Judgement) and any(concerns(d, testimony.claim) for testimony in entry.testimonies)]
    if on:
        console().print(Text("decisions", style="bold"))
    for decision in on:
        line = f"  {decision.id} {decided_in_words(decision)} ({decision.body.by}: {decision.reason})"
        console().print(line)


def decision_rows(decisions: Iterable[Decision], stand: set[str]) -> list[dict[str, Any]]:
    """One row a decision; an undoing stands itself and takes another's standing away."""
    rows = []
    undone = {decision.undoes for decision in decisions if decision.undoes}
    for decision in decisions:
        in_force = decision.id in stand or (decision.undoes is not None and decision.id not in undone)
        words = decided_in_words(decision)
        rows.append({"id": decision.id, "made_at": decision.made_at, "by": decision.body.by, "decision": words, "reason": decision.reason, "stands": in_force})
    return rows


def decided_in_words(decision: Decision) -> str:
    """What was decided, in a line.

    >>> from pledgebook.model.ledger import Anchor, Correction
    >>> decided_in_words(Decision("d1", "", Correction(Anchor("doc", "aid", (), "c1"), "withdrawn", True, "twice")))
    'claim c1 rejected'
    """
    body = decision.body
    if isinstance(body, Judgement):
        verdict = {"same": "one event", "not_same": "two events", "unsure": "not to be told apart"}[body.verdict]
        return f"claims {body.left.claim} and {body.right.claim}: {verdict}"
    claim = f"claim {body.target.claim}"
    if body.field == UNDONE:
        return f"decision {body.value} undone"
    if body.field == ADDED:
        return f"{claim} added: " + ", ".join(f"{line.field} {line.left}" for line in claim_lines(added_claim(body).claim))
    if body.field == ACCEPTED and body.value == 1:
        return f"{claim} accepted"
    if body.field == WITHDRAWN:
        return f"{claim} {'rejected' if body.value else 'put back'}"
    return f"{claim}: {body.field} is {_plain(body.value)}"


def _plain(value: Any) -> str:
    from pledgebook.export.tables import as_json

    return value if isinstance(value, str) else " ".join(as_json(value).split())


def _print_side(out: Console, side: str, testimony: Testimony, text: str) -> None:
    claim = testimony.claim
    published = testimony.published.last if testimony.published else "no date"
    head = f"   {side + ' ' if side else ''}{claim.id}  {', '.join(testimony.sources) or 'unknown source'}, {published}"
    out.print(head)
    for span in claim.evidence[:2]:
        out.print(Text("     ").append_text(marked(text, span)))


def _lines(lines: Iterable[Line], doubt: Doubt) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    columns = ("field", "A", "B", "the matcher says") if doubt is Doubt.MATCH else ("field", "read as")
    for name in columns:
        table.add_column(name)
    for line in lines:
        table.add_row(*(Text(part) for part in (line.field, line.left, line.right, line.finding)[: len(columns)]))
    return table


def _answers(question: Question) -> list[str]:
    ids = [testimony.claim.id for testimony in question.testimonies]
    if question.doubt is Doubt.MATCH:
        return [f"pledgebook judge {ids[0]} {ids[1]} same|not_same|unsure {SIGN}"]
    if question.doubt is Doubt.CLAIM:
        return [f"pledgebook accept|reject {ids[0]} {SIGN}", f"pledgebook correct {ids[0]} FIELD VALUE {SIGN}"]
    return ["pledgebook decisions list"]
