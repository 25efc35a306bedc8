"""What one more unit of each budget and skill would be worth, by the relaxation or by choosing again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pilothouse.engine.selection.compile_program import compile_program
from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.relaxation import relax
from pilothouse.engine.selection.selection import Impossible
from pilothouse.engine.selection.solve import select

Method = Literal["relaxation", "resolve"]


@dataclass(frozen=True, kw_only=True)
class MarginalValue:
    """Worth of one more unit of a budget (money) or of a skill (people) in one period.

    worth  : per unit, in the objective
    extra  : [units] the increase that was tried; nought for the relaxation, whose price is at the margin
    method : "relaxation": the price of the limit if projects could be done in part, at once and for all;
             "resolve": the portfolio chosen again with `extra` more
    proven : both portfolios behind the figure were proven best (always True for the relaxation)
    """

    kind: Literal["budget", "skill"]
    name: str
    period: int
    worth: float
    extra: float
    method: Method
    proven: bool


def marginal_values(problem: SelectionProblem) -> tuple[MarginalValue, ...]:
    """Prices of all budgets and skills in the relaxation, dearest first; nought where there is room left.

    Raises Impossible: no portfolio fits, even in part.
    """
    program = compile_program(problem)
    relaxation = relax(program)
    if relaxation is None:
        raise Impossible("The limits have no price: even part projects cannot keep them.")
    found = [
        MarginalValue(
            kind="budget" if row.kind == "budget" else "skill",
            name=row.name,
            period=row.period,
            worth=max(float(relaxation.price[place]), 0.0),
            extra=0.0,
            method="relaxation",
            proven=True,
        )
        for place, row in enumerate(program.rows)
        if row.kind in ("budget", "skill")
    ]
    return tuple(sorted(found, key=lambda one: -one.worth))


def resolved_value(
    problem: SelectionProblem, *, period: int, extra: float, skill: str = "", effort: Effort | None = None
) -> MarginalValue:
    """Worth per unit of `extra` more budget (or of a skill, where named) in one period, by choosing again.

    Raises ValueError: no such period or skill, or `extra` not above nought.
    """
    if not 0 <= period < problem.periods or (skill and skill not in problem.capacity):
        raise ValueError(f"There is no {skill or 'budget'} in period {period}.")
    if not extra > 0.0:
        raise ValueError("Try an increase above nought.")
    before = select(problem, effort=effort)
    after = select(with_more(problem, period=period, extra=extra, skill=skill), effort=effort)
    return MarginalValue(
        kind="skill" if skill else "budget",
        name=skill or "budget",
        period=period,
        worth=(after.value - before.value) / extra,
        extra=extra,
        method="resolve",
        proven=before.proven and after.proven,
    )


def with_more(problem: SelectionProblem, *, period: int, extra: float, skill: str = "") -> SelectionProblem:
    """The same problem with more budget, or more of a skill, in one period."""
    room = list(problem.capacity[skill] if skill else problem.budgets)
    room[period] += extra
    if skill:
        return replace(problem, capacity={**problem.capacity, skill: tuple(room)})
    return replace(problem, budgets=tuple(room))
