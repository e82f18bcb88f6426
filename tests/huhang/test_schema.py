"""The tables of a database and the program agree, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

import notifiers.tables
import tasks.tables
from huhang.schema import SchemaTooNewError, upgrade
from runtime.database import Base, Database

TABLES = (tasks.tables, notifiers.tables)


def differences(database: Database) -> list[object]:
    """What Alembic would write into the next migration."""
    with database.read() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_type": True, "render_as_batch": True}
        )
        return list(compare_metadata(context, Base.metadata))


def test_migrations_lead_to_the_tables_of_the_models(database: Database) -> None:
    """Nobody has changed a model without writing the migration."""
    assert differences(database) == []


def test_a_missing_column_would_be_noticed(database: Database) -> None:
    """The comparison above can fail."""
    with database.write() as session:
        session.execute(text("ALTER TABLE task DROP COLUMN flag"))
    assert len(differences(database)) == 1


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    with database.read() as session:
        before = sorted(inspect(session.connection()).get_table_names())
    upgrade(database)
    with database.read() as session:
        assert sorted(inspect(session.connection()).get_table_names()) == before


def test_a_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNewError, match="9999"):
        upgrade(database)
