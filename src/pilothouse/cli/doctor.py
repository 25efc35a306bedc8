"""Examines an installation: what is well, what is not, and what to do about it."""

from __future__ import annotations

import argparse
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from pilothouse import __version__
from pilothouse.cli.exits import DONE, FAILED
from pilothouse.cli.output import as_json, say, table
from pilothouse.settings.variables import VARIABLES
from pilothouse.web import health


@dataclass(frozen=True)
class Result:
    """One thing looked at: its name, whether it is well, and a sentence."""

    name: str
    well: bool
    says: str


def run(arguments: argparse.Namespace) -> int:
    """Look at everything; exit code 1 when something needs mending."""
    results = [_look(name, check) for name, check in (*READY.items(), *MORE.items())]
    if arguments.json:
        as_json(
            {"version": __version__, "settings": set_values(), "checks": [asdict(one) for one in results]}
        )
    else:
        say(f"Pilothouse {__version__}\n")
        table(set_values(), ("setting", "value", "meaning"))
        say()
        table(
            [{"check": one.name, "": "well" if one.well else "MEND", "what": one.says} for one in results],
            ("check", "", "what"),
        )
    return DONE if all(one.well for one in results) else FAILED


def _look(name: str, check: Callable[[], str]) -> Result:
    try:
        return Result(name, True, check())
    except health.Unwell as fault:
        return Result(name, False, str(fault))
    except Exception as error:
        return Result(
            name, False, f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        )


def set_values() -> list[dict[str, str]]:
    """Each setting with its present value; secrets only say that they are set."""
    rows = []
    for variable in VARIABLES:
        value = os.environ.get(variable.name, "")
        if variable.secret and (value or os.environ.get(f"{variable.name}_FILE")):
            value = "(set)"
        rows.append(
            {
                "setting": variable.name,
                "value": value or f"(default: {variable.default})",
                "meaning": variable.meaning,
            }
        )
    return rows


def _power_cut() -> str:
    """What an acknowledged write survives depends on these settings of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = [
                cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
            ]
            if found != ["wal", 2]:
                raise health.Unwell(
                    f"journal_mode and synchronous are {found}; they must be wal and 2 (FULL)"
                )
            return "SQLite writes through to the disk (WAL, FULL)"
        loose = []
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] != "on":
                loose.append(name)
        if loose:
            raise health.Unwell(f"a power cut may lose acknowledged work: switch on {', '.join(loose)}")
        return "PostgreSQL writes through to the disk"


def _keys() -> str:
    open_keys = [
        path.name
        for path in Path(settings.DATA_DIR).glob("*.key")
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_keys:
        raise health.Unwell(f"others can read {', '.join(open_keys)}; run chmod 600 on them")
    return "only the owner can read the keys"


def _address() -> str:
    environment = settings.ENVIRONMENT
    if environment.host not in {"127.0.0.1", "localhost", "::1"} and not environment.secure:
        raise health.Unwell("open to the network without https; set BASE_URL=https://… behind a TLS proxy")
    return f"{environment.base_url}, listening on {environment.host}:{environment.port}"


def _copies() -> str:
    copies = [path for path in (Path(settings.DATA_DIR) / "backups").glob("*") if path.suffix != ".part"]
    if not copies:
        return "no copy of the data was made yet"
    newest = max(copies, key=lambda path: path.stat().st_mtime)
    return f"{len(copies)} copies, the newest {newest.name}"


def _files() -> str:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise health.Unwell("the pages' files were not gathered; start with `pilothouse serve --prepare`")
    return "gathered"


def _programs() -> str:
    found = [name for name in ("pg_dump", "java") if shutil.which(name)]
    return f"optional programs found: {', '.join(found) or 'none'}"


def _people() -> str:
    people = get_user_model()._default_manager.filter(is_active=True).count()
    if not people:
        raise health.Unwell("nobody can sign in; run `pilothouse user add EMAIL --administrator`")
    return f"{people} people can sign in"


READY = health.CHECKS
MORE: dict[str, Callable[[], str]] = {
    "power cut": _power_cut,
    "keys": _keys,
    "address": _address,
    "pages' files": _files,
    "copies": _copies,
    "people": _people,
    "programs": _programs,
}
