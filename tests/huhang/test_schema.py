"""The tables of a database and the program agree, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

import notifiers.tables
import tasks.tables
from huhang.schema import SchemaTooNewError, configuration, upgrade
from runtime.database import Base, Database
from tasks.tables import JurisdictionRow
from tests.postgres import PostgresServer

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


def test_a_database_of_the_first_release_is_brought_up_to_date(tmp_path: Path) -> None:
    """From the first revision on, on SQLite; see below for PostgreSQL."""
    _from_the_first(Database(f"sqlite:///{tmp_path}/old.sqlite"))


def test_the_same_on_postgresql(postgres_server: PostgresServer) -> None:
    _from_the_first(Database(postgres_server.create("old")))
    postgres_server.drop("old")


def _from_the_first(database: Database) -> None:
    with database.changing_schema() as connection:
        command.upgrade(configuration(connection), "0001")
    with database.write() as session:
        session.add(JurisdictionRow(id="anwen", name="安稳镇", version=1, go_live=date(2026, 9, 1)))
    upgrade(database)
    assert differences(database) == []
    with database.read() as session:
        assert session.get_one(JurisdictionRow, "anwen").name == "安稳镇"
    database.dispose()
