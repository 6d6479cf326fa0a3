"""Topics of the dossier, and what was said on each, by the side its speakers take."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, PathParameter

from pledgebook.analyse.topics import Stance, Topic, about, stance, topics
from pledgebook.book import Book
from pledgebook.errors import PledgebookError
from pledgebook.export.rows import statement_row
from pledgebook.model.ledger import StatementEntry
from pledgebook.shelf import LIMIT
from pledgebook.web.api.answers import All, Asked, Page, answer, paged
from pledgebook.web.api.parameters import DEFAULT_LIMIT, After, FormOf, Limit
from pledgebook.web.index import Index

CodeOf = Annotated[str, PathParameter(description="A topic's code, of /api/v1/topics.", pattern="^[a-z_]+$", min_length=1, max_length=40)]


class Said(msgspec.Struct, frozen=True):
    """A statement on a topic; `side` follows from its act, not from its meaning."""

    side: Stance
    statement: StatementEntry


@get("/topics", sync_to_thread=True)
def list_topics(request: Asked, book: NamedDependency[Book], form: FormOf = None) -> Response[All[Topic]]:
    """The topics of the dossier with their words."""
    found = topics(book.dossier)
    return answer(request, All(found), lambda: [{"code": one.code, "name": one.name, "words": ";".join(one.words)} for one in found], form)


@get("/topics/{code:str}/statements", sync_to_thread=True)
def list_said(
    request: Asked,
    index: NamedDependency[Index],
    code: CodeOf,
    side: FromQuery[Stance | None] = None,
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
    form: FormOf = None,
) -> Response[Page[Said]]:
    """What was said on a topic, the earliest first, each with the side it takes; of one side alone where it is asked for."""
    topic = next((held for held in topics(index.dossier) if held.code == code), None)
    if topic is None:
        raise PledgebookError("unknown_topic", f"the dossier has no topic '{code[:40]}'", "see the list of topics")
    named = index.made(("topic", topic.code), lambda: about(index.statements, topic))
    said = [Said(stance(entry), entry) for entry in named if side in (None, stance(entry))]
    found = paged(said, lambda held: held.statement.id, after, min(limit, LIMIT))
    return answer(request, found, lambda: [{"side": str(held.side), **statement_row(held.statement)} for held in found.items], form)


ROUTES = (list_topics, list_said)
