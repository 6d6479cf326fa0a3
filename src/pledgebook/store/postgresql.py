"""A book in a schema of a PostgreSQL database: the first of the connection's search path, `public` unless the URL says otherwise."""

from __future__ import annotations

import sqlalchemy as sa

from pledgebook.errors import BookError
from pledgebook.store.faults import shown, unreachable
from pledgebook.store.revision import not_a_book, revision_of

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
CONNECT_S = 10
"""how long to wait for a server that does not answer"""
_PATIENCE = {"connect_timeout": CONNECT_S, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
"""libpq's settings, in seconds and the last in milliseconds: without them a dead network is noticed after hours"""

# one writer to a schema; taken until the transaction ends, and released by the server when the writer dies
_LOCK = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(hashtext('pledgebook'), hashtext(current_schema()))"
_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def engine(location: str, timeout_s: float) -> sa.Engine:
    """Connections to the database; a transaction that writes takes the book's lock at once, one that looks sees the book as it was.

    Raises `BookError` for a URL that cannot be understood or a driver that is not installed.
    """
    try:
        url = sa.make_url(location)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise BookError("bad_location", f"{shown(location)}: no URL of a database", "write postgresql://USER@HOST:PORT/DATABASE") from error
    if url.drivername not in SCHEMES:
        reason = f"{shown(location)}: books are kept in SQLite files and PostgreSQL databases, not in {url.drivername}"
        raise BookError("bad_location", reason, "give a path, or postgresql://USER@HOST:PORT/DATABASE")
    given = {key: value for key, value in url.query.items() if isinstance(value, str)}
    milliseconds = max(1, round(timeout_s * 1000))
    arguments = {**{key: value for key, value in _PATIENCE.items() if key not in given}, "client_encoding": "utf8"}
    arguments["options"] = f"{given.get('options', '')} -c lock_timeout={milliseconds}".strip()
    try:
        made = sa.create_engine(url.set(drivername="postgresql+psycopg"), connect_args=arguments, pool_size=2, pool_pre_ping=True)
    except ImportError as error:
        reason = f"{shown(location)}: the driver of PostgreSQL is not installed"
        raise BookError("no_driver", reason, "install it: pip install 'pledgebook[postgresql]'") from error

    @sa.event.listens_for(made, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql(_LOCK if writes else _SNAPSHOT)

    return made


def inspect(connection: sa.Connection, place: str, *, create: bool) -> str | None:
    """The migration the book stands at, None for an empty schema; raises `BookError` for a schema that is not ours or not fit."""

    def ask(query: str) -> object:
        return connection.exec_driver_sql(query).scalar()

    if (encoding := ask("SHOW server_encoding")) != "UTF8":
        remedy = "make another: createdb --encoding UTF8 --template template0 NAME"
        raise BookError("bad_encoding", f"{place}: the database keeps {encoding}, not UTF-8", remedy)
    if ask("SELECT current_schema()") is None:
        raise BookError("no_schema", f"{place}: no schema of the search path exists", "make it first: CREATE SCHEMA NAME")
    if ask("SELECT current_schema() = 'pg_catalog'"):
        raise not_a_book(place, "its search path begins with the server's own tables")
    query = """
        SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
    """
    return revision_of(set(connection.exec_driver_sql(query).scalars()), ask, place, create=create)


def open_connection(made: sa.Engine, place: str) -> sa.Connection:
    """A connection to the server; raises `BookError` where there is none."""
    try:
        return made.connect()
    except sa.exc.OperationalError as error:
        reason = " ".join(str(error.orig).split())
        low = reason.lower()
        if "database" in low and "does not exist" in low:
            raise unreachable(place, reason, "no_database") from error
        if "authentication failed" in low or "no password supplied" in low or "pg_hba" in low or ("role" in low and "does not exist" in low):
            raise unreachable(place, reason, "no_access") from error
        raise unreachable(place, reason) from error
