"""What a request that fails is answered: a page for people, RFC 9457 for programs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException

from pledgebook.errors import PledgebookError
from pledgebook.web.rendering import page

API = "/api/"
"""addresses that programs ask"""
PROBLEM = "application/problem+json"
STATUS = {
    "no_entry": 404,
    "no_document": 404,
    "no_claim": 404,
    "no_person": 404,
    "no_page": 404,
    "unknown_party": 404,
    "unknown_topic": 404,
    "no_rate": 404,
    "no_deflator": 404,
    "forgotten_text": 410,
    "reviewers_only": 403,
    "ambiguous_id": 409,
    "book_busy": 503,
    "preparing": 503,
    "no_server": 503,
    "connection_lost": 503,
    "read_only": 503,
    "disk_full": 507,
    "disk_failed": 500,
    "book_damaged": 500,
    "book_failed": 500,
    "register_failed": 500,
    "not_signed_in": 401,
    "forged_request": 403,
    "too_many_attempts": 429,
    "wrong_host": 421,
}
"""HTTP status by error code; what a user can mend otherwise is 400"""

HINTS = {
    "no_entry": "the address may have been cut off, or be of another book; look for it in the ledger, or search for its words",
    "no_document": "the address may have been cut off, or be of another book; see the sources, or search for its words",
    "no_claim": "the address may have been cut off, or be of another book; look for its entry in the ledger, or search for its words",
    "evidence_missing": "write the figure as the sentence gives it; where another sentence carries it, mark that one as a missed claim and this one as wrong",
    "one_claim": "choose two different reports",
    "one_entry": "choose two different entries",
    "no_decision": "see the history for what was decided",
}
"""what to do on a page, where the error's own remedy is a command"""

log = logging.getLogger("pledgebook.web")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error as RFC 9457 wants it, with our code and hint."""

    title: str
    status: int
    detail: str
    code: str
    hint: str | None = None
    instance: str | None = None
    type: str = "about:blank"


def problem_of(error: Exception, path: str) -> Problem:
    """What went wrong, in words for the one who asked; of a fault of ours no more than that it is one.

    >>> problem_of(PledgebookError("no_entry", "no entry begins with 'x'", "see the ledger"), "/entries/x").status
    404
    """
    if isinstance(error, PledgebookError):
        status = STATUS.get(error.code, 400)
        return Problem(HTTPStatus(status).phrase, status, str(error), error.code, error.hint, path)
    if isinstance(error, HTTPException):
        status = error.status_code
        known = status in {held.value for held in HTTPStatus}
        phrase = HTTPStatus(status).phrase if known else "Error"
        if isinstance(error, ValidationException) and (told := _invalid(error)):
            return Problem(phrase, status, told, f"http_{status}", "the reference at /api tells what each parameter takes", path)
        return Problem(phrase, status, error.detail or phrase, f"http_{status}", None, path)
    log.error("a request for %s failed", path, exc_info=error)
    return Problem("Internal Server Error", 500, "pledgebook failed at this", "internal_error", "please report it with the address", path)


def _invalid(error: ValidationException) -> str:
    """Which parameters were wrong, and how."""
    held = error.extra if isinstance(error.extra, list) else []
    return "; ".join(f"{one['key']}: {one['message']}" for one in held if isinstance(one, dict) and "key" in one and "message" in one)


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The exception handler of the application."""
    location = request.app.state.library.book.location
    problem = problem_of(error, request.url.path)
    # where the book lies is nobody's business who asks over the net
    problem = msgspec.structs.replace(problem, detail=problem.detail.removeprefix(f"{location}: ").replace(location, "the book"))
    headers = dict(getattr(error, "headers", None) or {})
    if problem.code == "preparing":
        headers["Retry-After"] = "2"
    if request.url.path.startswith(API):
        return Response(msgspec.json.encode(problem), media_type=PROBLEM, status_code=problem.status, headers=headers)
    try:
        told = msgspec.structs.replace(problem, hint=HINTS.get(problem.code, problem.hint))
        answer = page(request, "problem.html", problem=told, heading=_heading(request, problem), back=_back(request))
    except Exception as second:  # the page itself may be what failed
        log.error("the page of a problem failed", exc_info=second)
        return Response(f"{problem.title}: {problem.detail}", media_type=MediaType.TEXT, status_code=problem.status)
    answer.status_code = problem.status
    answer.headers.update(headers)
    return answer


def _heading(request: Request[Any, Any, Any], problem: Problem) -> str:
    if problem.code == "preparing":
        return "One moment"
    if problem.status == HTTPStatus.BAD_REQUEST:
        return "Nothing was changed" if request.method == "POST" else "This cannot be answered"
    return problem.title.capitalize()


def _back(request: Request[Any, Any, Any]) -> str | None:
    """The page a form was sent from, with what its reader wrote lost; None where it was none of ours."""
    base, held = str(request.base_url), request.headers.get("referer", "")
    return held.removeprefix(base.rstrip("/")) if request.method == "POST" and held.startswith(base) else None


Handler = Callable[[Request[Any, Any, Any], Any], Response[Any]]
HANDLERS: dict[int | type[Exception], Handler] = {PledgebookError: answer_problem, HTTPException: answer_problem, Exception: answer_problem}
