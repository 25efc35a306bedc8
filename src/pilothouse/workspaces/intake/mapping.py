"""Says which column of a table is what: the targets a column can have, and the mapping of a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from .calendar_dates import DateOrder
from .draft import Measure
from .money import NumberStyle
from .table import ImportRejected


class Target(StrEnum):
    """What a column can be taken as."""

    IGNORE = "ignore"
    NAME = "name"
    CODE = "code"
    SERIES = "series"
    KIND = "kind"
    PORTFOLIO = "portfolio"
    PROGRAMME = "programme"
    MANAGER = "manager"
    EFFECTIVE = "effective"
    RATING_SCALE = "rating_scale"
    RATING_MANAGER = "rating_manager"
    RATING_OFFICE = "rating_office"
    BUDGET = "budget"
    FORECAST = "forecast"
    WHOLE_LIFE_COST = "whole_life_cost"
    BENEFITS = "benefits"
    START = "start"
    FINISH = "finish"
    NARRATIVE = "narrative"

    @property
    def measure(self) -> Measure | None:
        """The measure that a column of this target gives facts of, if any."""
        return Measure(self.value) if self.value in Measure._value2member_map_ else None


RATING_TARGETS = (Target.RATING_OFFICE, Target.RATING_MANAGER)
MONEY_TARGETS = (Target.BUDGET, Target.FORECAST, Target.WHOLE_LIFE_COST, Target.BENEFITS)
DATE_TARGETS = (Target.START, Target.FINISH)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What one column is taken as, how sure that is, and why.

    confidence : 0 to 1; 1 is told or recognised, 0 is ignored
    topic      : of a narrative ("aims", "schedule", …)
    factor     : what one unit of the column stands for: 1_000_000 for "£m"
    currency   : ISO 4217 when the heading or the recogniser says it, else ""
    """

    index: int
    heading: str
    target: Target = Target.IGNORE
    confidence: float = 0.0
    reason: str = ""
    topic: str = ""
    factor: int = 1
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Conventions:
    """How a publisher writes, when a recogniser knows it; what is left empty is detected or asked.

    year_end     : (month, day) for which a bare report year stands
    effective    : date of every fact when no column gives one
    scale        : steps of the ratings, 0 to see it from the column
    unrated_note : the reason given when both ratings are blank; "" leaves such rows without a rating
    portfolios   : folded name or alias -> (code, name) of known portfolios
    """

    number_style: NumberStyle | None = None
    date_order: DateOrder | None = None
    year_end: tuple[int, int] | None = None
    effective: date | None = None
    scale: int = 0
    unrated_note: str = ""
    portfolios: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Every column of a table with its target; `recipe` names the recogniser that made it, "" for a guess."""

    choices: tuple[ColumnChoice, ...]
    recipe: str = ""
    conventions: Conventions = field(default_factory=Conventions)

    def of(self, target: Target) -> ColumnChoice | None:
        """The column taken as this target, the first when several are."""
        return next((c for c in self.choices if c.target is target), None)

    def each(self, *targets: Target) -> tuple[ColumnChoice, ...]:
        """All columns taken as any of these targets, left to right."""
        return tuple(c for c in self.choices if c.target in targets)

    def choose(self, heading: str, target: Target, *, topic: str = "") -> Mapping:
        """The same mapping with one column told; a target that can stand once is taken from the other column.

        Raises ImportRejected when no column has that heading.
        """
        if all(c.heading != heading for c in self.choices):
            raise ImportRejected(f"The table has no column called “{heading[:80]}”.", code="no-column")
        told = []
        for choice in self.choices:
            if choice.heading == heading:
                choice = replace(
                    choice, target=target, confidence=1.0, reason="You chose it.", topic=topic or choice.topic
                )
            elif target not in (Target.IGNORE, Target.NARRATIVE) and choice.target is target:
                choice = replace(
                    choice, target=Target.IGNORE, confidence=0.0, reason=f"“{heading}” is used instead."
                )
            told.append(choice)
        return replace(self, choices=tuple(told))
