"""Which migration a book stands at, and the migrations it lacks."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from pledgebook.errors import BookError
from pledgebook.store.schema import FORMAT

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""the migrations this version knows, oldest first"""


def revision_of(tables: set[str], ask: Callable[[str], Any], place: str, *, create: bool) -> str | None:
    """The migration a database of these tables stands at, None for one still empty; `ask` answers a query's first value.

    Raises `BookError` where the tables are another program's, or a newer pledgebook's.
    """
    if not tables:
        # a process killed while making a book leaves a file with a header and no tables
        if not create:
            raise BookError("no_book", f"{place}: it holds no tables", "make a book with `pledgebook read PATH --book BOOK`")
        return None
    if not {"book", "alembic_version"} <= tables:
        raise not_a_book(place, f"it is another program's database (tables {', '.join(sorted(tables)[:3])})")
    if ask("SELECT value FROM book WHERE name = 'format'") != FORMAT:
        raise not_a_book(place, "it is another program's database")
    revision = str(ask("SELECT version_num FROM alembic_version") or "?")
    if revision not in REVISIONS:
        message = f"{place}: the book was written by a newer pledgebook (tables {revision}, this version knows up to {REVISIONS[-1]})"
        raise BookError("newer_book", message, "upgrade pledgebook: pip install -U pledgebook")
    return revision


def not_a_book(place: str, reason: str) -> BookError:
    return BookError("not_a_book", f"{place}: not a pledgebook book: {reason}", "name another with --book BOOK; this one was not touched")


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Runs the migrations that are missing, in the transaction of the connection: all of them or none."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(pathlib.Path(__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)

    def missing(revision: Any, _: Any) -> Any:
        return scripts._upgrade_revs(to, revision)

    with EnvironmentContext(config, scripts, fn=missing) as environment:
        # SQLite can roll a CREATE TABLE back; alembic does not use that unless told, and a killed first opening would leave half a book
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
