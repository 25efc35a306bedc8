"""To which level a record is escalated, by whom and why: the first thing that its page says."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.lifting import level_of
from pilothouse.kernel.models import Lift, Place
from pilothouse.kernel.spec import RegisterSpec

ESCALATED = "escalated"


def lifted(
    actor: Actor, spec: RegisterSpec, record: Any, lifts: QuerySet[Lift, Lift]
) -> list[dict[str, str]]:
    """Where a record is escalated to, as far as the reader may know. One query, and up to four for each level."""
    waits = getattr(record, "status", ESCALATED) == ESCALATED
    told = [_line(one, actor, spec, record.place) for one in lifts.select_related("place", "by")]
    return [
        {**line, "word": "Escalated to" if waits else "Still seen, since it was escalated, by"}
        for line in told
    ]


def _line(one: Lift, actor: Actor, spec: RegisterSpec, place: Place) -> dict[str, str]:
    level, seen = level_of(actor, spec.slug, place, one.place_id)
    return {
        "to": level.place.name if level else "the level above",
        "url": f"/w/{level.place.uid}" if level and seen else "",
        "lead": level.owner.name if level and level.owner else "",
        "who": one.by.name if one.by else "Pilothouse",
        "when": nice_day(one.at.date()),
        "why": one.reason,
        "note": "The place is sealed, so the level above is told the number only." if one.redacted else "",
    }
