"""The application: routes, templates, files and what requests are given."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import pathlib
from collections.abc import AsyncIterator

import anyio.to_thread
from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery
from litestar.stores.file import FileStore
from litestar.types import ControllerRouterHandler

from pledgebook.book import Book
from pledgebook.web import api, charts, pages, problems, review, signing
from pledgebook.web.ahead import PAGES, first_pages
from pledgebook.web.api import openapi
from pledgebook.web.assets import shipped_assets, static_file
from pledgebook.web.heads import answering_head
from pledgebook.web.index import Index
from pledgebook.web.keeper import Keeper
from pledgebook.web.kept import Kept
from pledgebook.web.library import Library, day
from pledgebook.web.rendering import environment
from pledgebook.web.rows import Rows
from pledgebook.web.security import FORM_BYTES, Gate
from pledgebook.web.settings import Settings

GZIPPED = 1
"""how hard answers are pressed: a fifth larger than at the usual 5, and three times as quick"""
ROUTES: tuple[ControllerRouterHandler, ...] = (static_file, pages.router, charts.router, api.router, review.router, signing.router)
"""every part of the site; a part has its own router"""


def create_app(settings: Settings) -> Litestar:
    """The site of one book. Handlers may ask for `library`, `book`, `asked_day` and `index` by name.

    Raises `BookError` where there is no book to open.
    """
    library = Library(settings)
    assets = shipped_assets()
    templates = environment(library.book.dossier, assets)
    templates.globals["charted"] = charts.charted
    rows = Rows(templates)
    state = State({"settings": settings, "library": library, "assets": assets, "templates": templates, "rows": rows})
    keeper = Keeper(library, folds=settings.folds, then=(lambda other: rows.warm(library.index().aid, other)) if settings.ahead else None)

    @contextlib.asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(keeper.start)
        making = asyncio.create_task(first_pages(app, PAGES)) if settings.ahead else None
        try:
            yield
        finally:
            if making:
                making.cancel()
            await anyio.to_thread.run_sync(keeper.stop)
            library.close()

    app = Litestar(
        route_handlers=ROUTES,
        state=state,
        stores={"rate_limit": FileStore(pathlib.Path(settings.shared))} if settings.shared else None,
        lifespan=[opened],
        dependencies=GIVEN,
        exception_handlers=dict(problems.HANDLERS),
        middleware=[Kept(library)],
        plugins=[Gate(settings)],
        request_max_body_size=FORM_BYTES,
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=GZIPPED),
        openapi_config=openapi.config(),
        logging_config=None,
    )
    app.asgi_handler = answering_head(app.asgi_handler)
    return app


def given_library(state: State) -> Library:
    library: Library = state.library
    return library


def given_book(library: NamedDependency[Library]) -> Book:
    return library.book


def given_day(as_of: FromQuery[str | None] = None) -> datetime.date | None:
    return day(as_of)


def given_index(library: NamedDependency[Library], asked_day: NamedDependency[datetime.date | None]) -> Index:
    return library.index(asked_day)


GIVEN = {
    "library": Provide(given_library, sync_to_thread=False),
    "book": Provide(given_book, sync_to_thread=False),
    "asked_day": Provide(given_day, sync_to_thread=False),
    "index": Provide(given_index, sync_to_thread=False),
}
"""what handlers get by name: `asked_day` is `?as_of=` as a day, `index` the book of that day"""
