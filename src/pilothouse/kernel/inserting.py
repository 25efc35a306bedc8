"""Putting many rows of one table into the database at once, several times as fast as through the ORM.

The ORM prepares every value anew and splits a wide insert into pieces of twenty rows. Here the columns of a model
are looked at once: most values go as they are, dates, decimals and JSON through their field. One prepared
statement then takes all rows.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, models

AS_THEY_ARE = frozenset(
    {"CharField", "TextField", "IntegerField", "BigIntegerField", "PositiveIntegerField", "ForeignKey",
     "PositiveSmallIntegerField", "SmallIntegerField", "BooleanField", "OneToOneField", "BigAutoField"}
)  # fmt: skip
Values = tuple[Any, ...]


class Row:
    """A row to insert by the names of its columns: a model's instance takes ten times as long to make."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.__dict__ = columns

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


@functools.cache
def _columns(
    model: type[models.Model], vendor: str, with_key: bool
) -> tuple[list[Any], Callable[[Any], Values], list[tuple[int, Any]]]:
    """The stored columns (a key that the database gives left out), how to read them, which need preparing."""
    fields = [f for f in model._meta.concrete_fields if with_key or not isinstance(f, models.AutoField)]
    special = [
        (at, field.get_db_prep_save)
        for at, field in enumerate(fields)
        if field.get_internal_type() not in AS_THEY_ARE
    ]
    return fields, attrgetter(*(f.attname for f in fields)), special


def _prepared(
    rows: Sequence[models.Model | Row], read: Callable[[Any], Values], special: list[tuple[int, Any]]
) -> Iterator[list[Any]]:
    real = connections[connection.alias]  # past the proxy, which is asked for every value
    for row in rows:
        values = list(read(row))
        for at, prepare in special:
            if values[at] is not None:
                values[at] = prepare(values[at], real)
        yield values


def insert_many(model: type[models.Model], rows: Sequence[models.Model | Row], *, over: str = "") -> None:
    """Insert rows of a model.

    over : the unique column on which an existing row is overwritten instead; empty fails on one that exists
    """
    if not rows:
        return
    fields, read, special = _columns(model, connection.vendor, bool(over))
    quote = connection.ops.quote_name
    names = [quote(f.column) for f in fields]
    words = ["INSERT INTO", quote(model._meta.db_table), "(", ", ".join(names), ") VALUES (",
             ", ".join(["%s"] * len(names)), ")"]  # fmt: skip
    if over:
        kept = quote(str(model._meta.get_field(over).column))  # type: ignore[union-attr]
        changes = ", ".join(" = ".join((name, "excluded." + name)) for name in names if name != kept)
        words += ["ON CONFLICT (", kept, ") DO UPDATE SET", changes]
    with connection.cursor() as cursor:
        cursor.executemany(" ".join(words), list(_prepared(rows, read, special)))
