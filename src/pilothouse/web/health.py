"""Two questions that a watchdog asks: is the process alive, and can it do its work."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pilothouse.kernel.models import Heartbeat, OutboxItem
from pilothouse.web.door import open_door

LEAST_FREE_BYTES = 100 * 1024 * 1024
LONGEST_WAIT = timedelta(minutes=10)
LAST_BEAT = timedelta(seconds=90)
log = structlog.get_logger(__name__)


class Unwell(Exception):
    """A check found something that needs mending; the message says what."""


def database() -> str:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return f"{connection.display_name} answers"


def migrations() -> str:
    """The database has the shape that this version needs."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        raise Unwell(f"{waiting} migrations are pending; run `pilothouse migrate`")
    return "up to date"


def files() -> str:
    """Uploaded files can be kept."""
    folder = Path(settings.MEDIA_ROOT)
    probe = folder / f".probe-{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"pilothouse")
        probe.unlink()
    except OSError as error:
        raise Unwell(f"{folder} cannot be written: {error.strerror}") from error
    return "can be written"


def disk() -> str:
    """There is room left."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_FREE_BYTES:
        raise Unwell(f"only {free // 2**20} MB are free in {settings.DATA_DIR}")
    return f"{free / 2**30:.1f} GB free"


def queue() -> str:
    """Work that follows from writes is being done."""
    now = timezone.now()
    late = OutboxItem.objects.filter(
        done_at__isnull=True, parked_at__isnull=True, due__lt=now - LONGEST_WAIT
    ).count()
    if late:
        raise Unwell(f"{late} pieces of work wait for more than {LONGEST_WAIT.seconds // 60} minutes")
    return "nothing waits too long"


def worker() -> str:
    """A worker is alive."""
    if not Heartbeat.objects.filter(at__gte=timezone.now() - LAST_BEAT).exists():
        raise Unwell("no worker is running; `pilothouse serve` starts one, or run `pilothouse worker`")
    return "alive"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "files": files,
    "disk": disk,
    "queue": queue,
    "worker": worker,
}
# without a worker pages still work, so a balancer need not turn people away
READY = ("database", "migrations", "files", "disk", "queue")


@open_door()
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process is alive; looks at nothing else."""
    return JsonResponse({"ok": True})


@open_door()
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Whether requests can be served: 200 or 503 with ok or fail by check; the reasons go to the log."""
    found: dict[str, str] = {}
    for name in READY:
        try:
            CHECKS[name]()
            found[name] = "ok"
        except Exception as error:
            log.error("not ready", check=name, reason=f"{type(error).__name__}: {error}")
            found[name] = "fail"
    well = all(verdict == "ok" for verdict in found.values())
    return JsonResponse({"ok": well, "checks": found}, status=200 if well else 503)
