"""The tables of a database brought up to date with the program, by Alembic but without its ini file.

Only forward: a database is taken back by restoring the copy made before the upgrade.
`python -m huhang.schema "why"` writes the next migration from what the models say (`make revision`).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, text

from runtime.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x4855_4841_4E47  # "HUHANG": the advisory lock of upgrades on PostgreSQL


class SchemaTooNewError(RuntimeError):
    """The database was written by a newer program than this one."""


def upgrade(database: Database) -> None:
    """Apply every migration that `database` lacks, in one transaction: all of them or none.

    Prints nothing, and takes no lock when there is nothing to do. Two programs that upgrade at once
    take turns. Raises SchemaTooNewError when the database knows a migration that we do not.
    """
    script = ScriptDirectory.from_config(configuration())
    with database.read() as session:
        if _is_current(session.connection(), script):
            return
    with database.changing_schema() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        # Whoever waited for another program's upgrade finds it done: Alembic then does nothing.
        command.upgrade(configuration(connection), "head")


def is_current(database: Database) -> bool:
    """Has `database` every migration that this program knows? Changes nothing.

    Raises SchemaTooNewError when it has one that we do not know.
    """
    with database.read() as session:
        return _is_current(session.connection(), ScriptDirectory.from_config(configuration()))


def revision(message: str) -> Path:
    """Write the migration from the last one to the models, numbered 0001, 0002, …; return its file.

    `message` says why, in English; it becomes the file's name and docstring.
    """
    number = 1 + sum(1 for _ in ScriptDirectory.from_config(configuration()).walk_revisions())
    with tempfile.TemporaryDirectory() as folder:
        scratch = Database(f"sqlite:///{folder}/scratch.sqlite")
        upgrade(scratch)
        with scratch.changing_schema() as connection:
            made = command.revision(
                configuration(connection), message, autogenerate=True, rev_id=f"{number:04}"
            )
        scratch.dispose()
    if not isinstance(made, Script):
        raise RuntimeError(f"Alembic wrote no single migration: {made!r}")  # noqa: TRY004  # no caller's fault
    return Path(made.path)


def _is_current(connection: Connection, script: ScriptDirectory) -> bool:
    applied = set(MigrationContext.configure(connection).get_current_heads())
    known = {migration.revision for migration in script.walk_revisions()}
    if unknown := applied - known:
        raise SchemaTooNewError(
            f"数据库的版本（{'、'.join(sorted(unknown))}）比程序新，请先把程序升级到写它的版本"
        )
    return applied == set(script.get_heads())


def configuration(connection: Connection | None = None) -> Config:
    """What Alembic's commands need to know; `connection` is the one they work on."""
    config = Config(attributes={"connection": connection})
    # A percent sign in the path of the installation would be read as interpolation.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m huhang.schema", description=revision.__doc__)
    parser.add_argument("why", help="what changes and why, in a few English words")
    print(revision(parser.parse_args().why))  # noqa: T201  # a tool of the workshop


if __name__ == "__main__":
    _main()
