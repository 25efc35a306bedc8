"""What manager and office wrote beside their ratings, as it held on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.facts import seen_facts
from pilothouse.workspaces.ratings import RATED_BY, UNRATED

Said = dict[tuple[int, str], str]


def rating_comments(actor: Actor, places: Sequence[int], day: date) -> Said:
    """The comment of each rating that holds on the day, by (place, measure); those without one are left out. One query.

    A newer rating without a comment leaves the older comment behind: it was said of another rating.
    """
    told = seen_facts(actor, "workspaces").filter(place__in=places, measure__in=RATED_BY, effective__lte=day)
    newest = told.order_by("effective", "recorded", "pk").values_list("place_id", "measure", "word", "note")
    said = {(at, by): " ".join(note.split()) if word not in UNRATED else "" for at, by, word, note in newest}
    return {key: note for key, note in said.items() if note}
