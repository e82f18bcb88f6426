"""The message of a sign-in link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision: str = '0013'
down_revision: str | None = '0012'
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    # Links made before know no message: whoever comes in by one is not shown as having read.
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('message_id', sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_sign_in_link_message_id_message'), 'message', ['message_id'], ['id'])
