"""Why each project was left out, in words, and what would bring it in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilothouse.engine.selection.arithmetic import breaches
from pilothouse.engine.selection.compile_program import compile_program
from pilothouse.engine.selection.program import Floats, Program, Row
from pilothouse.engine.selection.reason_words import in_words
from pilothouse.engine.selection.relaxation import Relaxation, relax
from pilothouse.engine.selection.selection import Selection


@dataclass(frozen=True, kw_only=True)
class Lack:
    """What a left-out project would need beyond what is free, were it simply added at its best start."""

    kind: str
    name: str
    period: int
    amount: float


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One left-out project.

    why    : a sentence
    start  : the start that lacks least, -1 where it has no start at all
    lacks  : the budgets, skills and rules that stand in its way at that start, the others staying
    worth  : what it would add to the objective there
    shortfall : a first guess at the worth it would have to gain to push others out, by the prices of the
             relaxation; nought where those already favour it. `entry_of` chooses again and is exact
    brings_in : a sentence on what would bring it in
    """

    name: str
    why: str
    start: int
    lacks: tuple[Lack, ...]
    worth: float
    shortfall: float
    brings_in: str


def reasons_left_out(selection: Selection) -> tuple[Reason, ...]:
    """A reason for each project left out, in the order of the candidates.

    "What would bring it in" is sufficient where it speaks of room: with exactly that much more, the same
    portfolio and the project fit together.
    Raises ValueError: the selection breaks its own limits.
    """
    problem = selection.problem
    wrong = breaches(problem, selection.starts)
    if wrong:
        raise ValueError(f"This portfolio breaks its limits: {wrong[0]}")
    program = compile_program(problem)
    relaxation = relax(program)
    used = program.use(_columns(selection, program))
    return tuple(_reason(selection, name, (program, relaxation, used)) for name in selection.left_out)


def _columns(selection: Selection, program: Program) -> Floats:
    chosen = np.zeros(program.columns)
    starts = {selection.problem.position[name]: start for name, start in selection.starts.items()}
    for column, (place, start) in enumerate(zip(program.project, program.start, strict=True)):
        chosen[column] = float(starts.get(int(place), -1) == int(start))
    return chosen


def _reason(selection: Selection, name: str, known: tuple[Program, Relaxation | None, Floats]) -> Reason:
    program, relaxation, used = known
    place = selection.problem.position[name]
    own = np.flatnonzero(program.project == place).tolist()
    if not own:
        return _never_starts(selection, name)
    lacks = {column: _lacks(program, used, column) for column in own}
    column = min(own, key=lambda one: (_size(program, lacks[one]), -program.worth[one]))
    short = 0.0 if relaxation is None else max(0.0, float(-relaxation.reduced[own].max()))
    worth = float(program.worth[column])
    why, brings = in_words(selection, name, lacks[column], worth=worth, short=short)
    return Reason(
        name=name,
        why=why,
        start=int(program.start[column]),
        lacks=tuple(
            Lack(kind=row.kind, name=row.name, period=row.period, amount=amount)
            for row, amount in lacks[column]
        ),
        worth=worth,
        shortfall=short,
        brings_in=brings,
    )


def _never_starts(selection: Selection, name: str) -> Reason:
    one = selection.problem.candidates[selection.problem.position[name]]
    periods = selection.problem.periods
    return Reason(
        name=name,
        why=f"{name} lasts {one.duration} periods from period {one.earliest} at the earliest and cannot "
        f"finish within {periods}.",
        start=-1,
        lacks=(),
        worth=0.0,
        shortfall=0.0,
        brings_in=f"A horizon of {one.earliest + one.duration} periods, or a later finish allowed.",
    )


def _lacks(program: Program, used: Floats, column: int) -> list[tuple[Row, float]]:
    """Rows that adding the column would break, each with by how much."""
    entries = slice(program.pointer[column], program.pointer[column + 1])
    found = []
    for row, figure in zip(program.row[entries].tolist(), program.figure[entries].tolist(), strict=True):
        after = used[row] + figure
        amount = max(after - program.high[row], program.low[row] - after)
        if amount > program.slack[row]:
            found.append((program.rows[row], float(amount)))
    return found


def _size(program: Program, lacks: list[tuple[Row, float]]) -> float:
    """How far a start is from fitting; rules weigh more than money, for money can be found."""
    limits = {row: program.high[place] for place, row in enumerate(program.rows)} if lacks else {}
    total = 0.0
    for row, amount in lacks:
        total += amount / max(abs(limits[row]), 1.0) if row.kind in ("budget", "skill") else 10.0
    return total
