"""Which database holds the data: SQLite in the data folder, or PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def sqlite(folder: Path) -> dict[str, Any]:
    """SQLite beside the other data: IMMEDIATE avoids busy errors, FULL survives a power cut."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "pilothouse.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        },
        "CONN_MAX_AGE": None,
    }


def postgresql(address: str) -> dict[str, Any]:
    """PostgreSQL from a postgresql:// address; `?host=` names a socket folder, others go to the driver."""
    url = urlsplit(address)
    extra = {name: values[-1] for name, values in parse_qs(url.query).items()}
    host = extra.pop("host", "") or unquote(url.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": extra.pop("port", "") or str(url.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}, **extra},
    }
