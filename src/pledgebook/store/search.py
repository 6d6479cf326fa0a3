"""Full-text search: SQLite's FTS5 and PostgreSQL's `tsvector`, asked alike and answering alike.

A query is words, all of which must be there in any form ("missile" finds "missiles"), "quoted phrases", -words that must
not be there, and words that end in * and may go on. Nothing else in it has a meaning, so no query is an error.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.errors import BookError
from pledgebook.store.facets import DOCUMENT, KINDS

ALL_KINDS = (DOCUMENT, *KINDS)
TERMS = 12
"""terms of a query that are looked for; more are left out"""
SNIPPET_WORDS = 32

_OPEN, _CLOSE = "\x02", "\x03"
_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(r"\w+")
# as both indexes fold letters with accents
_FOLDED = {k: unicodedata.normalize("NFD", chr(k))[0] for k in range(0xC0, 0x180) if len(unicodedata.normalize("NFD", chr(k))) == 2}


class Term(msgspec.Struct, frozen=True):
    """A word or a phrase of a query; `open` says that its last word may go on, `excluded` that it must not be there."""

    words: tuple[str, ...]
    excluded: bool = False
    open: bool = False


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a snippet, and whether it is what was looked for."""

    text: str
    hit: bool = False


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
    """The hits from the `offset`-th on, best first."""
    if wanted.empty:
        return []
    statement = _sqlite_statement(_SQLITE_FIND, wanted) if _sqlite(connection) else sa.text(_SERVER_FIND)
    rows = connection.execute(statement, {**_bound(connection, wanted), "offset": offset, "limit": limit})
    return [Hit(row.kind, row.ref, row.day, _pieces(row.title), _pieces(row.snippet), round(float(row.score), 6)) for row in rows]


def counts(connection: sa.Connection, wanted: Wanted) -> dict[str, int]:
    """How many of each kind fit."""
    if wanted.empty:
        return {}
    if not _sqlite(connection):
        return {row.kind: row.number for row in connection.execute(sa.text(_SERVER_COUNT), _bound(connection, wanted))}
    # a kind at a time, out of the index of words alone; to group by kind every row that fits would be read, with its text
    alone = [msgspec.structs.replace(wanted, kinds=(kind,)) for kind in ALL_KINDS if kind in wanted.kinds]
    numbers = [connection.execute(_sqlite_statement(_SQLITE_COUNT, one), _bound(connection, one)).scalar_one() for one in alone]
    return {one.kinds[0]: number for one, number in zip(alone, numbers, strict=True) if number}


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


# the ranking is told first and alone: snippets are cut for the rows shown, not for all that fit
_SQLITE_FIND = f"""
WITH found AS (
  SELECT rowid AS number, rank AS rank FROM passage_index WHERE passage_index MATCH :query {{known}} ORDER BY rank, rowid DESC LIMIT :limit OFFSET :offset
)
SELECT p.kind, p.ref, p.day, -found.rank AS score,
  highlight(passage_index, 1, '{_OPEN}', '{_CLOSE}') AS title, snippet(passage_index, 2, '{_OPEN}', '{_CLOSE}', '…', {SNIPPET_WORDS}) AS snippet
FROM found JOIN passage_index ON passage_index.rowid = found.number JOIN passages p ON p.number = found.number
WHERE passage_index MATCH :query ORDER BY found.rank, found.number DESC
"""
_SQLITE_COUNT = "SELECT count(*) FROM passage_index WHERE passage_index MATCH :query {known}"
_SQLITE_KNOWN = "AND rowid IN (SELECT number FROM passages WHERE day <= :until)"

_MARKS = f"StartSel={_OPEN}, StopSel={_CLOSE}"
_CUT = f"{_MARKS}, MaxFragments=2, MaxWords=20, MinWords=8, FragmentDelimiter= … "
_MATCHING = "vector @@ CAST(:query AS tsquery) AND kind = ANY(:kinds) AND (CAST(:until AS text) IS NULL OR day <= :until)"
_SERVER_FIND = f"""
WITH found AS (
  SELECT number, kind, ref, day, title, text, ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', vector, CAST(:query AS tsquery), 1) AS score
  FROM passages WHERE {_MATCHING} ORDER BY score DESC, number DESC LIMIT :limit OFFSET :offset
)
SELECT kind, ref, day, score,
  ts_headline('english', translate(title, '-/', '‐∕'), CAST(:query AS tsquery), '{_MARKS}, HighlightAll=true') AS title,
  ts_headline('english', translate(text, '-/', '‐∕'), CAST(:query AS tsquery), '{_CUT}') AS snippet
FROM found ORDER BY score DESC, number DESC
"""
_SERVER_COUNT = f"SELECT kind, count(*) AS number FROM passages WHERE {_MATCHING} GROUP BY kind"


def _sqlite(connection: sa.Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _sqlite_statement(statement: str, wanted: Wanted) -> sa.TextClause:
    return sa.text(statement.format(known=_SQLITE_KNOWN if wanted.until else ""))


def _bound(connection: sa.Connection, wanted: Wanted) -> dict[str, Any]:
    if _sqlite(connection):
        return {"query": _sqlite_query(wanted), **({"until": wanted.until} if wanted.until else {})}
    return {"query": _server_query(connection, wanted.terms), "kinds": list(wanted.kinds), "until": wanted.until}


def _terms(text: str) -> Iterator[Term]:
    for match in _TERM.finditer(text.replace("\0", " ")):
        given = match["phrase"] if match["phrase"] is not None else match["word"]
        words = tuple(word.lower().translate(_FOLDED) for word in _WORD.findall(given.replace("_", " ")))
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


def _pieces(marked: str) -> tuple[Piece, ...]:
    found = []
    for k, part in enumerate(marked.translate(_BACK).split(_OPEN)):
        inside, _, rest = part.partition(_CLOSE) if k else ("", "", part)
        found += [Piece(text, hit) for text, hit in ((inside, True), (rest.replace(_CLOSE, ""), False)) if text]
    return tuple(found)


_BACK = str.maketrans("‐∕", "-/")

__all__ = ["ALL_KINDS", "Hit", "Hits", "Piece", "Term", "Wanted", "counts", "find", "opened", "sealed", "terms"]
