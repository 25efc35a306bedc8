"""To which level a record is escalated, by whom and why: the first thing that its page says."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.models import Lift
from pilothouse.kernel.rows import cards


def lifted(actor: Actor, lifts: QuerySet[Lift, Lift]) -> list[dict[str, str]]:
    """Where a record is escalated to; a level that the reader does not see has no name. One query, two when it is."""
    found = list(lifts.select_related("place", "by"))
    if not found:
        return []
    above = cards(actor, ["workspaces"]).filter(place__in=[x.place_id for x in found])
    seen = {card.place_id: card.owner for card in above.select_related("owner")}
    return [_line(one, seen) for one in found]


def _line(one: Lift, seen: dict[int, Any]) -> dict[str, str]:
    known, lead = one.place_id in seen, seen.get(one.place_id)
    return {
        "to": one.place.name if known else "the level above",
        "url": f"/w/{one.place.uid}" if known else "",
        "lead": lead.name if lead else "",
        "who": one.by.name if one.by else "Pilothouse",
        "when": nice_day(one.at.date()),
        "why": one.reason,
        "note": "The place is sealed, so the level above is told the number only." if one.redacted else "",
    }
