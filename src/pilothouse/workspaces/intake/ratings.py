"""Reads a cell as a delivery rating on the five-step or the three-step scale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .draft import Rating
from .table import Cell, show
from .values import Unreadable, held_back, one_line


@dataclass(frozen=True, slots=True)
class RatingRead:
    """A rating, whether only a five-step scale has it, and the publisher's words when it is not given."""

    rating: Rating
    five_step: bool = False
    note: str = ""


STEPS: Final = {
    word: rating
    for rating, words in (
        (Rating.GREEN, ("green", "g", "on track")),
        (Rating.AMBER, ("amber", "a", "yellow", "y", "orange")),
        (Rating.RED, ("red", "r")),
        (Rating.COMPLETE, ("complete", "completed", "delivered", "blue")),
        (Rating.AMBER_GREEN, ("amber green", "green amber", "a g", "ag")),
        (Rating.AMBER_RED, ("amber red", "red amber", "a r", "ar")),
    )
    for word in words
}
FIVE_STEP_ONLY: Final = frozenset({Rating.AMBER_GREEN, Rating.AMBER_RED})


def parse_rating(cell: Cell) -> RatingRead | None:
    """A delivery rating; None for a blank cell. Raises Unreadable for words that are no rating."""
    text = one_line(show(cell))
    if not text:
        return None
    words = " ".join(re.split(r"[^a-z]+", text.lower())).strip()
    if words in STEPS:
        return RatingRead(STEPS[words], five_step=STEPS[words] in FIVE_STEP_ONLY)
    reason = held_back(text)
    if reason is None:
        raise Unreadable(f"“{text[:80]}” is not a rating: use Green, Amber/Green, Amber, Amber/Red or Red.")
    return RatingRead(Rating.NOT_RATED, note=reason or text)
