"""The course of one piece of work: its money, dates and ratings, month by month, from one draw of growth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from pilothouse.demo import growth
from pilothouse.demo.story import MONTHS, STORY_BEGIN, STORY_DAY, is_quarter

FIVE = ("green", "amber_green", "amber", "amber_red", "red")
THREE = ("green", "green", "amber", "red", "red")
STEPS = (0.25, 0.55, 0.9, 1.3)  # severity from which a rating is one step worse
OVERRUN, SLIP = 0.20, 0.25  # share over budget, and share of the duration, that count as severity 1
YEAR = 365.25


@dataclass(frozen=True)
class Month:
    """How the work stood at one month's end. Money in minor units; `office` is empty between quarters."""

    day: date
    budget: int
    forecast: int
    finish: date
    severity: float
    manager: str
    office: str
    rebased: bool = False

    @property
    def over(self) -> float:
        """Forecast over budget, share."""
        return self.forecast / self.budget - 1


@dataclass(frozen=True)
class Course:
    """The whole course of one piece of work, with what was drawn for it."""

    opened: date
    start: date
    finish: date
    budget: int
    whole_life: int
    benefits: int
    growth: float
    delay: float
    steps: int
    months: tuple[Month, ...]
    ended: date | None = None
    status: str = "active"

    @property
    def last(self) -> Month:
        """How it stands at the end of what was reported."""
        return self.months[-1]


@dataclass
class _Told:
    """What was last told and approved, while the months go by."""

    budget: int
    approved: date
    forecast: int
    finish: date
    bad: int = 0
    shade: float = 0.0  # a new baseline does not make work look healthy at once
    found: list[Month] = field(default_factory=list)


def rounded(amount: float) -> int:
    """Money in minor units, to whole thousands of the currency."""
    return max(round(amount / 1000), 1) * 1000 * 100


def rating(severity: float, steps: int) -> str:
    """The word for a severity on a scale of five or three steps."""
    return (FIVE if steps == 5 else THREE)[sum(severity >= limit for limit in STEPS)]


def severity(over: float, late: float) -> float:
    """How bad it is, 0 none, 1 at tolerance: the worse of cost and time, and a third of the other."""
    cost, time = max(over, 0) / OVERRUN, max(late, 0) / SLIP
    return max(cost, time) + min(cost, time) / 3


def _first_frame(rng: Random, *, small: bool) -> tuple[date, date, float]:
    """When it starts, when it should finish, and what it should cost."""
    if small:
        start = STORY_BEGIN + timedelta(days=rng.randint(-150, 780))
        return start, start + timedelta(days=rng.randint(120, 480)), 10 ** rng.uniform(4.6, 5.9)
    start = STORY_BEGIN + timedelta(days=rng.randint(-900, 850))
    length = rng.randint(420, 1500)
    finish = max(start + timedelta(days=length), STORY_BEGIN + timedelta(days=rng.randint(150, 400)))
    return start, finish, 10 ** rng.uniform(5.9, 7.75)


def _drawn(rng: Random, work_field: str, length_days: int) -> tuple[float, float]:
    """Growth of cost (ratio) and delay (share of the planned duration), from what real projects did."""
    cost, time = growth.levels(rng)
    if work_field == "digital":
        years = growth.DIGITAL_SLIP_YEARS.at(time)
        return growth.DIGITAL_COST.at(cost), years * YEAR / max(length_days, 1000)
    if work_field == "river":
        return growth.CAPITAL_COST.at(cost), growth.CAPITAL_SLIP_YEARS.at(time) * YEAR / max(
            length_days, 1200
        )
    return growth.WORKS_COST.at(cost), growth.WORKS_DURATION.at(time) - 1


def make_course(rng: Random, work_field: str, *, small: bool = False) -> Course:
    """Draw the course of one project, or of a small initiative."""
    start, finish, cost = _first_frame(rng, small=small)
    ratio, delay = _drawn(rng, work_field, (finish - start).days)
    opened = max(STORY_BEGIN, start - timedelta(days=rng.randint(20, 80)))
    budget = rounded(cost)
    course = Course(
        opened=min(opened, STORY_DAY - timedelta(days=40)), start=start, finish=finish, budget=budget,
        whole_life=rounded(cost * rng.uniform(1.3, 2.4)), benefits=rounded(cost * rng.uniform(1.5, 3.6)),
        growth=ratio, delay=delay, steps=3 if work_field == "digital" else 5, months=(),
    )  # fmt: skip
    return _lived(rng, course)


def _lived(rng: Random, course: Course) -> Course:
    """Go through the months: what becomes known, what the board approves, and how it is rated."""
    total = (course.finish - course.start).days
    last_day = course.finish + timedelta(days=round(total * course.delay))
    told = _Told(course.budget, course.finish, course.budget, course.finish)
    ended: date | None = None
    for day in (m for m in MONTHS if m >= course.opened):
        share = (day - course.opened).days / max((last_day - course.opened).days, 1)
        known = 1 - (1 - min(share, 1)) ** 1.7
        if is_quarter(day) or rng.random() < 0.35 or day >= last_day:
            told.forecast = rounded(course.budget / 100 * (1 + (course.growth - 1) * known))
            told.finish = course.finish + timedelta(days=round(total * course.delay * known))
        if day >= last_day:
            ended = last_day
            told.finish = last_day
        told.found.append(_month(rng, course, told, day))
        if ended:
            break
    status = "closed" if ended else "proposed" if course.start > STORY_DAY else "active"
    return replace(course, months=tuple(told.found), ended=ended, status=status)


def _month(rng: Random, course: Course, told: _Told, day: date) -> Month:
    rebased = told.bad >= rng.randint(4, 9)
    if rebased:
        told.budget, told.approved, told.bad, told.shade = told.forecast, told.finish, 0, 0.85
    length = max((course.finish - max(course.start, STORY_BEGIN - timedelta(days=400))).days, 200)
    bad = severity(told.forecast / told.budget - 1, (told.finish - told.approved).days / length)
    told.bad = told.bad + 1 if bad >= STEPS[3] else 0
    bad, told.shade = max(bad, told.shade), told.shade * 0.8
    manager = rating(bad * rng.uniform(0.75, 1.0), course.steps)
    office = rating(bad * rng.uniform(0.95, 1.12), course.steps) if is_quarter(day) else ""
    return Month(day, told.budget, told.forecast, told.finish, bad, manager, office, rebased)
