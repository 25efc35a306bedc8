"""A portfolio added up afresh from the question, apart from any solver: what it is worth and what it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from math import fsum

from pilothouse.engine.selection.effort import Work
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.program import TOLERANCE
from pilothouse.engine.selection.rules import Balance, Group, Limit, Prerequisite, Rule
from pilothouse.engine.selection.selection import Chosen, Selection


def portfolio(
    problem: SelectionProblem, starts: Mapping[str, int], *, bound: float, work: tuple[Work, ...] = ()
) -> Selection:
    """The selection that starts these projects in these periods, every figure added up afresh.

    Raises ValueError: a name is unknown.
    """
    unknown = [name for name in starts if name not in problem.position]
    if unknown:
        raise ValueError(f"There is no candidate called {unknown[0]}.")
    chosen = tuple(
        Chosen(name=one.name, start=starts[one.name], last=starts[one.name] + one.duration - 1)
        for one in problem.candidates
        if one.name in starts
    )
    running = [one for one in problem.candidates if one.running]
    measures = {measure for one in problem.candidates for measure in one.scores}
    totals = {measure: total(problem, starts, measure) for measure in sorted(measures)}
    value = fsum(weight * totals[measure] for measure, weight in problem.objective.items())
    return Selection(
        problem=problem,
        chosen=chosen,
        value=value,
        bound=max(bound, value),
        totals=totals,
        spend=spend(problem, starts),
        use={skill: use(problem, starts, skill) for skill in problem.capacity},
        stopped=tuple(one.name for one in running if one.name not in starts),
        sunk={one.name: one.running.sunk_cost for one in running if one.running},
        work=work,
    )


def total(problem: SelectionProblem, starts: Mapping[str, int], measure: str) -> float:
    """A score over the portfolio, with what stopped projects leave."""
    figures = []
    for one in problem.candidates:
        if one.name in starts:
            figures.append(problem.worth(one, starts[one.name], measure))
        elif one.running:
            figures.append(one.running.stop_value.get(measure, 0.0))
    return fsum(figures)


def spend(problem: SelectionProblem, starts: Mapping[str, int]) -> tuple[float, ...]:
    """[money] per period within the horizon."""
    spent = [0.0] * problem.periods
    for one in problem.candidates:
        stop = one.running.stop_cost if one.running else ()
        begin, costs = (starts[one.name], one.cost) if one.name in starts else (0, stop)
        for period, cost in enumerate(costs, start=begin):
            if period < problem.periods:
                spent[period] += cost
    return tuple(spent)


def use(problem: SelectionProblem, starts: Mapping[str, int], skill: str) -> tuple[float, ...]:
    """[people] of a skill per period within the horizon."""
    used = [0.0] * problem.periods
    for name, start in starts.items():
        demand = problem.candidates[problem.position[name]].demand.get(skill, ())
        for period, people in enumerate(demand, start=start):
            if period < problem.periods:
                used[period] += people
    return tuple(used)


def breaches(problem: SelectionProblem, starts: Mapping[str, int]) -> list[str]:
    """Every limit and rule that the portfolio breaks, in words; empty where it keeps all."""
    found = []
    spent, money = spend(problem, starts), problem.budgets
    if problem.carry_over:
        spent, money = tuple(accumulate(spent)), tuple(accumulate(money))
    for period, (cost, budget) in enumerate(zip(spent, money, strict=True)):
        if over(cost, budget):
            found.append(f"Period {period} spends {cost:g} of a budget of {budget:g}.")
    for skill, people in problem.capacity.items():
        for period, (used, room) in enumerate(zip(use(problem, starts, skill), people, strict=True)):
            if over(used, room):
                found.append(f"Period {period} uses {used:g} of {room:g} {skill}.")
    for one in problem.candidates:
        if one.must_do and one.name not in starts:
            found.append(f"{one.name} must be done and is not in.")
        if one.name in starts and starts[one.name] not in one.starts(problem.periods):
            found.append(f"{one.name} may not start in period {starts[one.name]}.")
    return found + [words for rule in problem.rules for words in _broken(problem, rule, starts)]


def over(figure: float, limit: float) -> bool:
    """True where a figure passes its limit by more than rounding."""
    return figure > limit + 2.0 * TOLERANCE * max(1.0, abs(limit))


def _broken(problem: SelectionProblem, rule: Rule, starts: Mapping[str, int]) -> list[str]:
    if isinstance(rule, Group):
        count = sum(name in starts for name in rule.of)
        most = len(rule.of) if rule.most is None else rule.most
        return [] if rule.least <= count <= most else [f"Group {rule.name} has {count} projects."]
    if isinstance(rule, Prerequisite):
        return _out_of_order(problem, rule, starts)
    if isinstance(rule, Limit):
        figure = total(problem, starts, rule.measure)
        kept = not over(figure, rule.most) and not over(-figure, -rule.least)
        return [] if kept else [f"{rule.measure} comes to {figure:g}."]
    return _unbalanced(problem, rule, starts)


def _out_of_order(problem: SelectionProblem, rule: Prerequisite, starts: Mapping[str, int]) -> list[str]:
    if rule.project not in starts:
        return []
    if rule.needs not in starts:
        return [f"{rule.project} is in without {rule.needs}."]
    if rule.timing == "chosen":
        return []
    needed = problem.candidates[problem.position[rule.needs]]
    duration = needed.duration if rule.timing == "finishes_before" else 0
    if starts[rule.needs] + duration + rule.lag <= starts[rule.project]:
        return []
    return [f"{rule.project} starts too soon after {rule.needs}."]


def _unbalanced(problem: SelectionProblem, rule: Balance, starts: Mapping[str, int]) -> list[str]:
    own = whole = 0.0
    for name in starts:
        one = problem.candidates[problem.position[name]]
        counted = {"cost": one.total_cost, "count": 1.0}.get(rule.measure, one.scores.get(rule.measure, 0.0))
        whole += counted
        own += counted if one.category == rule.category else 0.0
    kept = not over(rule.least * whole - own, 0.0) and not over(own - rule.most * whole, 0.0)
    return [] if kept else [f"{rule.category} takes {own:g} of {whole:g} in {rule.measure}."]
