"""Many rows in one statement: their values travel as one parameter, whatever their number.

SQLite takes them as JSON, PostgreSQL as arrays. Either is faster than a statement for each row. A statement
is built once for each shape it is asked in: building it costs more than running it on a few rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    JSON,
    ColumnElement,
    CursorResult,
    Insert,
    Select,
    String,
    Table,
    Update,
    any_,
    bindparam,
    column,
    func,
    literal,
    null,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from runtime.database import Base, table_of


def insert(
    session: Session,
    entity: type[Base],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    common: Mapping[str, Any],
    *,
    all_new: bool = False,
) -> int:
    """Insert `rows`, texts, numbers and days in the order of the columns `names`; return how many were new.

    `common` holds the values of the other columns. A row that the table has already is left out; with
    `all_new` it raises IntegrityError, and PostgreSQL is half as fast again for not having to look.
    """
    on_sqlite, absent = is_sqlite(session), frozenset(n for n, v in common.items() if v is None)
    shape = (table_of(entity), tuple(names), tuple(common), absent)
    statement = _inserting(*shape, all_new=all_new, on_sqlite=on_sqlite)
    said = {_common(name): value for name, value in common.items() if name not in absent}
    varying = {_ROWS: _json(rows)} if on_sqlite else _arrays(rows, names)
    return cast("CursorResult[Any]", session.execute(statement, {**said, **varying})).rowcount


@lru_cache(maxsize=64)
def _inserting(
    table: Table,
    names: Sequence[str],
    common: Sequence[str],
    absent: frozenset[str],
    *,
    all_new: bool,
    on_sqlite: bool,
) -> Insert:
    """`absent`: those of the `common` columns that are NULL."""
    types = [table.c[name].type for name in names]
    varying = _from_json(types) if on_sqlite else _from_arrays(names, types)
    fixed = (
        _constant(table.c[name], on_sqlite=on_sqlite, absent=name in absent) for name in common
    )
    # SQLite reads `SELECT … ON CONFLICT` as a join unless a WHERE stands between. The words are put at
    # the end of the SELECT because SQLAlchemy would compile its own ON CONFLICT anew each time.
    source = varying.add_columns(*fixed).where(literal(1) == 1)
    source = source if all_new else source.suffix_with("ON CONFLICT DO NOTHING")
    statement = table.insert().from_select([*names, *common], source)
    # Without the option the number of inserted rows is lost on PostgreSQL.
    return statement.execution_options(preserve_rowcount=True)


def update(
    session: Session, entity: type[Base], ids: Sequence[int], values: Mapping[str, Any]
) -> None:
    """Give the rows with these `ids` the same `values`. Objects the session has already read keep theirs."""
    on_sqlite = is_sqlite(session)
    statement = _updating(table_of(entity), tuple(values), on_sqlite=on_sqlite)
    said = {_common(name): value for name, value in values.items()}
    session.execute(statement, {**these(ids, on_sqlite=on_sqlite), **said})


@lru_cache(maxsize=64)
def _updating(table: Table, names: Sequence[str], *, on_sqlite: bool) -> Update:
    said = {name: bindparam(_common(name), type_=table.c[name].type) for name in names}
    return table.update().where(among_these(table.c.id, on_sqlite=on_sqlite)).values(said)


def gathered(*columns: Any, on_sqlite: bool) -> Any:
    """In a grouped SELECT: the values of `columns` in all rows of the group, as a list of lists."""
    if on_sqlite:
        return func.json_group_array(func.json_array(*columns), type_=JSON)
    return func.json_agg(func.json_build_array(*columns), type_=JSON)


def is_among(session: Session, key: ColumnElement[Any], ids: Sequence[int]) -> ColumnElement[bool]:
    """Is `key` one of `ids`, however many these are? As one parameter: an IN of each would have a limit."""
    on_sqlite = is_sqlite(session)
    return _among(key, these(ids, on_sqlite=on_sqlite)[_ROWS], on_sqlite=on_sqlite)


def among_these(key: ColumnElement[Any], *, on_sqlite: bool) -> ColumnElement[bool]:
    """The same for a statement that is built once: `these` says which when it is asked."""
    return _among(key, bindparam(_ROWS), on_sqlite=on_sqlite)


def these(ids: Sequence[int], *, on_sqlite: bool) -> dict[str, Any]:
    """What a statement with `among_these` is asked with."""
    return {_ROWS: json.dumps(list(ids)) if on_sqlite else list(ids)}


def _among(key: ColumnElement[Any], ids: Any, *, on_sqlite: bool) -> ColumnElement[bool]:
    """`ids`: one value, JSON on SQLite and a list on PostgreSQL, or the parameter for it."""
    if not on_sqlite:
        return key == any_(sql_cast(ids, postgresql.ARRAY(key.type)))
    rows = func.json_each(ids).table_valued(column("value", key.type))
    return key.in_(select(rows.c.value))


def is_sqlite(session: Session) -> bool:
    """Is it SQLite? Else it is PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


_ROWS = "rows"  #: the parameter with all rows


def _common(name: str) -> str:
    """The parameter for a value that all rows share; a column's own name may be taken."""
    return f"common_{name}"


def _json(rows: Sequence[Sequence[Any]]) -> str:
    """A day is written as SQLite keeps it."""
    return json.dumps(rows, ensure_ascii=False, default=date.isoformat)


def _array(name: str) -> str:
    """The parameter for one column of all rows, on PostgreSQL."""
    return f"{_ROWS}_{name}"


def _arrays(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return {_array(name): list(each) for name, each in zip(names, columns, strict=True)}


def _constant(at: ColumnElement[Any], *, on_sqlite: bool, absent: bool) -> ColumnElement[Any]:
    """A value in a SELECT: PostgreSQL would take it for text, and SQLite's CAST makes dates numbers."""
    value = null() if absent else bindparam(_common(at.name), type_=at.type)
    return value if on_sqlite else sql_cast(value, at.type)


def _from_json(types: Sequence[Any]) -> Select[Any]:
    each = func.json_each(bindparam(_ROWS)).table_valued(column("value", String))
    return select(
        *(func.json_extract(each.c.value, f"$[{n}]", type_=t) for n, t in enumerate(types))
    )


def _from_arrays(names: Sequence[str], types: Sequence[Any]) -> Select[Any]:
    pairs = zip(names, types, strict=True)
    typed = [sql_cast(bindparam(_array(name)), postgresql.ARRAY(type_)) for name, type_ in pairs]
    called = [f"c{n}" for n in range(len(types))]
    # Else PostgreSQL names the columns itself.
    each = func.unnest(*typed).table_valued(*called).render_derived(name="each")
    return select(*(each.c[name] for name in called))
