"""Many rows in one statement: their values travel as one parameter, whatever their number.

SQLite takes them as JSON, PostgreSQL as arrays. Either is faster than a statement for each row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    JSON,
    ColumnElement,
    CursorResult,
    Select,
    String,
    Table,
    any_,
    column,
    func,
    literal,
    null,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from runtime.database import Base


def insert(
    session: Session,
    entity: type[Base],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    common: Mapping[str, Any],
    *,
    all_new: bool = False,
) -> int:
    """Insert `rows`, texts and numbers in the order of the columns `names`; return how many were new.

    `common` holds the values of the other columns. A row that the table has already is left out; with
    `all_new` it raises IntegrityError, and PostgreSQL is half as fast again for not having to look.
    """
    is_sqlite, table = _is_sqlite(session), cast("Table", entity.__table__)
    types = [table.c[name].type for name in names]
    varying = _from_json(rows, types) if is_sqlite else _from_arrays(rows, types)
    fixed = [_constant(value, table.c[name].type, is_sqlite) for name, value in common.items()]
    # SQLite reads `SELECT … ON CONFLICT` as a join unless a WHERE stands between. The words are put at
    # the end of the SELECT because SQLAlchemy would compile its own ON CONFLICT anew each time.
    source = varying.add_columns(*fixed).where(literal(1) == 1)
    source = source if all_new else source.suffix_with("ON CONFLICT DO NOTHING")
    statement = table.insert().from_select([*names, *common], source)
    # Without the option the number of inserted rows is lost on PostgreSQL.
    counted = statement.execution_options(preserve_rowcount=True)
    return cast("CursorResult[Any]", session.execute(counted)).rowcount


def update(
    session: Session, entity: type[Base], ids: Sequence[int], values: Mapping[str, Any]
) -> None:
    """Give the rows with these `ids` the same `values`. Objects the session has already read keep theirs."""
    table: Any = entity.__table__
    session.execute(table.update().where(is_among(session, table.c.id, ids)).values(values))


def gathered(session: Session, *columns: Any) -> Any:
    """In a grouped SELECT: the values of `columns` in all rows of the group, as a list of lists."""
    if _is_sqlite(session):
        return func.json_group_array(func.json_array(*columns), type_=JSON)
    return func.json_agg(func.json_build_array(*columns), type_=JSON)


def is_among(session: Session, key: ColumnElement[Any], ids: Sequence[int]) -> ColumnElement[bool]:
    """Is `key` one of `ids`, however many these are? As one parameter: an IN of each would have a limit."""
    if not _is_sqlite(session):
        return key == any_(sql_cast(list(ids), postgresql.ARRAY(key.type)))
    rows = func.json_each(json.dumps(list(ids))).table_valued(column("value", key.type))
    return key.in_(select(rows.c.value))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _constant(value: Any, type_: Any, is_sqlite: bool) -> ColumnElement[Any]:
    """A value in a SELECT: PostgreSQL would take it for text, and SQLite's CAST makes dates numbers."""
    if value is None:
        return null() if is_sqlite else sql_cast(null(), type_)
    return literal(value, type_) if is_sqlite else sql_cast(literal(value, type_), type_)


def _from_json(rows: Sequence[Sequence[Any]], types: Sequence[Any]) -> Select[Any]:
    each = func.json_each(json.dumps(rows, ensure_ascii=False)).table_valued(
        column("value", String)
    )
    return select(
        *(func.json_extract(each.c.value, f"$[{n}]", type_=t) for n, t in enumerate(types))
    )


def _from_arrays(rows: Sequence[Sequence[Any]], types: Sequence[Any]) -> Select[Any]:
    arrays = zip(*rows, strict=True) if rows else ([] for _ in types)
    typed = [sql_cast(list(a), postgresql.ARRAY(t)) for a, t in zip(arrays, types, strict=True)]
    names = [f"c{n}" for n in range(len(types))]
    # Else PostgreSQL names the columns itself.
    each = func.unnest(*typed).table_valued(*names).render_derived(name="each")
    return select(*(each.c[name] for name in names))
