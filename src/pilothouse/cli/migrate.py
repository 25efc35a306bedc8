"""Brings the database to the shape that this version needs."""

from __future__ import annotations

import argparse

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from pilothouse.accounts.models import Person
from pilothouse.accounts.presets import load_presets
from pilothouse.cli import backup
from pilothouse.cli.exits import DONE, FAILED, WRONG_USE, Failed
from pilothouse.cli.output import as_json, say, step


def run(arguments: argparse.Namespace) -> int:
    """Copy the database, then apply what is pending; with --check only say whether something is."""
    if arguments.check:
        waiting = pending()
        if arguments.json:
            as_json({"pending": waiting})
        else:
            say("\n".join(waiting) or "Nothing is pending.")
        return FAILED if waiting else DONE
    if not arguments.no_backup:
        with step("Copy of the data") as remarks:
            remarks.append(backup.back_up())
    with step("Database") as remarks:
        remarks.append(migrate())
    return DONE


def pending() -> list[str]:
    """Names of the migrations that this database still lacks."""
    _reach()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> str:
    """Apply what is pending, bring the roles up to date, make the shared cache's table; says what was done."""
    waiting = pending()
    if waiting:
        call_command("migrate", interactive=False, verbosity=0)
    cache = settings.CACHES["default"]["LOCATION"]
    if cache not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0, database=DEFAULT_DB_ALIAS)
    if Person.objects.exists():
        load_presets()
    return f"{len(waiting)} migrations applied" if waiting else "up to date"


def _reach() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Failed(
            f"The database cannot be reached: {str(error).splitlines()[0]}", code=WRONG_USE
        ) from error
