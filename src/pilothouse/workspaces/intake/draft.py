"""What an import would write: places and dated facts, checked, before anything touches the database.

A draft is plain frozen data. It is made by `draft_portfolio` from a table, a mapping and the answers to the
questions asked; the database half reads it and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """The four kinds of workspace."""

    PORTFOLIO = "portfolio"
    PROGRAMME = "programme"
    PROJECT = "project"
    INITIATIVE = "initiative"


class Measure(StrEnum):
    """What a dated fact tells about a place."""

    RATING_MANAGER = "rating_manager"
    RATING_OFFICE = "rating_office"
    BUDGET = "budget"
    FORECAST = "forecast"
    WHOLE_LIFE_COST = "whole_life_cost"
    BENEFITS = "benefits"
    START = "start"
    FINISH = "finish"
    NARRATIVE = "narrative"


class Rating(StrEnum):
    """A delivery rating; a three-step scale uses green, amber and red only."""

    GREEN = "green"
    AMBER_GREEN = "amber_green"
    AMBER = "amber"
    AMBER_RED = "amber_red"
    RED = "red"
    COMPLETE = "complete"
    NOT_RATED = "not_rated"


RATINGS = frozenset({Measure.RATING_MANAGER, Measure.RATING_OFFICE})
MONEY = frozenset({Measure.BUDGET, Measure.FORECAST, Measure.WHOLE_LIFE_COST, Measure.BENEFITS})
DATES = frozenset({Measure.START, Measure.FINISH})


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """A portfolio, programme, project or initiative that the file speaks of.

    key        : unique in this draft; facts and children point at it
    kind, name : as they will be shown; the name is the latest one that the file gives
    code       : the publisher's own code, "" when there is none
    parent     : key of the place above, "" at the top; a parent always stands before its children
    series     : stable from file to file (a code, else the folded name under its parent's series); the same
                 series in the same office is the same place, whatever its name or parent is this year
    manager    : name of who runs it, "" when the file does not say
    row        : row of the file that spoke of it last (1 is the first row of the file)
    """

    key: str
    kind: Kind
    name: str
    code: str = ""
    parent: str = ""
    series: str = ""
    manager: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class DraftFact:
    """One thing that was so of one place at one date, with the row and column that say it.

    value    : Rating for ratings; int minor units for money; date for start and finish; None for a narrative,
               and where the file says that there is no value, which ends what was told before
    currency : ISO 4217 code, money only
    scale    : 5 or 3 steps, ratings only, else 0
    note     : the text of a narrative; for a value that is not given, the reason in the publisher's words
    topic    : what a narrative is about ("aims", "rating", "schedule", "budget", …), else ""
    Within a draft (place, measure, effective, topic) is unique.
    """

    place: str
    measure: Measure
    effective: date
    value: Rating | int | date | None = None
    currency: str = ""
    scale: int = 0
    note: str = ""
    topic: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a cell, or a whole row when `column` is "", was not taken; in a sentence that a person can act on.

    row : row of the file as a spreadsheet shows it, so the heading of a plain file is row 1
    """

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class DraftCounts:
    """How much the file held and how much of it was understood.

    rows     : data rows read; `good` gave at least one fact or place, `bad` have an error
    places   : number by kind; facts : number by measure
    by_date  : effective date -> number of projects and initiatives that the file speaks of at that date
    withheld : amounts and dates that the publisher holds back, with a reason instead of a value
    blank    : heading -> number of its cells, in rows taken, that are empty where a rating, amount or date may stand
    """

    rows: int = 0
    good: int = 0
    bad: int = 0
    places: dict[str, int] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)
    by_date: dict[date, int] = field(default_factory=dict)
    withheld: int = 0
    blank: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PortfolioDraft:
    """Everything that an import would write, and everything it would leave out.

    source   : file name as given, for the facts' provenance
    recipe   : the recogniser used, "" when mapped by hand
    digest   : SHA-256 (hex) of the file's bytes, so that the same file is known again
    errors   : cells or rows left out; warnings: taken, yet worth a look
    left_out : row -> why, of the rows left out whole
    """

    source: str
    digest: str
    recipe: str
    places: tuple[DraftPlace, ...]
    facts: tuple[DraftFact, ...]
    errors: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    counts: DraftCounts
    left_out: dict[int, str] = field(default_factory=dict)
