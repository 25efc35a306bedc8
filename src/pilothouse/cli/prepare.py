"""Everything that must be so before an installation starts: files, copy of the data, schema, first content."""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from pilothouse import __version__
from pilothouse.cli import backup, migrate
from pilothouse.cli.demo import first_content
from pilothouse.cli.output import step


def run(arguments: argparse.Namespace) -> int:
    """Run the steps of a start, one line each; what is done already is not done again."""
    with step("Pages' files") as remarks:
        remarks.append(collect())
    if arguments.files_only:
        return 0
    with step("Copy of the data") as remarks:
        remarks.append(backup.back_up())
    with step("Database") as remarks:
        remarks.append(migrate.migrate())
    if not arguments.no_demo:
        first_content()
    return 0


def collect() -> str:
    """Gather the static files, unless the ones gathered before are these very ones."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".stamp"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return "unchanged"
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)
    return "gathered"


def _fingerprint() -> str:
    """Name, size and time of every static file, as one digest."""
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen = os.stat(storage.path(path))
            digest.update(f"{path}|{seen.st_size}|{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()
