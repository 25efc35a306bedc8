"""What is told of each work month by month, as dated facts; the words agree with the numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from pilothouse.demo.course import FIVE, Course, Month, rounded
from pilothouse.demo.narratives import month_words, office_words
from pilothouse.demo.risk_lives import RiskLife
from pilothouse.demo.story import MONTHS, STORY_BEGIN, is_quarter
from pilothouse.demo.works import Work
from pilothouse.kernel.facts import NewFact

CURRENCY = "GBP"


@dataclass(frozen=True)
class Telling:
    """The facts that the work's lead told, and those of the office."""

    lead: list[NewFact]
    office: list[NewFact]


def _money(place: int, measure: str, day: date, amount: int, note: str = "") -> NewFact:
    return NewFact(place, measure, day, amount=amount, currency=CURRENCY, note=note)


def _rated(place: int, measure: str, day: date, word: str, steps: int, note: str = "") -> NewFact:
    return NewFact(place, measure, day, word=word, scale=steps, note=note)


def tell(rng: Random, work: Work, place: int, risks: list[RiskLife]) -> Telling:
    """All facts about one project or initiative, oldest first."""
    course = work.course
    if course is None:
        raise ValueError(f"{work.title} has no course to tell of.")
    told = Telling([], [])
    told.lead.extend(_opening(work, course, place))
    before: Month | None = None
    for month in course.months:
        source = f"Monthly report, {month.day:%B %Y}"
        ends = month is course.last and course.ended is not None
        told.lead.extend(replace(f, source=source) for f in _figures(course, place, month, before, ends=ends))
        if is_quarter(month.day) or ends:
            note = month_words(rng, course, month, risks, ends=ends)
            told.lead.append(NewFact(place, "narrative", month.day, word="status", note=note, source=source))
        if (month.office or ends) and course.status != "proposed":
            word, note = ("complete", "") if ends else (month.office, office_words(rng, month))
            fact = _rated(place, "rating_office", month.day, word, course.steps, note)
            told.office.append(
                replace(fact, source=f"{'Final' if ends else 'Quarterly'} review, {month.day:%B %Y}")
            )
        before = month
    return told


def _opening(work: Work, course: Course, place: int) -> Iterator[NewFact]:
    day = course.opened
    source = "Mandate" if course.start > day else "Taken over from the old register"
    for fact in (
        NewFact(place, "narrative", day, word="aims", note=work.aims),
        NewFact(place, "start", day, day=course.start),
        NewFact(place, "finish", day, day=course.finish),
        _money(place, "budget", day, course.budget),
        _money(place, "forecast", day, course.budget),
        _money(place, "whole_life_cost", day, course.whole_life),
        _money(place, "benefits", day, course.benefits),
    ):
        yield replace(fact, source=source)


def _figures(
    course: Course, place: int, month: Month, before: Month | None, *, ends: bool
) -> Iterator[NewFact]:
    day, quarter = month.day, is_quarter(month.day)
    if course.status != "proposed":
        word = "complete" if ends else month.manager
        yield _rated(place, "rating_manager", day, word, course.steps)
    if month.rebased:
        yield _money(place, "budget", day, month.budget, "New baseline, approved by the board.")
    if before is None or month.forecast != before.forecast or quarter:
        yield _money(place, "forecast", day, month.forecast)
    if before is None or month.finish != before.finish or quarter:
        yield NewFact(place, "finish", day, day=month.finish)
    if quarter or ends:
        growth = month.forecast / course.budget
        yield _money(
            place, "whole_life_cost", day, rounded(course.whole_life / 100 * (1 + (growth - 1) * 0.6))
        )
    if day.month in (1, 7) or ends:
        late = (month.finish - course.finish).days
        yield _money(place, "benefits", day, rounded(course.benefits / 100 * max(1 - late / 6000, 0.7)))


def tell_group(rng: Random, work: Work, place: int, below: list[Work]) -> Telling:
    """The ratings of a programme or portfolio: as bad as the works in it, looked at each quarter."""
    told = Telling(
        [NewFact(place, "narrative", STORY_BEGIN, word="aims", note=work.aims, source="Mandate")], []
    )
    for day in (m for m in MONTHS if is_quarter(m)):
        months = [m for w in below if w.course for m in w.course.months if m.day == day]
        if not months:
            continue
        worst = sorted((m.severity for m in months), reverse=True)
        mean = sum(worst) / len(worst)
        steps = [
            FIVE[sum(mean * k >= limit for limit in (0.2, 0.4, 0.7, 1.1))]
            for k in (rng.uniform(0.7, 1), 1.05)
        ]
        grave = sum(s >= 1.3 for s in worst)
        note = f"{len(months)} works under way at the end of {day:%B}, {grave} of them beyond tolerance."
        source = f"Quarterly review, {day:%B %Y}"
        told.lead.append(replace(_rated(place, "rating_manager", day, steps[0], 5), source=source))
        told.lead.append(NewFact(place, "narrative", day, word="status", note=note, source=source))
        told.office.append(replace(_rated(place, "rating_office", day, steps[1], 5), source=source))
    return told
