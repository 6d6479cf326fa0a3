"""What every write over the web has: a reviewer, a line in the audit log, and a page to go on to."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.datastructures import FormMultiDict
from litestar.response import Redirect

from pledgebook.book import Book
from pledgebook.errors import PledgebookError
from pledgebook.review.decisions import Decision
from pledgebook.web import audit
from pledgebook.web.library import Library
from pledgebook.web.security import SAFE_METHODS, SIGN_IN, address_of, reviewer, signed_in

Asked = Request[Any, Any, Any]
SEE_OTHER: Final = 303
LONGEST = 2000
"""characters of a reason, a value or a name in a form"""


class Desk(msgspec.Struct):
    """A write under way: the book, who writes, and what is logged as its outcome."""

    book: Book
    name: str
    log: audit.Writing

    def took(self, taken: tuple[Decision, ...]) -> str:
        """Notes decisions as the outcome; answers the id of the first, by which the step can be taken back."""
        self.log.outcome = f"decided {', '.join(decision.id for decision in taken)}"
        return taken[0].id


@contextlib.contextmanager
def written(request: Asked, act: str, place: str) -> Iterator[Desk]:
    """A write of the reviewer who signed in, in the audit log whatever comes of it."""
    user = reviewer(request)
    library: Library = request.app.state.library
    with audit.logged(request.app.state.register, user.name, address_of(request), act, place) as log:
        yield Desk(library.book, user.name, log)


async def given_form(request: Asked) -> FormMultiDict:
    """The form a request brings."""
    return await request.form()


def field(form: FormMultiDict, name: str, default: str = "") -> str:
    """A field of a form, without blanks around it; raises `PledgebookError` for one that is longer than any such field is."""
    value = form.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > LONGEST:
        raise PledgebookError("long_field", f"{name}: {len(text)} characters", f"give at most {LONGEST}")
    return text or default


def fields(form: FormMultiDict, name: str) -> list[str]:
    """All values of a repeated field."""
    return [value for value in form.getall(name, []) if isinstance(value, str) and len(value) <= LONGEST]


def onward(path: str) -> Response[Any]:
    return Redirect(path, status_code=SEE_OTHER)


async def reviewers_first(request: Asked) -> Response[Any] | None:
    """Sends who is not signed in to the form, and back to the page afterwards; refuses everything but looking."""
    if signed_in(request) is not None:
        return None
    if request.method in SAFE_METHODS:
        return Redirect(SIGN_IN, status_code=SEE_OTHER, query_params={"next": request.url.path})
    reviewer(request)
    return None
