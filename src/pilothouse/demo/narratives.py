"""The sentences of the reports, made from the very numbers that they speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from random import Random

from pilothouse.demo.course import FIVE, Course, Month
from pilothouse.demo.risk_lives import RiskLife
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.money import short_money

WORSE = (
    "One step below the manager's view: the last two forecasts rose, and no saving is named.",
    "Less sure than the manager: the float before the next gate is used up.",
    "The plan holds only when two things go well on the same day.",
    "The largest risk has no money behind it yet.",
)
BETTER = (
    "The board's decision of last week is not in the manager's view yet.",
    "The reserve of the programme covers what worries the manager.",
)
STEADY = (
    "Crews are on site as planned.",
    "The weekly plan held in three weeks of four.",
    "No change was asked for this quarter.",
    "Two stages were signed off since the last report.",
    "The next gate is prepared.",
    "Samples and tests are on schedule.",
)
ASKS = (
    "Help needed: a decision on scope before the next board.",
    "Help needed: two more people for the test stage.",
    "Help needed: the programme's reserve for the largest risk.",
    "Help needed: one voice towards the council.",
)


def pounds(amount: int) -> str:
    """Money as a board reads it."""
    return short_money(amount, "GBP")


def _money_words(month: Month) -> str:
    share = month.over
    if abs(share) < 0.005:
        return f"Forecast {pounds(month.forecast)}, level with the budget."
    side = "above" if share > 0 else "below"
    return f"Forecast {pounds(month.forecast)}, {abs(share) * 100:.0f} % {side} the budget of {pounds(month.budget)}."


def _date_words(course: Course, month: Month) -> str:
    late = (month.finish - course.finish).days
    if late <= 3:
        return f"Finish holds at {nice_day(month.finish)}."
    return f"Finish is now {nice_day(month.finish)}, {late} days later than first told."


def worst_risk(risks: list[RiskLife], day: date) -> RiskLife | None:
    """The live threat with the highest expected cost on a day; None when there is none."""
    moment = datetime.combine(day, time(23, 59), tzinfo=UTC)
    live = [
        r for r in risks
        if r.values["kind"] == "threat" and r.raised <= moment and (r.ended is None or r.ended > moment)
    ]  # fmt: skip
    return max(live, key=lambda r: r.values["residual_probability"] * r.values["residual_cost"], default=None)


def month_words(rng: Random, course: Course, month: Month, risks: list[RiskLife], *, ends: bool) -> str:
    """A report in three or four sentences: money, date, what worries, what is asked for."""
    if ends:
        days = (month.finish - course.finish).days
        when = f"{days} days later than first told" if days > 3 else "on the day first told"
        return f"Finished on {nice_day(month.finish)}, {when}, for {pounds(month.forecast)}. Handed over and in use."
    if course.status == "proposed":
        return f"Waits for its start on {nice_day(course.start)}. {_money_words(month)}"
    said = [_money_words(month), _date_words(course, month)]
    worst = worst_risk(risks, month.day)
    if month.severity >= 0.55 and worst:
        said.append(f"What worries most: “{worst.values['title']}”.")
    if month.severity >= 0.9:
        said.append(rng.choice(ASKS))
    elif month.severity < 0.55:
        said.append(rng.choice(STEADY))
    return " ".join(said)


def office_words(rng: Random, month: Month) -> str:
    """Why the office rates otherwise than the manager; nothing when it agrees."""
    gap = FIVE.index(month.office) - FIVE.index(month.manager)
    if gap == 0:
        return ""
    return rng.choice(WORSE if gap > 0 else BETTER)
