"""The pages and PDFs that texts were taken out of are kept beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "originals",
        sa.Column("document", sa.String(64), sa.ForeignKey("documents.id", name="fk_originals_document"), primary_key=True),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("deflated", sa.LargeBinary, nullable=False),
        sa.Column("pages", sa.Text, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("a book is only ever upgraded")
