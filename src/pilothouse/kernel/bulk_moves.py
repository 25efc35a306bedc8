"""Moving and removing many records in one change-set, by the same rules as one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.bulk import CHUNK, found_many, keep_changed
from pilothouse.kernel.changesets import retried
from pilothouse.kernel.errors import NotThere
from pilothouse.kernel.models import ChangeSet, Verb
from pilothouse.kernel.spec import RegisterSpec
from pilothouse.kernel.writing import Values, checked, held_since, take_step


@dataclass(frozen=True)
class MovedRow:
    """One record to move, read at `version`.

    effective : since when it has had the new status, for a past that is brought in; now when not given. Not before
                the version that was read, and not in the future.
    """

    uid: str
    version: int
    answers: Values = field(default_factory=dict)
    effective: datetime | None = None


@retried
def move_many(
    spec: RegisterSpec, actor: Actor, opened: ChangeSet, name: str, moved: Sequence[MovedRow]
) -> list[Any]:
    """Take many records through one move inside an open change-set; all or nothing.

    Raises NotThere, Denied or Stale when one may not be moved, RuleBroken or Invalid on the first that fails.
    """
    try:
        step = spec.move(name)
    except KeyError as error:
        raise NotThere(f"{spec.title} have no move “{name[:40]}”.") from error
    done: list[Any] = []
    for at in range(0, len(moved), CHUNK):
        wanted = {row.uid: row for row in moved[at : at + CHUNK]}
        found = found_many(spec, actor, {uid: row.version for uid, row in wanted.items()}, step.needs)
        for record in found:
            row = wanted[record.uid]
            record.since = held_since(opened, record.since, row.effective)
            take_step(spec, actor, record, step, dict(row.answers))
            checked(spec, record)
            record.version += 1
        keep_changed(spec, opened, found)
        done.extend(found)
    return done


@retried
def remove_many(spec: RegisterSpec, actor: Actor, opened: ChangeSet, versions: Mapping[str, int]) -> int:
    """Put many records into the trash inside an open change-set; returns how many.

    versions : uid to the version that was read
    Raises NotThere, Denied or Stale when one may not be removed; then none is.
    """
    wanted = list(versions.items())
    for at in range(0, len(wanted), CHUNK):
        found = found_many(spec, actor, dict(wanted[at : at + CHUNK]), Verb.REMOVE)
        for record in found:
            record.removed_at = opened.at
            record.version += 1
            record.since = held_since(opened, record.since, None)
        keep_changed(spec, opened, found)
    return len(wanted)
