"""How many documents there were by a day is asked of an index, not of every document."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_passages_day", "passages", ["kind", "day"])


def downgrade() -> None:
    raise NotImplementedError("a book is only ever upgraded")
