"""What a column of a table can be taken as."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from .draft import Measure


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

WORDS: Final[dict[str, str]] = {
    "ignore": "nothing (left out)",
    "name": "name",
    "code": "code",
    "series": "lasting code",
    "kind": "kind",
    "portfolio": "portfolio",
    "programme": "programme",
    "manager": "led by",
    "effective": "date it holds from",
    "rating_scale": "scale of the rating",
    "rating_manager": "manager's rating",
    "rating_office": "office's rating",
    "budget": "budget",
    "forecast": "forecast",
    "whole_life_cost": "whole-life cost",
    "benefits": "benefits",
    "start": "start",
    "finish": "finish",
    "narrative": "narrative",
}
"""What a person calls each target."""
