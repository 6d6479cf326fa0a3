"""A text may be forgotten: its hash stays, with who wanted it and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tombstones",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("document", sa.String(64), sa.ForeignKey("documents.id", name="fk_tombstones_document"), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("forgotten", sa.Boolean, nullable=False),
    )
    op.create_index("ix_tombstones_document", "tombstones", ["document"])


def downgrade() -> None:
    raise NotImplementedError("a book is only ever upgraded")
