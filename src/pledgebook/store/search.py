"""Full-text search: SQLite's FTS5 and PostgreSQL's `tsvector`, asked alike and answering alike.

A query is words, all of which must be there in any form ("missile" finds "missiles"), "quoted phrases", -words that must
not be there, and words that end in * and may go on. Nothing else in it has a meaning, so no query is an error.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from pledgebook.errors import BookError
from pledgebook.store.facets import DOCUMENT, KINDS
from pledgebook.store.snippets import CLOSE, FOLDED, LONG, OPEN, SNIPPET_WORDS, Piece, around, pieces

ALL_KINDS = (DOCUMENT, *KINDS)
TERMS = 12
"""terms of a query that are looked for; more are left out"""
RANKED = 2_000
"""of what fits, so many of the last added are told apart by how well they fit; what is older follows, the last added first"""
COUNTED = 100_000
"""of each kind so many are counted at most: such a count says `or more`"""

_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(r"\w+")


class Term(msgspec.Struct, frozen=True):
    """A word or a phrase of a query; `open` says that its last word may go on, `excluded` that it must not be there."""

    words: tuple[str, ...]
    excluded: bool = False
    open: bool = False


class Hit(msgspec.Struct, frozen=True):
    """Something found: `ref` is the id of a document or an entry; the greater the score, the better it fits."""

    kind: str
    ref: str
    day: str | None
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    score: float


class Hits(msgspec.Struct, frozen=True):
    """What was found, best first: how many of each kind in all, and where the next page starts."""

    hits: tuple[Hit, ...]
    counts: dict[str, int]
    next: str | None = None

    @property
    def count(self) -> int:
        return sum(self.counts.values())


class Wanted(msgspec.Struct, frozen=True):
    """What to look for, in which kinds; with `until` in nothing published later or undated."""

    terms: tuple[Term, ...]
    kinds: tuple[str, ...] = ALL_KINDS
    until: str | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to find: without a word that must be there, or in no kind."""
        return not self.kinds or all(term.excluded for term in self.terms)


def terms(text: str) -> tuple[Term, ...]:
    """The terms of what somebody typed.

    >>> [(" ".join(t.words), t.excluded, t.open) for t in terms('f-16 -"air force" deliver*')]
    [('f 16', False, False), ('air force', True, False), ('deliver', False, True)]
    """
    return tuple(_terms(text))[:TERMS]


def find(connection: sa.Connection, wanted: Wanted, offset: int, limit: int) -> list[Hit]:
    """The hits from the `offset`-th on: the best of the last `RANKED` first, then what is older."""
    if wanted.empty:
        return []
    ranked = min(limit, max(0, RANKED - offset))
    found = _found(connection, wanted, _RANKED, offset, ranked) if ranked else []
    if len(found) == ranked < limit:
        found += _found(connection, wanted, _OLDER, offset + ranked, limit - ranked)
    return found


def counts(connection: sa.Connection, wanted: Wanted) -> dict[str, int]:
    """How many of each kind fit, to `COUNTED`: a kind at a time, out of the index of words alone."""
    if wanted.empty:
        return {}
    alone = [msgspec.structs.replace(wanted, kinds=(kind,)) for kind in ALL_KINDS if kind in wanted.kinds]
    numbers = [connection.execute(_statement(connection, _COUNT, one), {**_bound(connection, one), "counted": COUNTED}).scalar_one() for one in alone]
    return {one.kinds[0]: number for one, number in zip(alone, numbers, strict=True) if number}


def _found(connection: sa.Connection, wanted: Wanted, asking: Asking, offset: int, limit: int) -> list[Hit]:
    given = {**_bound(connection, wanted), "offset": offset, "limit": limit, "ranked": RANKED, "long": LONG}
    rows = connection.execute(_statement(connection, asking, wanted), given)
    said = [word for term in wanted.terms if not term.excluded for word in term.words]
    return [
        Hit(row.kind, row.ref, row.day, pieces(row.title), pieces(row.snippet) if row.long is None else around(row.long, said), round(float(row.score), 6))
        for row in rows
    ]


def sealed(offset: int) -> str:
    """The cursor of a page that starts at an offset."""
    return base64.urlsafe_b64encode(str(offset).encode()).decode().rstrip("=")


def opened(cursor: str | None) -> int:
    """The offset a cursor stands for; raises `BookError` for what is none."""
    if cursor is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
    except ValueError as error:
        raise BookError("bad_cursor", f"'{cursor[:40]}' is not where a page of a search starts", "take `next` of the page before") from error


class Asking(NamedTuple):
    """One question in the words of each database."""

    sqlite: str
    server: str


# which they are is told first and alone: snippets are cut for the rows shown, not for all that fit; these are met on one more
# way along the index, as to look each up by the query anew takes it up anew
_MATCH = "SELECT rowid AS number{rank} FROM passage_index WHERE passage_index MATCH :query {known} ORDER BY rowid DESC"
_SQLITE_ROWS = f"""
SELECT p.kind, p.ref, p.day, -found.rank AS score, highlight(passage_index, 1, '{OPEN}', '{CLOSE}') AS title,
  CASE WHEN length(p.text) <= :long THEN snippet(passage_index, 2, '{OPEN}', '{CLOSE}', '…', {SNIPPET_WORDS}) END AS snippet,
  CASE WHEN length(p.text) > :long THEN p.text END AS long
FROM passage_index CROSS JOIN found ON found.number = passage_index.rowid CROSS JOIN passages p ON p.number = found.number
WHERE passage_index MATCH :query AND passage_index.rowid BETWEEN (SELECT min(number) FROM found) AND (SELECT max(number) FROM found)
ORDER BY found.rank, found.number DESC
"""
_MARKS = f"StartSel={OPEN}, StopSel={CLOSE}"
_CUT = f"{_MARKS}, MaxFragments=2, MaxWords=20, MinWords=8, FragmentDelimiter= … "
_MATCHING = "vector @@ CAST(:query AS tsquery) AND kind = ANY(:kinds) AND (CAST(:until AS text) IS NULL OR day <= :until)"
_NEAR = f"SELECT number, kind, ref, day, title, text, vector FROM passages WHERE {_MATCHING} ORDER BY number DESC"
_SERVER_ROWS = f"""
SELECT kind, ref, day, score, ts_headline('english', translate(title, '-/', '‐∕'), CAST(:query AS tsquery), '{_MARKS}, HighlightAll=true') AS title,
  CASE WHEN length(text) <= :long THEN ts_headline('english', translate(text, '-/', '‐∕'), CAST(:query AS tsquery), '{_CUT}') END AS snippet,
  CASE WHEN length(text) > :long THEN text END AS long
FROM found ORDER BY score DESC, number DESC
"""
_SCORE = "ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', vector, CAST(:query AS tsquery), 1) AS score"
_RANKED = Asking(
    f"WITH near AS ({_MATCH.replace('{rank}', ', rank AS rank')} LIMIT :ranked), "
    f"found AS MATERIALIZED (SELECT number, rank FROM near ORDER BY rank, number DESC LIMIT :limit OFFSET :offset) {_SQLITE_ROWS}",
    f"WITH near AS ({_NEAR} LIMIT :ranked), "
    f"found AS (SELECT *, {_SCORE} FROM near ORDER BY score DESC, number DESC LIMIT :limit OFFSET :offset) {_SERVER_ROWS}",
)
_OLDER = Asking(
    f"WITH found AS MATERIALIZED ({_MATCH.replace('{rank}', ', 0.0 AS rank')} LIMIT :limit OFFSET :offset) {_SQLITE_ROWS}",
    f"WITH found AS (SELECT *, 0.0 AS score FROM ({_NEAR} LIMIT :limit OFFSET :offset) AS near) {_SERVER_ROWS}",
)
_COUNT = Asking(
    "SELECT count(*) FROM (SELECT rowid FROM passage_index WHERE passage_index MATCH :query {known} LIMIT :counted)",
    f"SELECT count(*) FROM (SELECT number FROM passages WHERE {_MATCHING} LIMIT :counted) AS fitting",
)
_KNOWN = "AND EXISTS (SELECT 1 FROM passages AS told WHERE told.number = passage_index.rowid AND told.day <= :until)"


def _sqlite(connection: sa.Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _statement(connection: sa.Connection, asking: Asking, wanted: Wanted) -> sa.TextClause:
    if _sqlite(connection):
        return sa.text(asking.sqlite.format(known=_KNOWN if wanted.until else ""))
    return sa.text(asking.server.replace("{{", "{").replace("}}", "}"))


def _bound(connection: sa.Connection, wanted: Wanted) -> dict[str, Any]:
    if _sqlite(connection):
        return {"query": _sqlite_query(wanted), **({"until": wanted.until} if wanted.until else {})}
    return {"query": _server_query(connection, wanted.terms), "kinds": list(wanted.kinds), "until": wanted.until}


def _terms(text: str) -> Iterator[Term]:
    for match in _TERM.finditer(text.replace("\0", " ")):
        given = match["phrase"] if match["phrase"] is not None else match["word"]
        words = tuple(word.lower().translate(FOLDED) for word in _WORD.findall(given.replace("_", " ")))
        if words:
            yield Term(words, bool(match["no"]), match["word"] is not None and given.endswith("*"))


def _sqlite_query(wanted: Wanted) -> str:
    # words are quoted, so that none of them is read as an operator
    parts = {flag: [_sqlite_term(term) for term in wanted.terms if term.excluded is flag] for flag in (False, True)}
    looked = " AND ".join(parts[False])
    looked = f"({{title text}} : ({looked}))" + "".join(f" NOT {{title text}} : ({term})" for term in parts[True])
    return looked if set(wanted.kinds) >= set(ALL_KINDS) else f"(kind : ({' OR '.join(wanted.kinds)})) AND ({looked})"


def _sqlite_term(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + ("*" if term.open else "")


def _server_query(connection: sa.Connection, wanted: Sequence[Term]) -> str:
    """The query in the server's own words; words it never keeps (such as 'the') are left out of it."""
    parts: list[sa.ColumnElement[Any]] = []
    for term in wanted:
        if term.open:
            *before, last = (f"'{word}'" for word in term.words)
            made = sa.func.to_tsquery("english", " <-> ".join([*before, last + ":*"]))
        else:
            made = sa.func.phraseto_tsquery("english", " ".join(term.words))
        parts.append(sa.func.tsquery_not(made) if term.excluded else made)
    whole = parts[0]
    for part in parts[1:]:
        whole = sa.func.tsquery_and(whole, part)
    return str(connection.execute(sa.select(sa.cast(whole, sa.Text))).scalar_one())


__all__ = ["ALL_KINDS", "Hit", "Hits", "Piece", "Term", "Wanted", "counts", "find", "opened", "sealed", "terms"]
