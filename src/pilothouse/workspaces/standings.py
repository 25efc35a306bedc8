"""Working out how each workspace stands on each day from its facts; run after every write of facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.db import transaction

from pilothouse.kernel.facts import standing_facts
from pilothouse.kernel.models import Fact
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.ratings import BY_VALUE, RATED_BY
from pilothouse.workspaces.standing import Standing

CHUNK = 400
TREND = 12


def _take(held: dict[str, object], fact: Fact) -> None:
    kind = MEASURES[fact.measure].kind
    if kind == "rating":
        held[fact.measure] = fact.word
    elif kind == "money":
        held[fact.measure] = fact.amount
        held["currency"] = fact.currency or held.get("currency", "")
    elif kind == "day":
        held[fact.measure] = fact.day
        if fact.measure == "finish" and fact.day and not held.get("first_finish"):
            held["first_finish"] = fact.day


def stretches(place_id: int, facts: Iterable[Fact]) -> list[Standing]:
    """The stretches of days of one place, from its facts in order of their effective day.

    The trend is what one rater told, never of two mixed: the office while it rates, else the manager.
    When both have ended, it is the office's if that ever rated.
    """
    held: dict[str, object] = {}
    told: dict[str, list[tuple[date, str]]] = {measure: [] for measure in RATED_BY}
    found: list[Standing] = []
    known = (f for f in facts if f.measure in MEASURES)
    for day, group in groupby(known, key=lambda f: f.effective):
        today = list(group)
        for fact in today:
            _take(held, fact)
        for measure in {f.measure for f in today} & {*RATED_BY}:
            word = str(held.get(measure) or "")
            if word or told[measure]:
                told[measure].append((day, BY_VALUE[word].mark if word in BY_VALUE else "n"))
        if found:
            found[-1].until = day
        rating = [measure for measure in RATED_BY if held.get(measure)]
        rated = [measure for measure in RATED_BY if told[measure]]
        leading = told[(rating or rated or RATED_BY)[0]]
        marks = ",".join(f"{d.isoformat()}={mark}" for d, mark in leading[-TREND:])
        found.append(Standing(place_id=place_id, since=day, last_fact=day, trend=marks, **held))
    return found


def rework(places: set[int]) -> None:
    """Work out the stretches of these places afresh. Three queries for every 400 places."""
    listed = sorted(places)
    for at in range(0, len(listed), CHUNK):
        chunk = listed[at : at + CHUNK]
        facts: dict[int, list[Fact]] = {}
        for fact in standing_facts(chunk):
            facts.setdefault(fact.place_id, []).append(fact)
        rows = [row for place_id, own in facts.items() for row in stretches(place_id, own)]
        with transaction.atomic():
            Standing.objects.filter(place__in=chunk).delete()
            Standing.objects.bulk_create(rows, batch_size=1000)
