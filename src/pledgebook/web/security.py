"""Who may do what: hosts, sessions, forged requests, headers, limits. `Gate` puts all of it before every route.

Reading is open; writing needs a reviewer who signed in. A server that others can reach shows documents' full texts to
reviewers only, and does not start before there is an account.
"""

from __future__ import annotations

import ipaddress
import secrets
import urllib.parse
from typing import Any

import anyio.to_thread
from litestar import Request
from litestar.config.app import AppConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.plugins import InitPlugin
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from pledgebook.errors import PledgebookError
from pledgebook.web.accounts import accounts
from pledgebook.web.register import Register, register_path
from pledgebook.web.sessions import Session, session
from pledgebook.web.settings import Settings

COOKIE = "pledgebook_session"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN = "/account/sign-in"
FORM_BYTES = 1_000_000
"""the greatest body of a request, uploads aside"""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate(InitPlugin):
    """What stands before every route of a server.

    Raises `PledgebookError` where others could reach the server and nobody has an account.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.register = Register(register_path(settings.book, settings.accounts))
        if settings.exposed and not accounts(self.register):
            whence = f"at {settings.host}" if not settings.on_loopback else f"as {', '.join(settings.names)}"
            raise PledgebookError(
                "no_accounts",
                f"others could reach this server {whence}, and nobody has an account to decide with",
                "make one with `pledgebook account add NAME`, or serve on this machine alone: --host 127.0.0.1",
            )

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        limit = RateLimitConfig(rate_limit=("minute", self.settings.api_per_minute), check_throttle_handler=_is_limited)
        app_config.state.update({"register": self.register, "settings": self.settings})
        app_config.middleware = [HostChecked(self.settings), limit.middleware, SignedIn(self.register), *app_config.middleware]
        app_config.before_send = [*app_config.before_send, add_headers]
        return app_config


class HostChecked(ASGIMiddleware):
    """Answers only under the server's own names, so that a stranger's page cannot have its name lead here (DNS rebinding)."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not is_own_host(hosts[0], self.settings):
            remedy = "open it at the address `pledgebook serve` tells, or name it with --name HOST"
            raise PledgebookError("wrong_host", f"this server is not '{', '.join(hosts)[:80]}'", remedy)
        await next_app(scope, receive, send)


class SignedIn(ASGIMiddleware):
    """Finds the session of a request, and refuses to change anything for one that did not come from our own pages."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, register: Register) -> None:
        self.register = register

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        token = request.cookies.get(COOKIE)
        found = await anyio.to_thread.run_sync(session, self.register, token) if token else None
        scope["user"] = found
        if request.method not in SAFE_METHODS:
            _check_origin(request)
            if found is not None:
                await _check_token(request, found)
        await next_app(scope, receive, send)


def is_own_host(header: str, settings: Settings) -> bool:
    """Whether a Host header names this server; an address in digits cannot be rebound, so beyond loopback any will do.

    >>> own = lambda header: is_own_host(header, Settings(names=("book.example",)))
    >>> own("127.0.0.1:8765"), own("[::1]:8765"), own("Book.example"), own("localhost.evil.example"), own("192.0.2.7")
    (True, True, True, False, False)
    """
    try:
        name = (urllib.parse.urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if name == "localhost" or name in {held.casefold() for held in settings.names}:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == settings.host.casefold()
    return address.is_loopback or not settings.on_loopback


def reviewer(request: Request[Any, Any, Any]) -> Session:
    """Who is signed in; raises `PledgebookError` where nobody is."""
    found = signed_in(request)
    if found is None:
        raise PledgebookError("not_signed_in", "this is for reviewers who signed in", f"sign in at {SIGN_IN}")
    return found


def signed_in(request: ASGIConnection[Any, Any, Any, Any]) -> Session | None:
    """Who is signed in; None where nobody is."""
    found: Session | None = request.scope.get("user")
    return found


def reviewers_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard of routes that only reviewers may use."""
    if signed_in(connection) is None:
        raise PledgebookError("not_signed_in", "this is for reviewers who signed in", f"sign in at {SIGN_IN}")


def may_read_texts(request: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether documents may be shown whole; others see the sentences that carry claims."""
    settings: Settings = request.app.state.settings
    return not settings.exposed or signed_in(request) is not None


def address_of(request: Request[Any, Any, Any]) -> str:
    """Where a request came from, for the log."""
    return request.client.host if request.client else "unknown"


async def add_headers(message: Message, scope: Scope) -> None:
    """Puts the headers every answer has on an answer; what a signed-in reviewer sees is kept by no cache.

    A coroutine that waits for nothing: as a plain function it would be run on a thread, twice for each answer.
    """
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if scope.get("user") is not None and "immutable" not in headers.get("Cache-Control", ""):
        headers["Cache-Control"] = "no-store"
    headers.setdefault("Cache-Control", "no-cache")


async def _is_limited(request: Request[Any, Any, Any]) -> bool:
    return request.url.path.startswith("/api/")


def _check_origin(request: Request[Any, Any, Any]) -> None:
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    own = origin is None or (urllib.parse.urlsplit(origin).netloc == request.headers.get("host") and origin != "null")
    if not own or fetched not in (None, "same-origin", "none"):
        raise PledgebookError("forged_request", "the request comes from another site", "open the page here and send the form from it")


async def _check_token(request: Request[Any, Any, Any], found: Session) -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None:
        given = (await request.form()).get(CSRF_FIELD)
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), found.csrf.encode()):
        raise PledgebookError("forged_request", "the form does not bring the word of your session", "open the page again and send the form from it")
