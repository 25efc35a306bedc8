"""A plan with its uncertainty as JSON, from files and other programs; see docs/reference/risk-json.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pilothouse.engine.risk import distributions as d
from pilothouse.engine.risk.events import Alternative, Branch, RiskEvent, RiskResponse, Weather
from pilothouse.engine.risk.plan import RiskGroup, RiskPlan
from pilothouse.engine.risk.systemic import Systemic, systemic_lognormal
from pilothouse.engine.risk.tasks import After, CostLine, RiskTask, risk_plan

UNITS = {"minutes": 1.0, "hours": 60.0, "days": 480.0}
_MAKERS: dict[str, Callable[..., d.Distribution]] = {
    "fixed": d.fixed,
    "triangular": d.triangular,
    "pert": d.pert,
    "lognormal": d.lognormal,
    "uniform": d.uniform,
}
_TOP = {
    "start", "unit", "tasks", "lines", "groups", "correlation", "events", "branches", "weather", "steady", "factor"
}  # fmt: skip


def plan_from_json(form: Mapping[str, Any]) -> RiskPlan:
    """Read a plan from its JSON form.

    Raises ValueError: an unknown key (the known ones are listed), a missing one, or anything `RiskPlan` refuses.
    """
    _known("A plan", form, _TOP)
    unit = str(form.get("unit", "minutes"))
    if unit not in UNITS:
        raise ValueError(f"The unit must be minutes, hours or days (of 480 minutes), not {unit!r}.")
    minutes = UNITS[unit]
    return risk_plan(
        [_task(item, minutes) for item in _need("A plan", form, "tasks")],
        lines=[_line(item, minutes) for item in form.get("lines", ())],
        groups=tuple(_group(item) for item in form.get("groups", ())),
        correlation=float(form.get("correlation", 0.0)),
        events=tuple(_event(item, minutes) for item in form.get("events", ())),
        branches=tuple(_branch(item) for item in form.get("branches", ())),
        weather=tuple(_weather(item, minutes) for item in form.get("weather", ())),
        steady=frozenset(form.get("steady", ())),
    )


def factor_from_json(form: Mapping[str, Any]) -> Systemic | None:
    """Read the project-wide factor of a plan's JSON form: log deviations of time and cost, and their correlation."""
    factor = form.get("factor")
    if factor is None:
        return None
    _known("The factor", factor, {"time", "cost", "correlation"})
    time, cost = float(factor.get("time", 0.0)), float(factor.get("cost", 0.0))
    return systemic_lognormal(time, cost, correlation=float(factor.get("correlation", 0.5)))


def distribution_from_json(form: Any, scale: float = 1.0) -> d.Distribution:
    """Read an uncertain number: a number, {"pert": [low, mode, high]} and the like, or lists of outcomes.

    scale : what one unit of the form is worth, such as 480 minutes
    """
    if isinstance(form, int | float):
        return d.fixed(float(form) * scale)
    if not isinstance(form, Mapping) or not form:
        raise ValueError(f"An uncertain number is a number or one named distribution, not {form!r}.")
    kind = next(iter(form))
    if kind == "discrete":
        _known("A list of outcomes", form, {"discrete", "chances"})
        return d.discrete(
            [float(v) * scale for v in form["discrete"]], _need("A list of outcomes", form, "chances")
        )
    _known("A distribution", form, {kind})
    numbers = [float(value) for value in form[kind]]
    if kind == "empirical":
        return d.empirical([value * scale for value in numbers])
    if kind not in _MAKERS:
        raise ValueError(
            f"No distribution {kind!r}; there are: {', '.join([*_MAKERS, 'discrete', 'empirical'])}."
        )
    if kind == "pert" and len(numbers) == 4:
        low, mode, high, weight = numbers
        return d.pert(low * scale, mode * scale, high * scale, weight=weight)
    scaled = 1 if kind == "lognormal" else len(numbers)
    try:
        return _MAKERS[kind](*(value * scale if k < scaled else value for k, value in enumerate(numbers)))
    except TypeError as error:
        raise ValueError(f"A {kind} distribution does not take {len(numbers)} numbers.") from error


def _task(form: Mapping[str, Any], minutes: float) -> RiskTask:
    name = str(_need("A task", form, "id"))
    _known(f"Task {name!r}", form, {"id", "duration", "after", "earliest"})
    duration = distribution_from_json(_need(f"Task {name!r}", form, "duration"), minutes)
    after = tuple(_after(item, minutes) for item in form.get("after", ()))
    return RiskTask(name, duration, after, round(float(form.get("earliest", 0)) * minutes))


def _after(form: Any, minutes: float) -> After:
    if not isinstance(form, Mapping):
        return After(str(form))
    _known("A link", form, {"task", "kind", "lag"})
    lag = round(float(form.get("lag", 0)) * minutes)
    return After(str(_need("A link", form, "task")), str(form.get("kind", "FS")), lag)


def _line(form: Mapping[str, Any], minutes: float) -> CostLine:
    name = str(_need("A cost line", form, "id"))
    _known(f"Cost line {name!r}", form, {"id", "task", "amount", "rate"})
    amount = distribution_from_json(form.get("amount", 0))
    return CostLine(name, amount, str(form.get("task", "")), float(form.get("rate", 0.0)) / minutes)


def _group(form: Mapping[str, Any]) -> RiskGroup:
    name = str(_need("A group", form, "id"))
    _known(f"Group {name!r}", form, {"id", "correlation", "members"})
    return RiskGroup(
        name, float(_need(name, form, "correlation")), tuple(map(str, _need(name, form, "members")))
    )


def _event(form: Mapping[str, Any], minutes: float) -> RiskEvent:
    name = str(_need("A risk", form, "id"))
    _known(f"Risk {name!r}", form, {"id", "probability", "delay", "cost", "tasks", "lines", "response"})
    answer = form.get("response")
    response = None
    if answer is not None:
        _known(f"The response to {name!r}", answer, {"probability", "delay", "cost", "price"})
        response = RiskResponse(
            *_chance_and_impact(name, answer, minutes), price=float(answer.get("price", 0.0))
        )
    tasks, lines = (
        tuple((str(k), float(v)) for k, v in form.get(key, {}).items()) for key in ("tasks", "lines")
    )
    chance, delay, cost = _chance_and_impact(name, form, minutes)
    return RiskEvent(name, chance, delay, cost, tasks=tasks, lines=lines, response=response)


def _chance_and_impact(
    name: str, form: Mapping[str, Any], minutes: float
) -> tuple[float, d.Distribution, d.Distribution]:
    chance = float(_need(f"Risk {name!r}", form, "probability"))
    delay, cost = form.get("delay", 0), form.get("cost", 0)
    return chance, distribution_from_json(delay, minutes), distribution_from_json(cost)


def _branch(form: Mapping[str, Any]) -> Branch:
    name = str(_need("A branch", form, "id"))
    _known(f"Branch {name!r}", form, {"id", "alternatives"})
    ways = []
    for item in _need(name, form, "alternatives"):
        _known(f"An alternative of {name!r}", item, {"id", "probability", "tasks"})
        chance = float(_need(name, item, "probability"))
        ways.append(Alternative(str(_need(name, item, "id")), chance, tuple(map(str, item.get("tasks", ())))))
    return Branch(name, tuple(ways))


def _weather(form: Mapping[str, Any], minutes: float) -> Weather:
    name = str(_need("A weather", form, "id"))
    _known(f"Weather {name!r}", form, {"id", "losses", "tasks", "period", "first_season"})
    return Weather(
        name,
        tuple(distribution_from_json(item) for item in _need(name, form, "losses")),
        tuple(map(str, _need(name, form, "tasks"))),
        round(float(form.get("period", 10_080 / minutes)) * minutes),
        int(form.get("first_season", 0)),
    )


def _known(what: str, form: Mapping[str, Any], keys: set[str]) -> None:
    """Raise where a key is not one of those known."""
    for key in form:
        if key not in keys:
            raise ValueError(f"{what} has no {key!r}; it may have: {', '.join(sorted(keys))}.")


def _need(what: str, form: Mapping[str, Any], key: str) -> Any:
    """The value of a key that must be there."""
    if key not in form:
        raise ValueError(f"{what} needs {key!r}.")
    return form[key]
