"""Run by Alembic, never imported: compares or migrates on the connection that huhang.schema opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import care.tables
import notifiers.tables
import reports.tables
import tasks.evidence.tables
import tasks.links
import tasks.notices.tables
import tasks.tables
import web.tables
from runtime.database import Base, UtcDateTime

# Imported for what they leave in Base.metadata: every module that defines tables belongs here.
TABLES = (
    care.tables,
    tasks.tables,
    tasks.links,
    tasks.evidence.tables,
    tasks.notices.tables,
    notifiers.tables,
    web.tables,
    reports.tables,
)


def render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """A migration is history: it names SQLAlchemy's types, not ours, which may change later."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a column: the table is rebuilt
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
