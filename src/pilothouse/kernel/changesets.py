"""Opening a change-set: the envelope of everything written in one go."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import ChangeSet, Place
from pilothouse.kernel.outbox import enqueue

Result = TypeVar("Result")
TORN = ("deadlock", "could not serialize", "database is locked")


@contextlib.contextmanager
def changeset(
    actor: Actor,
    action: str,
    *,
    why: str = "",
    undoes: ChangeSet | None = None,
    quiet: bool = False,
    place: Place | None = None,
) -> Iterator[ChangeSet]:
    """One transaction with its change-set; watchers hear of it once it is kept.

    action : what is being done, in a few words, such as "risks: escalate"
    quiet  : nobody is told, as when a past is brought in that people know already
    place  : where it is done, for what leaves no row that says so: access, seals, comments, ties, files
    """
    with transaction.atomic():
        opened = ChangeSet.objects.create(
            by=actor.person,
            on_behalf_of=actor.behalf_of,
            door=actor.door,
            action=action[:60],
            why=why,
            at=timezone.now(),
            request_id=actor.request_id,
            undoes=undoes,
            place=place,
        )
        if not quiet:
            enqueue("announce", f"announce:{opened.uid}", {"changeset": opened.pk})
        yield opened


def retried(write: Callable[..., Result]) -> Callable[..., Result]:
    """Run a write again, once, when the database tore it down for the sake of another; never inside a larger one."""

    @functools.wraps(write)
    def again(*args: Any, **options: Any) -> Result:
        outermost = not connection.in_atomic_block
        try:
            return write(*args, **options)
        except OperationalError as error:
            if outermost and any(sign in str(error).lower() for sign in TORN):
                return write(*args, **options)
            raise

    return again
