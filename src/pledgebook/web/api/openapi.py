"""The OpenAPI document: what the framework writes from the types, completed by what holds of every answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from pledgebook.version import __version__
from pledgebook.web.problems import PROBLEM, Problem

PLACE = "/api/description"
ABOUT = """The book of international aid over HTTP: everything the pages show, with the sentence each figure stands in.

Reading is open. Every answer has an `ETag`; who sends it back as `If-None-Match` is answered 304 until the book changes.
Lists come in pages: `next` is the `after` of the page that follows. `as_of` answers as the book stood at the end of a day.
A parameter an address does not take, or one given twice, is refused with 400.
What cannot be answered is told as RFC 9457 wants it, with a stable `code` and a `hint`."""
CODES = {
    "400": "What was asked cannot be understood: `code`, `detail` and `hint` say why.",
    "404": "There is no such thing in the book or its dossier.",
    "409": "The beginning of an id fits several.",
    "503": "The book, or the book of a day that is asked for, is being put together, which takes more than 20 seconds: `Retry-After` says when to come back.",
    "429": "Too many requests from this address; `RateLimit-Reset` says when to come back.",
}
FEEDS = {"/api/v1/changes.atom": "application/atom+xml", "/api/v1/changes.json": "application/feed+json"}
_MADE_OF = re.compile(r"(?P<made>Page|All)_[\w.]*?\.(?P<of>\w+)_(?=\")")
TEXTS = "/api/v1/documents/{id}/text"


def config() -> OpenAPIConfig:
    """What the framework is told; its own page of the document stands beside ours and loads nothing from elsewhere."""
    return OpenAPIConfig("pledgebook", __version__, description=ABOUT, path=PLACE, render_plugins=[JsonRenderPlugin()], use_handler_docstrings=True)


def described(app: Litestar) -> dict[str, Any]:
    """The document of an application's API.

    Answers in CSV, 304 and problems are the same everywhere and are written here rather than at every route.
    """
    written = msgspec.json.encode(app.openapi_schema.to_schema()).decode()
    # the framework names what is made of other types after their modules
    held: dict[str, Any] = msgspec.json.decode(_MADE_OF.sub(lambda found: found["of"] + {"Page": "Page", "All": "List"}[found["made"]], written))
    problem, definitions = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")
    held["components"]["schemas"] |= definitions
    for path, operations in held["paths"].items():
        for operation in operations.values():
            _complete(path, operation, problem[0])
    held["servers"] = [{"url": "/"}]
    return held


def taken(app: Litestar) -> Mapping[str, tuple[str, ...]]:
    """The query parameters each address of the API takes, in the order of the document."""
    if "taken" not in app.state:
        app.state.taken = {
            path: tuple(held["name"] for operation in operations.values() for held in operation.get("parameters", ()) if held["in"] == "query")
            for path, operations in app.openapi_schema.to_schema().get("paths", {}).items()
        }
    found: Mapping[str, tuple[str, ...]] = app.state.taken
    return found


def _complete(path: str, operation: dict[str, Any], problem: dict[str, Any]) -> None:
    answered = operation["responses"]["200"]
    answered["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "What the answer is known by until the book changes."}}
    schema = next(iter(answered["content"].values()))["schema"]
    if path in FEEDS:
        answered["content"] = {FEEDS[path]: {"schema": schema if path.endswith(".json") else {"type": "string"}}}
    if any(parameter["name"] == "format" for parameter in operation.get("parameters", ())):
        answered["content"]["text/csv"] = {"schema": {"type": "string"}}
    codes = {**CODES, "403": "Full texts are for reviewers on a server that others can reach."} if path == TEXTS else CODES
    operation["responses"] |= {code: {"description": said, "content": {PROBLEM: {"schema": problem}}} for code, said in codes.items()}
    operation["responses"]["304"] = {"description": "The book has not changed since the answer with this `ETag`."}
