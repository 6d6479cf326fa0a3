"""Answers to HEAD: those to GET without their bodies, for who only asks whether a page is there and how it has changed."""

from __future__ import annotations

from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send


def answering_head(app: ASGIApp) -> ASGIApp:
    """The application, which answers HEAD wherever it answers GET."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def send_head(message: Any) -> None:
            told: Any = {**message, "body": b""} if message["type"] == "http.response.body" else message
            await send(told)

        as_get: Any = {**scope, "method": "GET"}
        await app(as_get, receive, send_head)

    return answer
