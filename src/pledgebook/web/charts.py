"""Charts over HTTP: each as SVG, PNG, its table as CSV, and the specification a browser makes it interactive with.

A picture is drawn once for each state of the book and question. The library that draws in the browser is made of the
one installed, kept on disk, and served from here; `charts.js` loads it where a page has a chart.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import pathlib
import tempfile
from typing import Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.datastructures import MultiDict
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from pledgebook.export import tables
from pledgebook.recent import Recent
from pledgebook.web.asked import asked, stretch
from pledgebook.web.chart_data import CHARTS, Chart, Question, chart
from pledgebook.web.index import Index
from pledgebook.web.library import Library, day
from pledgebook.web.pages.ledger import selection_of
from pledgebook.web.rendering import asking

DRAWN = 256
"""pictures, and tables, kept in memory"""
DAY_S = 86400
SHARPNESS = 2.0
"""pixels of a PNG to a pixel of the page"""
TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv", "json": "application/json"}
THEMES = ("light", "dark")
SNIPPET = "window.vegaEmbed = vegaEmbed;"

_drawn: Recent[bytes] = Recent(DRAWN)
_charted: Recent[Chart] = Recent(DRAWN)
_bundle: Recent[bytes] = Recent(1)


@get("/{file:str}", sync_to_thread=True)
def picture(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], file: FromPath[str]) -> Response[bytes]:
    """A chart in the form its ending names; the query is the ledger's, with `theme`, and `entry` or `speaker` where a chart needs one."""
    name, _, form = file.rpartition(".")
    if form not in TYPES or name not in CHARTS:
        raise NotFoundException(f"there is no chart {file[:60]}; there are {', '.join(CHARTS)}, each as {', '.join(TYPES)}")
    theme = request.query_params.get("theme")
    theme = theme if theme in THEMES else "light"
    asking = sorted((key, value) for key, value in request.query_params.multi_items() if key != "theme")
    key = (library.settings.book, library.book.stamp(), name, form, theme, tuple(asking))
    content = _drawn.get(key, lambda: drawn(chart(name, question(request.query_params, index)), form, theme))
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    if form in ("csv", "png"):
        headers["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return Response(content, media_type=TYPES[form], headers=headers)


@get("/vega.js", sync_to_thread=True)
def vega(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What draws charts in the browser."""
    tag = f'"{vega_version()}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={DAY_S}"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    return Response(bundle(), media_type="text/javascript", headers=headers)


def question(query: MultiDict[Any], index: Index) -> Question:
    """What an address asks a chart to show."""
    wanted = asked(query)
    start, end = stretch(query)
    return Question(index, selection_of(wanted), wanted.into or "USD", wanted.row, query.get("entry"), query.get("speaker"), start, end)


def charted(name: str, **query: Any) -> Chart:
    """A chart for the page that is being written, of its day; what is None is not asked for."""
    page = asking()
    assert page.request is not None
    library: Library = page.request.app.state.library
    wanted = MultiDict((key, str(value)) for key, value in query.items() if value is not None)
    key = (library.settings.book, library.book.stamp(), page.as_of, name, tuple(wanted.multi_items()))
    return _charted.get(key, lambda: chart(name, question(wanted, library.index(day(page.as_of)))))


def drawn(held: Chart, form: str, theme: str = "light") -> bytes:
    """A chart in one of the forms."""
    if form == "csv":
        return tables.as_csv({title: row[key] for key, title in held.columns.items()} for row in held.rows).encode()
    from pledgebook.web.chart_specs import PICTURE, spec

    if form == "json":
        return msgspec.json.encode(spec(held, theme))
    import vl_convert

    made = spec(held, theme, PICTURE)

    if form == "png":
        return bytes(vl_convert.vegalite_to_png(made, scale=SHARPNESS))
    return str(vl_convert.vegalite_to_svg(made)).encode()


def vega_version() -> str:
    """The version of what draws; the package brings its Vega along."""
    return importlib.metadata.version("vl-convert-python")


def bundle() -> bytes:
    """The script of Vega, Vega-Lite and their embedding, made of what is installed; making it takes seconds.

    It is kept in the user's folder for caches; where that cannot be written to, in memory.
    """
    return _bundle.get(vega_version(), _bundle_kept)


def _bundle_kept() -> bytes:
    path = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "pledgebook" / f"vega-{vega_version()}.js"
    if path.is_file():
        return path.read_bytes()
    import vl_convert

    made = str(vl_convert.javascript_bundle(SNIPPET)).encode()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # whole or not at all, whoever else makes it at the same time
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(made)
        pathlib.Path(file.name).replace(path)
    return made


router = Router("/charts", route_handlers=[picture, vega], include_in_schema=False)
