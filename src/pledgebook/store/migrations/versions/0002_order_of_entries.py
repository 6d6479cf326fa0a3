"""The order of the entries is kept in one place, so that a new entry does not change the rows of those after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("entries", "position")
    # entries are made of the facts: without a stamp they are folded anew when they are next saved
    op.execute(sa.delete(sa.table("fold")))


def downgrade() -> None:
    raise NotImplementedError("a book is only ever upgraded")
