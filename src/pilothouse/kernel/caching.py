"""The small shared memory of all workers: counters and marks that run out, kept in the database as JSON.

Django's own cache in the database keeps pickles, and reading a pickle runs what stands in it: whoever could write one
row would own the server. A value here is text, a number, a truth or a list or dictionary of them, and nothing else.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection, transaction

FOR_EVER = datetime.max.replace(microsecond=0, tzinfo=UTC)
# looked at once in so many writes: counting a table each time would cost more than what is kept
TIDY_EVERY = 100


class JsonCache(BaseDatabaseCache):
    """A cache of Django's in one table, for the marks of the sign-in library; every write is one statement."""

    writes = 0

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default when there is none, it has run out, or cannot be read."""
        row = self._ask(
            "SELECT value FROM {table} WHERE cache_key = %s AND expires > %s", self._key(key, version), _now()
        )
        try:
            return json.loads(row[0]) if row else default
        except ValueError:
            return default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value; raises TypeError for what is no JSON."""
        self._keep(key, value, timeout, version, "")

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless one is there; of many that try at the same moment one is told True."""
        return self._keep(key, value, timeout, version, " WHERE {table}.expires <= %s", _now())

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let a value live longer; False when there is none."""
        sql = "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires > %s"
        return self._do(sql, self._ends(timeout), self._key(key, version), _now())

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; False when there was none."""
        return self._do("DELETE FROM {table} WHERE cache_key = %s", self._key(key, version))

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Whether there is a value that has not run out."""
        sql = "SELECT 1 FROM {table} WHERE cache_key = %s AND expires > %s"
        return self._ask(sql, self._key(key, version), _now()) is not None

    def clear(self) -> None:
        """Forget everything."""
        self._do("DELETE FROM {table}")

    def _keep(self, key: str, value: Any, timeout: Any, version: int | None, unless: str, *more: str) -> bool:
        text = json.dumps(value)
        self.writes += 1
        if self.writes % TIDY_EVERY == 0:
            self._tidy()
        sql = (
            "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) "
            "DO UPDATE SET value = excluded.value, expires = excluded.expires"
        )
        return self._do(sql + unless, self._key(key, version), text, self._ends(timeout), *more)

    def _tidy(self) -> None:
        """Drop what has run out and, when too much is left, what would run out first."""
        self._do("DELETE FROM {table} WHERE expires <= %s", _now())
        last = "SELECT expires FROM {table} ORDER BY expires DESC LIMIT 1 OFFSET %s"
        row = self._ask(last, self._max_entries)
        if row:
            self._do("DELETE FROM {table} WHERE expires <= %s", row[0])

    def _key(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _ends(self, timeout: Any) -> str:
        seconds = self.get_backend_timeout(timeout)
        return _moment(FOR_EVER if seconds is None else datetime.fromtimestamp(seconds, UTC))

    def _ask(self, sql: str, *values: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(self._named(sql), values)
            return cursor.fetchone()

    def _do(self, sql: str, *values: Any) -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self._named(sql), values)
            return bool(cursor.rowcount > 0)

    def _named(self, sql: str) -> str:
        return sql.replace("{table}", connection.ops.quote_name(self._table))  # type: ignore[attr-defined]


def _moment(at: datetime) -> str:
    return str(connection.ops.adapt_datetimefield_value(at))


def _now() -> str:
    return _moment(datetime.fromtimestamp(time.time(), UTC))
