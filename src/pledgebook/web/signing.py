"""Signing in and out."""

from __future__ import annotations

from typing import Any, Final

import anyio.to_thread
from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from pledgebook.errors import PledgebookError
from pledgebook.web import audit, sessions
from pledgebook.web.accounts import TooManyAttempts, accounts, authenticated
from pledgebook.web.register import Register
from pledgebook.web.rendering import page
from pledgebook.web.security import COOKIE, address_of, reviewers_only, signed_in

Asked = Request[Any, Any, Any]
HOME = "/review"
SEE_OTHER: Final = 303


def local_path(address: str | None) -> str:
    """Where to go after signing in: a path of this server, and nothing that leads elsewhere.

    >>> local_path("/entries/ab?as_of=2025-08-10"), local_path("//evil.example/"), local_path("/\\\\evil.example"), local_path(None)
    ('/entries/ab?as_of=2025-08-10', '/review', '/review', '/review')
    """
    fit = address is not None and address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if fit and address else HOME


@get("/sign-in", sync_to_thread=True)
def sign_in_form(request: Asked, next: FromQuery[str | None] = None) -> Response[Any]:
    """The form, or onward for who is signed in already."""
    if signed_in(request) is not None:
        return Redirect(local_path(next), status_code=SEE_OTHER)
    register: Register = request.app.state.register
    return page(request, "account/sign_in.html", next=local_path(next), fault=None, name="", possible=bool(accounts(register)))


@post("/sign-in", status_code=SEE_OTHER)
async def sign_in(request: Asked) -> Response[Any]:
    """A session for who gives a name and its password."""
    form = await request.form()
    name, password, following = (str(form.get(field) or "") for field in ("name", "password", "next"))
    register: Register = request.app.state.register
    try:
        token = await anyio.to_thread.run_sync(_begin, register, name, password, address_of(request))
    except TooManyAttempts as refused:
        answer = page(request, "account/sign_in.html", next=local_path(following), fault=f"{refused}; {refused.hint}", name=name, possible=True)
        answer.status_code = 429
        answer.headers["Retry-After"] = str(refused.wait_s)
        return answer
    if token is None:
        answer = page(request, "account/sign_in.html", next=local_path(following), fault="name and password do not fit", name=name, possible=True)
        answer.status_code = 401
        return answer
    secure = request.url.scheme == "https"
    cookie = Cookie(key=COOKIE, value=token, httponly=True, samesite="lax", path="/", secure=secure, max_age=sessions.LIFE_S)
    return Redirect(local_path(following), status_code=SEE_OTHER, cookies=[cookie])


@post("/sign-out", status_code=SEE_OTHER, guards=[reviewers_only], sync_to_thread=True)
def sign_out(request: Asked) -> Response[Any]:
    """The end of the session."""
    register: Register = request.app.state.register
    user = signed_in(request)
    sessions.end(register, request.cookies.get(COOKIE) or "")
    with register.changing() as connection:
        audit.note(connection, user.name if user else "", "signed out", address=address_of(request))
    answer = Redirect("/", status_code=SEE_OTHER)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _begin(register: Register, name: str, password: str, address: str) -> str | None:
    """The token of a new session; None where name and password do not fit."""
    try:
        return sessions.begin(register, name) if authenticated(register, name, password, address) else None
    except PledgebookError as error:
        if error.code == "no_register":
            return None
        raise


router = Router(path="/account", route_handlers=[sign_in_form, sign_in, sign_out], include_in_schema=False)
