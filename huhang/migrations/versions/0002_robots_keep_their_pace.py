"""Robots keep their pace, whichever process tells by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision: str = '0002'
down_revision: str | None = '0001'
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table('robot_pace',
    sa.Column('robot', sa.String(length=64), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('rests_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('robot', name=op.f('pk_robot_pace'))
    )
