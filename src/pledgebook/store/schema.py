"""The tables of a book, in any SQL dialect.

Documents, originals, sightings, readings, claims, rejections, judgements and corrections are facts: rows are only added. Where a
text is forgotten, and there alone, words are taken out of them; `tombstones` says so.
`entries`, `testimonies`, `entry_judgements`, `reporting`, `facets`, `passages` and `fold` are made of them and may be dropped and made again.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnClause,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    literal_column,
)

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
    Index("ix_sightings_source", "source", "document"),
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

tombstones = Table(
    "tombstones",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("document", String(64), ForeignKey("documents.id"), nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("forgotten", Boolean, nullable=False),
    Index(None, "document"),
)

entries = Table(
    "entries",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("kind", String(20), nullable=False),
    # the entry without testimonies and judgements, which is all that sums and lists need
    Column("body", Text, nullable=False),
    # the whole entry and all that follows, in short: rows are compared by it
    Column("digest", String(40), nullable=False),
    # how many testimonies and judgements there are
    Column("reports", Integer, nullable=False),
    Column("judged", Integer, nullable=False),
    # days are written YYYY-MM-DD, so that they sort as text
    Column("first", String(10)),
    Column("last", String(10)),
    Column("published", String(10)),
    # where the stage (of talks the status) stands in its order
    Column("rank", Integer, nullable=False),
    # the row of totals the amount stands in; of statements the party that speaks; "" where there is none
    Column("giver", Text, nullable=False),
    Column("stage", String(20)),
    Column("scheme", Text),
    Column("aid_type", String(20)),
    Column("status", String(20)),
    Column("speaker", Text),
    Column("act", String(20)),
    Column("basis", String(10), nullable=False),
    Column("conflicts", Integer, nullable=False),
    Column("independent", Integer, nullable=False),
    Column("lifecycle", String(24)),
    Column("part_of", String(24)),
    Column("counted", Boolean, nullable=False),
    # at least so much at the rate of the day; None without an amount or a rate
    Column("usd", Float),
    Column("eur", Float),
    Index(None, "lifecycle"),
    Index(None, "part_of"),
)
"""The ledger as it was last folded, and what pages choose and sort by; `pledgebook.store.facets` fills the columns."""

LATEST = "9999-12-31"
"""stands for a day that is not known, and comes last"""
UNDATED: ColumnClause[str] = literal_column(f"'{LATEST}'")
EARLIEST_FIRST = func.coalesce(entries.c.first, UNDATED)
LATEST_FIRST = func.coalesce(entries.c.first, literal_column("''"))
LAST_REPORTED = func.coalesce(entries.c.published, literal_column("''"))
GREATEST = func.coalesce(entries.c.usd, literal_column("-1"))
for name, *order in (
    ("earliest", EARLIEST_FIRST),
    ("latest", LATEST_FIRST),
    ("reported", LAST_REPORTED),
    ("greatest", GREATEST),
    ("sources", entries.c.independent),
    ("contested", entries.c.conflicts, LAST_REPORTED),
    ("stage", entries.c.rank, EARLIEST_FIRST),
    ("donor", entries.c.giver, EARLIEST_FIRST),
):
    Index(f"ix_entries_{name}", entries.c.kind, *order, entries.c.id)

facets = Table(
    "facets",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", Text, primary_key=True),
    Column("entry", String(24), ForeignKey("entries.id"), primary_key=True),
    Index(None, "entry"),
)
"""What of an entry there may be several: donors, classes of goods, outlets, and words that are looked for in any case."""

passages = Table(
    "passages",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("day", String(10)),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("kind", "ref"),
    Index("ix_passages_day", "kind", "day"),
)
"""What can be searched: documents, and the words of entries. Migration 0004 makes the index, and the database keeps it."""

# names are put in the same order by every database
Name = Text(collation="C").with_variant(Text(), "sqlite")

testimonies = Table(
    "testimonies",
    metadata,
    Column("claim", String(24), primary_key=True),
    Column("entry", String(24), ForeignKey("entries.id"), nullable=False),
    Column("document", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    # where the claim's evidence begins in the text
    Column("start", Integer, nullable=False),
    # the last day the report may have come out on; `LATEST` where none is known
    Column("day", String(10), nullable=False),
    # what shares a source with it, and the day the entry was first heard of from there
    Column("family", Name, nullable=False),
    Column("since", String(10), nullable=False),
    # whether its amount contradicts the one the entry shows
    Column("differs", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", String(32), nullable=False),
    Index("ix_testimonies_family", "entry", "since", "family", "day", "claim"),
    Index("ix_testimonies_day", "entry", "day", "claim"),
    Index("ix_testimonies_document", "document", "start", "claim"),
    Index("ix_testimonies_copies", "family", "document"),
)
"""What documents testify of entries, a row a claim: an entry may have thousands, and a page reads those it shows."""

entry_judgements = Table(
    "entry_judgements",
    metadata,
    Column("entry", String(24), ForeignKey("entries.id"), primary_key=True),
    # 0 for those in order of their claims, then one after another
    Column("rank", Integer, primary_key=True),
    Column("left", String(24), primary_key=True),
    Column("right", String(24), primary_key=True),
    Column("verdict", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", String(32), nullable=False),
)
"""Why the claims of an entry are together, and which neighbours are doubtful."""

reporting = Table(
    "reporting",
    metadata,
    Column("outlet", Name, primary_key=True),
    Column("entry", String(24), ForeignKey("entries.id"), primary_key=True),
    Column("claims", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("alone", Integer, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("differing", Integer, nullable=False),
    Column("official", Integer, nullable=False),
    Index(None, "entry"),
)
"""What each outlet tells of each entry; see `pledgebook.analyse.outlets` for what the columns count."""

fold = Table("fold", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

DERIVED = (testimonies, entry_judgements, reporting, facets, entries, fold)
"""what is made of the facts, those that point to others first"""
