"""The API under `/api/v1`: everything the pages show, for programs, described at `/api/v1/openapi.json`."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from pledgebook.web.api import about, entries, measures, news, reports, topics
from pledgebook.web.api.answers import tagged, unchanged
from pledgebook.web.api.parameters import aid_selection, given_day, speech_selection

router = Router(
    path="/api/v1",
    route_handlers=[*about.ROUTES, *entries.ROUTES, *reports.ROUTES, *measures.ROUTES, *topics.ROUTES, *news.ROUTES],
    before_request=unchanged,
    after_request=tagged,
    dependencies={
        "asked_day": Provide(given_day, sync_to_thread=False),
        "aid": Provide(aid_selection, sync_to_thread=False),
        "speech": Provide(speech_selection, sync_to_thread=False),
    },
    tags=["book"],
)

__all__ = ["router"]
