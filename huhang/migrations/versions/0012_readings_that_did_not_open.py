"""Readings that did not open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision: str = '0012'
down_revision: str | None = '0011'
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    # Of the readings before, those are written down that opened.
    opened = sa.text("''")
    with op.batch_alter_table('care_reading', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('failed', sa.String(length=10), nullable=False, server_default=opened)
        )
