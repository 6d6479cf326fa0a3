"""The review desk: what is most worth a look, one question a page, decided with one key or one button; history and the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery

from pledgebook.book import Book
from pledgebook.cli.questions import decision_rows
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Judgement, Testimony, Verdict
from pledgebook.review.decisions import Decision
from pledgebook.review.queue import Doubt, Question
from pledgebook.web import audit, review_documents, review_entries
from pledgebook.web.keeper import shown_later
from pledgebook.web.library import Library
from pledgebook.web.passages import Passage, passages
from pledgebook.web.rendering import page
from pledgebook.web.security import FORM_BYTES
from pledgebook.web.writing import Asked, field, given_form, onward, reviewers_first, written

REASONS = {
    "same": "one event, by both reports side by side",
    "not_same": "two events, by both reports side by side",
    "unsure": "cannot be told from these reports",
    "accept": "right as it was read, by its sentence",
    "reject": "not what its sentence says",
}
"""what is kept as the reason where a reviewer writes none"""
LOGGED = 200


class Side(msgspec.Struct, frozen=True):
    """One claim of a question with the sentences it stands in."""

    testimony: Testimony
    passages: tuple[Passage, ...]


@get("/", sync_to_thread=True)
def queue(request: Asked, library: NamedDependency[Library], n: FromQuery[int] = 0, done: FromQuery[str] = "") -> Response[str]:
    """The n-th question of the queue, most valuable first, and what was decided last."""
    questions, taken = open_questions(library)
    number = min(max(n, 0), max(len(questions) - 1, 0))
    question = questions[number] if questions else None
    upcoming = questions[number + 1 : number + 6]
    return page(
        request,
        "review/queue.html",
        question=question,
        number=number,
        count=len(questions),
        sides=sides(question.testimonies, library.book) if question else (),
        last=_told([decision for decision in taken if done and decision.id == done], taken),
        upcoming=upcoming,
        heads={entry.id: entry for entry in library.book.outlines_by_id([id_ for held in upcoming for id_ in held.entries])},
    )


@post("/decide", sync_to_thread=True)
def decide(request: Asked, form: NamedDependency[FormMultiDict]) -> Response[Any]:
    """Takes what was chosen of a question, and goes on to the next, which does not wait until the ledger shows it."""
    act, claims, n = field(form, "act"), field(form, "claims").split(), field(form, "n", "0")
    if act not in REASONS or not 1 <= len(claims) <= 2 or (act in list(Verdict)) != (len(claims) == 2):
        raise PledgebookError("bad_form", f"'{act[:40]}' is nothing to decide on {len(claims)} claims", "open the queue again and choose a button")
    reason = field(form, "reason", REASONS[act])
    with shown_later(), written(request, act, " ".join(claims)) as desk:
        if len(claims) == 2:
            taken = desk.book.judge(claims[0], claims[1], act, reason=reason, by=desk.name)
        else:
            taken = getattr(desk.book, act)(*claims, reason=reason, by=desk.name)
        done = desk.took(taken)
    return onward(f"/review?n={n if n.isascii() and n.isdigit() and len(n) < 7 else 0}&done={done}")


@post("/undo", sync_to_thread=True)
def undo(request: Asked, form: NamedDependency[FormMultiDict]) -> Response[Any]:
    """Takes a step back, or puts in force again what was taken back."""
    decision = field(form, "decision")
    with written(request, "undo", decision) as desk:
        done = desk.took(desk.book.undo(decision, reason=field(form, "reason", "taken back on review"), by=desk.name))
    return onward(f"/review/history?done={done}" if field(form, "back") != "queue" else f"/review?done={done}")


@get("/history", sync_to_thread=True)
def history(request: Asked, book: NamedDependency[Book], done: FromQuery[str] = "") -> Response[str]:
    """Every decision, the last first."""
    taken = book.decisions()
    rows = decision_rows(taken, {decision.id for decision in book.decisions(undone=False)})
    return page(request, "review/history.html", rows=rows[::-1], done=done)


@get("/log", sync_to_thread=True)
def log(request: Asked) -> Response[str]:
    """The last writes over the web."""
    return page(request, "review/log.html", notes=audit.notes(request.app.state.register, LOGGED))


def open_questions(library: Library) -> tuple[tuple[Question, ...], tuple[Decision, ...]]:
    """The queue without what was decided since the ledger it is made of was folded; and every decision."""
    taken = library.book.decisions()
    answered = _answered(library.book.decisions(undone=False))
    return tuple(question for question in library.questions() if _claims(question) not in answered), taken


def sides(testimonies: Sequence[Testimony], book: Book) -> tuple[Side, ...]:
    """Claims with the sentences around their evidence."""
    texts = book.texts(testimony.claim.doc for testimony in testimonies)
    return tuple(Side(held, tuple(passages(text, held.claim.evidence) if (text := texts.get(held.claim.doc, "")) else ())) for held in testimonies)


def _answered(standing: Sequence[Decision]) -> set[frozenset[str | None]]:
    found: set[frozenset[str | None]] = set()
    for decision in standing:
        body = decision.body
        found.add(frozenset((body.left.claim, body.right.claim)) if isinstance(body, Judgement) else frozenset((body.target.claim,)))
    return found


def _claims(question: Question) -> frozenset[str | None]:
    """What a question is about; a decision that lost its place is about nothing that could be decided meanwhile."""
    return frozenset() if question.doubt is Doubt.DECISION else frozenset(testimony.claim.id for testimony in question.testimonies)


def _told(decisions: Sequence[Decision], taken: Sequence[Decision]) -> dict[str, Any] | None:
    rows = decision_rows(decisions, {decision.id for decision in taken})
    return rows[0] if rows else None


router = Router(
    path="/review",
    route_handlers=[queue, decide, undo, history, log, *review_entries.ROUTES, *review_documents.ROUTES],
    before_request=reviewers_first,
    dependencies={"form": Provide(given_form)},
    request_max_body_size=FORM_BYTES,
    include_in_schema=False,
)
