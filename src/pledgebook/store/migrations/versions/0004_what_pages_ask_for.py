"""Entries can be chosen and sorted without reading them all, and documents and entries searched by their words."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXED = 200_000
ACCENTED = [letter for letter in map(chr, range(0xC0, 0x180)) if len(unicodedata.normalize("NFD", letter)) == 2]
PLAIN = "".join(unicodedata.normalize("NFD", letter)[0] for letter in ACCENTED)

COLUMNS = "kind, title, text"
SQLITE = (
    f"CREATE VIRTUAL TABLE passage_index USING fts5({COLUMNS}, content='passages', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2')",
    # the kind only narrows; a word of the title weighs as much as four of the text
    "INSERT INTO passage_index(passage_index, rank) VALUES('rank', 'bm25(0.0, 4.0, 1.0)')",
    f"""CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
      INSERT INTO passage_index(rowid, {COLUMNS}) VALUES (new.number, new.kind, new.title, new.text); END""",
    f"""CREATE TRIGGER passages_gone AFTER DELETE ON passages BEGIN
      INSERT INTO passage_index(passage_index, rowid, {COLUMNS}) VALUES ('delete', old.number, old.kind, old.title, old.text); END""",
)


def upgrade() -> None:
    _entries()
    op.create_table(
        "passages",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("ref", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10)),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("kind", "ref", name="uq_passages_kind_ref"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.get_bind().exec_driver_sql(statement)
    else:
        _server_index()
    _documents()


def downgrade() -> None:
    raise NotImplementedError("a book is only ever upgraded")


def _entries() -> None:
    # entries are made of the facts: without a stamp they are folded anew when they are next saved
    op.execute(sa.delete(sa.table("fold")))
    op.drop_table("entry_claims")
    op.drop_table("entries")
    short = ("stage", "aid_type", "status", "act")
    op.create_table(
        "entries",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.String(40), nullable=False),
        sa.Column("outline", sa.Text),
        *(sa.Column(name, sa.String(10)) for name in ("first", "last", "published")),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("giver", sa.Text, nullable=False),
        *(sa.Column(name, sa.String(20) if name in short else sa.Text) for name in ("stage", "scheme", "aid_type", "status", "speaker", "act")),
        sa.Column("basis", sa.String(10), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("conflicts", "independent")),
        *(sa.Column(name, sa.String(24)) for name in ("lifecycle", "part_of")),
        sa.Column("counted", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Float) for name in ("usd", "eur")),
    )
    _orders()
    op.create_table(
        "entry_claims",
        sa.Column("claim", sa.String(24), primary_key=True),
        sa.Column("entry", sa.String(24), sa.ForeignKey("entries.id", name="fk_entry_claims_entry"), nullable=False),
    )
    op.create_index("ix_entry_claims_entry", "entry_claims", ["entry"])
    op.create_table(
        "facets",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("entry", sa.String(24), sa.ForeignKey("entries.id", name="fk_facets_entry"), primary_key=True),
    )
    op.create_index("ix_facets_entry", "facets", ["entry"])


def _orders() -> None:
    for name in ("lifecycle", "part_of"):
        op.create_index(f"ix_entries_{name}", "entries", [name])
    reported = sa.text("coalesce(published, '')")
    earliest = sa.text("coalesce(first, '9999-12-31')")
    orders: dict[str, list[Any]] = {
        "earliest": [earliest],
        "latest": [sa.text("coalesce(first, '')")],
        "reported": [reported],
        "greatest": [sa.text("coalesce(usd, -1)")],
        "sources": ["independent"],
        "contested": ["conflicts", reported],
        "stage": ["rank", earliest],
        "donor": ["giver", earliest],
    }
    for name, order in orders.items():
        op.create_index(f"ix_entries_{name}", "entries", ["kind", *order, "id"])


def _server_index() -> None:
    # the server's parser takes 'F-16' for a word and a negative number and 'A/B' for a path; marks that only look alike part words
    source, target = f"-/{''.join(ACCENTED)}", f"‐∕{PLAIN}"

    def words(column: str, weight: str) -> str:
        return f"setweight(to_tsvector('english', translate({column}, '{source}', '{target}')), '{weight}')"

    column = f"vector tsvector GENERATED ALWAYS AS ({words('title', 'A')} || {words('text', 'D')}) STORED"
    for statement in (f"ALTER TABLE passages ADD COLUMN {column}", "CREATE INDEX ix_passages_vector ON passages USING gin (vector)"):
        op.get_bind().exec_driver_sql(statement)


def _documents() -> None:
    """The documents the book holds already."""
    bind, last = op.get_bind(), ""
    passages = sa.table("passages", *(sa.column(name) for name in ("kind", "ref", "day", "title", "text")))
    query = sa.text(
        "SELECT d.id, d.text, r.head FROM documents d JOIN readings r ON r.document = d.id WHERE d.id > :last"
        " AND r.number = (SELECT max(number) FROM readings l WHERE l.document = d.id) ORDER BY d.id LIMIT 200"
    )
    while rows := bind.execute(query, {"last": last}).all():
        bind.execute(sa.insert(passages), [_passage(*row) for row in rows])
        last = rows[-1][0]


def _passage(document: str, text: str, head: str) -> dict[str, object]:
    read = json.loads(head)
    day = ((read.get("published") or {}).get("window") or {}).get("last")
    return {"kind": "document", "ref": document, "day": day, "title": (read.get("title") or "").replace("\0", " "), "text": text[:INDEXED].replace("\0", " ")}
