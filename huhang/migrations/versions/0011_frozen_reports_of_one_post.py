"""Frozen reports of one post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision: str = '0011'
down_revision: str | None = '0010'
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    # What was frozen before is of no single post.
    of_none = sa.text("''")
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('subject', sa.String(length=160), nullable=False, server_default=of_none)
        )
