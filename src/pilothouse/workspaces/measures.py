"""What is measured about a workspace, each with its label, its kind of value and the verb that writing needs."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.kernel.models import Verb


@dataclass(frozen=True)
class Measure:
    """One measure: a rating, an amount, a day or a text, effective from a day."""

    name: str
    label: str
    kind: str
    verb: Verb = Verb.CHANGE


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("rating_manager", "Manager's rating", "rating"),
        Measure("rating_office", "Office's rating", "rating", Verb.RATE),
        Measure("budget", "Budget", "money"),
        Measure("forecast", "Forecast", "money"),
        Measure("whole_life_cost", "Whole-life cost", "money"),
        Measure("benefits", "Benefits", "money"),
        Measure("start", "Start", "day"),
        Measure("finish", "Finish", "day"),
        Measure("narrative", "Narrative", "text"),
    )
}
