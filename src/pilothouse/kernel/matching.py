"""A text that holds a pattern, with the pattern passed on as it is, so that the question can be prepared."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import CharField, Lookup, TextField


@CharField.register_lookup
@TextField.register_lookup
class Like(Lookup):
    """`search__like="%pump%"`: Django's `contains` makes the pattern itself and so hides the value from `prepared`."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition, the same on both databases."""
        left, given = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right} ESCAPE '\\'", (*given, *more)


def holding(word: str) -> str:
    """The pattern of all texts that hold a word."""
    return f"%{connection.ops.prep_for_like_query(word)}%"
