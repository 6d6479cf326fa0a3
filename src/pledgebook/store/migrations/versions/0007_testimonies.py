"""What documents testify of an entry stands in rows of its own, so that a page reads those it shows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    # entries are made of the facts: without a stamp they are folded anew when they are next saved
    op.execute(sa.delete(sa.table("fold")))
    op.execute("DELETE FROM passages WHERE kind IN ('aid', 'talks', 'statement')")
    op.drop_table("entry_claims")
    op.drop_table("facets")
    op.drop_table("entries")
    _entries()
    op.create_table(
        "testimonies",
        sa.Column("claim", sa.String(24), primary_key=True),
        sa.Column("entry", sa.String(24), sa.ForeignKey("entries.id", name="fk_testimonies_entry"), nullable=False),
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("family", NAME, nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("differs", sa.Boolean, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
    )
    op.create_index("ix_testimonies_family", "testimonies", ["entry", "since", "family", "day", "claim"])
    op.create_index("ix_testimonies_day", "testimonies", ["entry", "day", "claim"])
    op.create_index("ix_testimonies_document", "testimonies", ["document", "start", "claim"])
    op.create_index("ix_testimonies_copies", "testimonies", ["family", "document"])
    op.create_index("ix_sightings_source", "sightings", ["source", "document"])
    op.create_table(
        "entry_judgements",
        sa.Column("entry", sa.String(24), sa.ForeignKey("entries.id", name="fk_entry_judgements_entry"), primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True),
        sa.Column("left", sa.String(24), primary_key=True),
        sa.Column("right", sa.String(24), primary_key=True),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
    )
    op.create_table(
        "reporting",
        sa.Column("outlet", NAME, primary_key=True),
        sa.Column("entry", sa.String(24), sa.ForeignKey("entries.id", name="fk_reporting_entry"), primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("claims", "first", "alone", "figures", "differing", "official")),
    )
    op.create_index("ix_reporting_entry", "reporting", ["entry"])


def _entries() -> None:
    short = ("stage", "aid_type", "status", "act")
    op.create_table(
        "entries",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.String(40), nullable=False),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("judged", sa.Integer, nullable=False),
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
    for name in ("lifecycle", "part_of"):
        op.create_index(f"ix_entries_{name}", "entries", [name])
    reported, earliest = sa.text("coalesce(published, '')"), sa.text("coalesce(first, '9999-12-31')")
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
    op.create_table(
        "facets",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("entry", sa.String(24), sa.ForeignKey("entries.id", name="fk_facets_entry"), primary_key=True),
    )
    op.create_index("ix_facets_entry", "facets", ["entry"])


def downgrade() -> None:
    raise NotImplementedError("a book is only ever upgraded")
