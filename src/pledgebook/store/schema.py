"""The tables of a book, in any SQL dialect.

Documents, originals, sightings, readings, claims, rejections, judgements and corrections are facts: rows are only added.
`entries`, `entry_claims` and `fold` are made of them and may be dropped and made again.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

# SQLite numbers rows itself only in a column of type INTEGER
Number = BigInteger().with_variant(Integer(), "sqlite")

FORMAT = "pledgebook"
"""the value of the row `format` of `book`, by which a file is known as ours"""

book = Table("book", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

documents = Table(
    "documents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("encoding", String(40), nullable=False),
)

originals = Table(
    "originals",
    metadata,
    Column("document", String(64), ForeignKey("documents.id"), primary_key=True),
    Column("media_type", String(80), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("deflated", LargeBinary, nullable=False),
    Column("pages", Text, nullable=False),
)

sightings = Table(
    "sightings",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("document", String(64), ForeignKey("documents.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("id", Text),
    Column("source", Text),
    Column("url", Text),
    Column("date", Text),
    Column("title", Text),
    UniqueConstraint("document", "key"),
)

readings = Table(
    "readings",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("document", String(64), ForeignKey("documents.id"), nullable=False),
    Column("code", String(80), nullable=False),
    Column("dossier", String(80), nullable=False),
    Column("sighting", String(64), nullable=False),
    Column("relevant", Boolean, nullable=False),
    Column("head", Text, nullable=False),
    UniqueConstraint("document", "code", "dossier", "sighting"),
)

claims = Table(
    "claims",
    metadata,
    Column("reading", Number, ForeignKey("readings.number"), primary_key=True),
    Column("id", String(24), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("content", Text, nullable=False),
    Index(None, "id"),
)

rejections = Table(
    "rejections",
    metadata,
    Column("reading", Number, ForeignKey("readings.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("body", Text, nullable=False),
    Column("made_at", String(40), nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("body", Text, nullable=False),
    Column("made_at", String(40), nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("body", Text, nullable=False),
)

entry_claims = Table(
    "entry_claims",
    metadata,
    Column("claim", String(24), primary_key=True),
    Column("entry", String(24), ForeignKey("entries.id"), nullable=False),
    Index(None, "entry"),
)

fold = Table("fold", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

DERIVED = (entry_claims, entries, fold)
