"""Questions asked at every turn: their SQL is worked out once, each use fills in the values that differ.

Django takes several times longer to word a scoped query than the database takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, QuerySet
from django.db.models.expressions import Col

from pilothouse.kernel.memory import Memory

Value = str | int
_KNOWN = Memory(512)


@dataclass(frozen=True)
class _Prepared:
    """One statement: its parameters, which of them are filled in, and what turns columns into values."""

    sql: str
    parameters: tuple[Any, ...]
    slots: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


def prepared(
    key: Hashable, build: Callable[..., QuerySet[Any, Any]], *values: Value
) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` query. One query.

    key : everything that decides the query beside the values, such as the actor's rights; must be complete
    build : makes the query for such values; each value must go into the query as a parameter, unchanged
    """
    found = _KNOWN.find((connection.vendor, key), lambda: _word(build, values))
    return _ask(found, values)


def word_anew() -> None:
    """Forget every statement; for when the registers, which many of them name, become other ones."""
    _KNOWN.clear()


def _mark(at: int, value: Value) -> Value:
    """A value that nobody has, to find again where the parameter went."""
    return f"\x00{at}\x00" if isinstance(value, str) else 7_000_000_000_000_000_000 + at


def _word(build: Callable[..., QuerySet[Any, Any]], values: Sequence[Value]) -> _Prepared:
    marks = [_mark(at, value) for at, value in enumerate(values)]
    compiler = build(*marks).query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:  # nothing can match, such as for somebody who holds no right at all
        return _Prepared("", (), (), ())
    slot_of = {mark: slot for slot, mark in enumerate(marks)}
    plain = [(at, given) for at, given in enumerate(parameters) if isinstance(given, Value)]
    slots = [(at, slot_of[given]) for at, given in plain if given in slot_of]
    if {slot for _, slot in slots} != set(range(len(values))):
        raise ValueError("Each value must go into the query as a parameter, unchanged.")
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    listed = tuple(
        (at, tuple(turn), column) for at, (turn, column) in converters.items() if not _read_as_date(column)
    )
    return _Prepared(sql, tuple(parameters), tuple(slots), listed)


def _read_as_date(column: Any) -> bool:
    """Whether SQLite's driver gives a date already, as it does for a column that is declared as one."""
    declared = isinstance(column, Col) and type(column.target) is DateField
    return connection.vendor == "sqlite" and declared


def _ask(known: _Prepared, values: Sequence[Value]) -> list[tuple[Any, ...]]:
    if not known.sql:
        return []
    parameters = list(known.parameters)
    for at, slot in known.slots:
        parameters[at] = values[slot]
    with connection.cursor() as cursor:
        cursor.execute(known.sql, parameters)
        if not known.converters:
            return list(cursor.fetchall())
        found = [list(row) for row in cursor.fetchall()]
    for at, turns, column in known.converters:
        for row in found:
            for turn in turns:
                row[at] = turn(row[at], column, connection)
    return [tuple(row) for row in found]
