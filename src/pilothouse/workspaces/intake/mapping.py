"""Says which column of a table is what: the targets a column can have, and the mapping of a table."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from .calendar_dates import DateOrder
from .currencies import currency_in
from .headings import factor_in, topic_of
from .money import NumberStyle
from .table import ImportRejected
from .targets import MONEY_TARGETS, Target

BLANK: Final = "blank"
ENDS: Final = "ends"
NONE_GIVEN: Final = "None was given."


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
    blank_note   : the remark with which a blank cell ends what was told before, where a file tells the whole
                   state or whoever imports it says so; "" when a blank cell says nothing
    portfolios   : folded name or alias -> (code, name) of known portfolios
    """

    number_style: NumberStyle | None = None
    date_order: DateOrder | None = None
    year_end: tuple[int, int] | None = None
    effective: date | None = None
    scale: int = 0
    unrated_note: str = ""
    blank_note: str = ""
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
                choice = _told(choice, target, topic)
            elif target not in (Target.IGNORE, Target.NARRATIVE) and choice.target is target:
                reason = f"“{heading}” is used instead."
                choice = replace(choice, target=Target.IGNORE, confidence=0.0, reason=reason)
            told.append(choice)
        return replace(self, choices=tuple(told))


def _told(choice: ColumnChoice, target: Target, topic: str) -> ColumnChoice:
    """A choice as a person made it; a unit and a currency in the heading count, as they do in a guess."""
    money = target in MONEY_TARGETS
    return replace(
        choice,
        target=target,
        confidence=1.0,
        reason="You chose it.",
        topic=(topic or choice.topic or topic_of(choice.heading)) if target is Target.NARRATIVE else "",
        factor=max(choice.factor, factor_in(choice.heading)) if money else 1,
        currency=(choice.currency or currency_in(choice.heading)) if money else "",
    )


def with_blanks(mapping: Mapping, answers: Answers[str, str]) -> Mapping:
    """The mapping with what was answered about empty cells; a publisher's own convention stays.

    answers : {"blank": "ends"} when an empty cell ends what was told before; else it says nothing
    """
    if mapping.conventions.blank_note or answers.get(BLANK) != ENDS:
        return mapping
    return replace(mapping, conventions=replace(mapping.conventions, blank_note=NONE_GIVEN))
