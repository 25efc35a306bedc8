"""The ratings of delivery: five steps or three, what each is called, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rating:
    """One step: its value, word, short mark and how far down it is (0 best, 4 worst, None unrated)."""

    value: str
    word: str
    mark: str
    badness: int | None


RATINGS = (
    Rating("green", "Green", "g", 0),
    Rating("amber_green", "Amber/Green", "ag", 1),
    Rating("amber", "Amber", "a", 2),
    Rating("amber_red", "Amber/Red", "ar", 3),
    Rating("red", "Red", "r", 4),
    Rating("complete", "Complete", "c", None),
    Rating("not_rated", "Not rated", "n", None),
)
BY_VALUE = {rating.value: rating for rating in RATINGS}
BY_MARK = {rating.mark: rating for rating in RATINGS}
RATED_BY = ("rating_office", "rating_manager")  # the office's first, where one has to lead
UNRATED = (None, "", "not_rated")  # what is written beside these says why there is none
SCALES = {5: ("green", "amber_green", "amber", "amber_red", "red"), 3: ("green", "amber", "red")}


def worsened(before: str, now: str) -> int:
    """1 when a rating got worse, -1 when better, 0 when level or not comparable."""
    a, b = BY_VALUE.get(before), BY_VALUE.get(now)
    if a is None or b is None or a.badness is None or b.badness is None:
        return 0
    return (b.badness > a.badness) - (b.badness < a.badness)
