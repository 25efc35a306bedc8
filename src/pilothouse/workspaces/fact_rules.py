"""What a fact must be before it is kept, whichever door it comes through; each refusal is a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.facts import NewFact, standing_facts
from pilothouse.kernel.models import Place
from pilothouse.workspaces.bounds import FIRST_DAY, MAY_BE_NEGATIVE, YEARS
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.ratings import BY_VALUE

ENDS = ("start", "finish")


def check_fact(fact: NewFact, place: Place) -> None:
    """Refuse a fact that cannot be so. Raises Invalid, which names the measure or `effective`."""
    measure = MEASURES[fact.measure]
    if not FIRST_DAY <= fact.effective <= timezone.localdate():
        raise Invalid({"effective": "A fact holds from a day that has come, 1990 or later."})
    if measure.kind == "rating" and fact.word not in BY_VALUE:
        raise Invalid({fact.measure: f"Choose one of the ratings: {', '.join(BY_VALUE)}."})
    if fact.currency and fact.currency != place.currency:
        raise Invalid({fact.measure: f"Money is kept in {place.currency} here, not in {fact.currency}."})
    if fact.amount is not None and fact.amount < 0 and fact.measure not in MAY_BE_NEGATIVE:
        raise Invalid({fact.measure: f"The {measure.label.lower()} cannot be less than nothing."})
    if fact.day and fact.day.year not in YEARS:
        raise Invalid({fact.measure: f"The {measure.label.lower()} lies between the years 1900 and 2199."})


def check_order(facts: Sequence[NewFact], place: Place) -> None:
    """Refuse a finish before the start, of those given or told before. One query when either is given."""
    given = [f for f in facts if f.measure in ENDS]
    if not given:
        return
    day = max(f.effective for f in given)
    before = standing_facts([place.pk]).filter(measure__in=ENDS, effective__lte=day)
    found: dict[str, date | None] = {f.measure: f.day for f in before}
    found |= {f.measure: f.day for f in given}
    start, finish = found.get("start"), found.get("finish")
    if start and finish and finish < start:
        reason = f"The finish, {_nice(finish)}, is before the start, {_nice(start)}."
        raise Invalid({given[-1].measure: reason})


def _nice(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
