"""The first tables: facts, decisions, and the entries folded from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _facts()
    _decisions()
    _entries()
    book = op.create_table("book", sa.Column("name", sa.String(40), primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.bulk_insert(book, [{"name": "format", "value": "pledgebook"}])


def downgrade() -> None:
    raise NotImplementedError("a book is only ever upgraded")


def _facts() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("encoding", sa.String(40), nullable=False),
    )
    op.create_table(
        "sightings",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("document", sa.String(64), sa.ForeignKey("documents.id", name="fk_sightings_document"), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("id", "source", "url", "date", "title")),
        sa.UniqueConstraint("document", "key", name="uq_sightings_document_key"),
    )
    op.create_table(
        "readings",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("document", sa.String(64), sa.ForeignKey("documents.id", name="fk_readings_document"), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("dossier", sa.String(80), nullable=False),
        sa.Column("sighting", sa.String(64), nullable=False),
        sa.Column("relevant", sa.Boolean, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.UniqueConstraint("document", "code", "dossier", "sighting", name="uq_readings_document_code_dossier_sighting"),
    )
    op.create_table(
        "claims",
        sa.Column("reading", NUMBER, sa.ForeignKey("readings.number", name="fk_claims_reading"), primary_key=True),
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("body", "words", "content")),
    )
    op.create_index("ix_claims_id", "claims", ["id"])
    op.create_table(
        "rejections",
        sa.Column("reading", NUMBER, sa.ForeignKey("readings.number", name="fk_rejections_reading"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )


def _decisions() -> None:
    for name in ("judgements", "corrections"):
        op.create_table(
            name,
            sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
            sa.Column("body", sa.Text, nullable=False),
            sa.Column("made_at", sa.String(40), nullable=False),
        )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "entry_claims",
        sa.Column("claim", sa.String(24), primary_key=True),
        sa.Column("entry", sa.String(24), sa.ForeignKey("entries.id", name="fk_entry_claims_entry"), nullable=False),
    )
    op.create_index("ix_entry_claims_entry", "entry_claims", ["entry"])
    op.create_table("fold", sa.Column("name", sa.String(40), primary_key=True), sa.Column("value", sa.Text, nullable=False))
