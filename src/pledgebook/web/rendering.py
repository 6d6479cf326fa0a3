"""Pages out of templates: what every page is given, and how values are told on it."""

from __future__ import annotations

import contextvars
import functools
import urllib.parse
from collections.abc import Sequence
from typing import Any

import jinja2
import msgspec
from litestar import MediaType, Request, Response
from markupsafe import Markup

from pledgebook.analyse.prices import deflators
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.version import __version__
from pledgebook.web import words
from pledgebook.web.asked import COLUMNS, GROUPS, SHOWN
from pledgebook.web.assets import Assets
from pledgebook.web.characters import harmless
from pledgebook.web.index import Index
from pledgebook.web.library import Library, day
from pledgebook.web.lists import Cells, cells, select

LOOKS = 64
"""choices of order, heading, currency and columns whose fields are kept as they were written"""
YEARS = tuple((year, year) for year in sorted({str(year) for _, year in deflators()}, reverse=True))
"""years whose prices are known"""
THEMES = ("light", "dark")
NAVIGATION = (
    ("/", "Overview"),
    ("/ledger", "Ledger"),
    ("/donors", "Donors"),
    ("/schemes", "Schemes"),
    ("/statements", "Statements"),
    ("/talks", "Talks"),
    ("/sources", "Sources"),
    ("/method", "Method"),
)


class Asking(msgspec.Struct, frozen=True):
    """What the page that is being written was asked with: its `path` and `query`, the day and the theme chosen."""

    path: str = ""
    query: Sequence[tuple[str, Any]] = ()
    as_of: str | None = None
    theme: str | None = None
    request: Request[Any, Any, Any] | None = None


# in a variable and not in each template's context, so that macros are made once and not for every page
_ASKING: contextvars.ContextVar[Asking] = contextvars.ContextVar("asking")
asking = _ASKING.get
"""what the page that is being written was asked with"""


def environment(dossier: Dossier, assets: Assets) -> jinja2.Environment:
    """The templates, with everything escaped and every missing name an error."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("pledgebook.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    made.filters.update(words.filters(dossier))
    made.globals.update(asset=assets.url, to=_to, asking=asking, dossier=dossier, version=__version__, navigation=NAVIGATION)
    made.globals.update(words.GLOBALS)
    party = made.filters["party"]

    def totals_rows(table: Cells, address: str, *, converted: bool) -> Markup:
        return cells(table, address, party, lambda held: words.added(words.rounded(held) if converted else held))

    @functools.lru_cache(LOOKS)
    def look(columns: tuple[str, ...], **chosen: str | int | None) -> Markup:
        return Markup(made.get_template("ledger_look.html").render(columns=columns, COLUMNS=COLUMNS, SHOWN=SHOWN, GROUPS=GROUPS, YEARS=YEARS, **chosen))

    made.globals.update(select=select, party=party, totals_rows=totals_rows, look=look)
    return made


def opened(request: Request[Any, Any, Any]) -> tuple[Library, Index]:
    """The library, and the book of the day that is asked for.

    Handlers of the pages asked for most take it from here: given by name it costs as much again as finding their route.
    """
    library: Library = request.app.state.library
    return library, library.index(day(request.query_params.get("as_of")))


def page(request: Request[Any, Any, Any], template: str, **content: Any) -> Response[str]:
    """A page; `content` is what the template shows.

    Every page knows its `path`, the `query` it was asked with, `as_of` as asked (text or None), the `theme` chosen
    (None: the system's) and `user`, who is signed in (None: nobody).
    """
    made: jinja2.Environment = request.app.state.templates
    theme = request.cookies.get("theme")
    query = request.query_params
    held = Asking(request.url.path, list(query.multi_items()), _day_asked(query.get("as_of")), theme if theme in THEMES else None, request)
    return Response(written(made, template, held, user=request.scope.get("user"), **content), media_type=MediaType.HTML)


def _day_asked(text: str | None) -> str | None:
    """The day a page is asked for, as it was written; None also where it is no day, so that the page that says so leads out of it."""
    try:
        return text.strip() if text and day(text) else None
    except PledgebookError:
        return None


def written(templates: jinja2.Environment, template: str, held: Asking, /, **content: Any) -> str:
    """A template filled in as for a page that was asked so."""
    token = _ASKING.set(held)
    try:
        return templates.get_template(template).render(path=held.path, query=held.query, as_of=held.as_of, theme=held.theme, **content)
    finally:
        _ASKING.reset(token)


def _to(path: str, **query: Any) -> str:
    """The address of a page, at the day the present one is asked for; None leaves a word out, a list repeats it.

    Of the present page's own query everything is kept with `keep=True`.
    """
    present = asking()
    if not query:
        return f"{path}?as_of={urllib.parse.quote_plus(present.as_of)}" if present.as_of else path
    kept = query.pop("keep", False)
    held = [_pair(name, value) for name, value in present.query if name not in query] if kept else []
    if not kept and present.as_of and "as_of" not in query:
        query["as_of"] = present.as_of
    for name, value in query.items():
        held += [_pair(name, part) for part in (value if isinstance(value, list | tuple) else [value]) if part not in (None, "")]
    return f"{path}?{'&'.join(held)}" if held else path


@functools.lru_cache(4096)
def _pair(name: str, value: object) -> str:
    return urllib.parse.urlencode(((name, value),))
