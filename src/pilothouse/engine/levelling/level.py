"""Level a problem: the one call behind which all grades stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.levelling.bounds import demands, lower_bound
from pilothouse.engine.levelling.compiled import Compiled, compile_problem, groups_of
from pilothouse.engine.levelling.crowd import Ints, Longs
from pilothouse.engine.levelling.early import early_dates, tails
from pilothouse.engine.levelling.explain import explain_moves, outcomes
from pilothouse.engine.levelling.plan import (
    LevelBudget,
    LevelGrade,
    Levelled,
    LevelledPlan,
    LevelMove,
    LevelProgress,
    Stop,
)
from pilothouse.engine.levelling.problem import LevellingProblem
from pilothouse.engine.levelling.proof import Effort, Hint, prove
from pilothouse.engine.levelling.roads import Road, Setting, cost_so_far, evaluations_so_far, open_road
from pilothouse.engine.levelling.rules import urgencies

ROWS_A_CHUNK = 150_000  # rows scheduled between two looks at the clock: about 10 ms on the fast road
SCHEDULES_A_PLACE = 190  # tuned on PSPLIB j120: a crowd this much smaller than the budget is best
MOST_KEPT = 3_000

Report = Callable[[LevelProgress], None]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Facts:
    """What every step looks at."""

    problem: LevellingProblem
    compiled: Compiled
    early: tuple[Longs, Longs]
    groups: tuple[Ints, Longs, Longs]
    budget: LevelBudget
    seed: int
    report: Report | None

    def tell(self, grade: LevelGrade, road: Road) -> None:
        """Report where levelling stands."""
        if self.report:
            self.report(
                LevelProgress(grade=grade, evaluations=evaluations_so_far(road), cost=cost_so_far(road))
            )


def level(
    problem: LevellingProblem,
    *,
    grade: LevelGrade = LevelGrade.SEARCH,
    budget: LevelBudget | None = None,
    seed: int = 1,
    report: Report | None = None,
    explain: bool = True,
) -> Levelled:
    """Find when each task runs and who does it, so that nobody and nothing is used twice at once.

    grade   : how hard to try; each grade starts from the plan of the one before
    budget  : how much to do, when to stop, whether somebody cancelled
    seed    : same seed and budget, same plan on every machine, unless a deadline cut in
    report  : called with the progress after each stretch of work
    explain : False leaves `moves` empty, which saves time on thousands of tasks
    Raises Infeasible: a task that can never be done.
    Sources: Hartmann (1998), Valls, Ballestin and Quintanilla (2005) for the search; OR-Tools CP-SAT for the proof.
    """
    compiled = compile_problem(problem)
    early = early_dates(problem, compiled)
    groups = groups_of(problem, compiled, early[1])
    facts = _Facts(
        problem=problem,
        compiled=compiled,
        early=early,
        groups=groups,
        budget=budget or LevelBudget(),
        seed=seed,
        report=report,
    )
    if compiled.rows == 0:
        return _empty(facts, grade)
    road, bound, stopped = _search(facts, grade)
    spent, notes = 0.0, ""
    if grade is LevelGrade.PROOF and cost_so_far(road) > bound and stopped is not Stop.CANCELLED:
        bound, spent, notes = _prove(facts, road, bound)
        stopped = facts.budget.stop() or Stop.BUDGET
    if cost_so_far(road) <= bound:
        stopped = Stop.OPTIMAL
    return _result(facts, road, explain, (bound, grade, stopped, spent, notes))


def _result(
    facts: _Facts, road: Road, explain: bool, outcome: tuple[int, LevelGrade, Stop, float, str]
) -> Levelled:
    """The best plan with its price, its proof and, where asked for, its explanation."""
    problem, (early_start, early_finish) = facts.problem, facts.early
    bound, grade, stopped, spent, note = outcome
    plan = _plan(facts, *road.best())
    moves: tuple[LevelMove, ...] = ()
    if explain:
        moves = explain_moves(problem, plan, _by_task(facts, early_start, np.minimum), _slack(facts))
    return Levelled(
        plan=plan,
        cost=cost_so_far(road),
        bound=bound,
        grade=grade,
        stopped=stopped,
        evaluations=evaluations_so_far(road),
        deterministic_time=spent,
        projects=outcomes(problem, plan, _by_task(facts, early_finish, np.maximum), facts.groups),
        moves=moves,
        notes=(note,) if note else (),
    )


def _search(facts: _Facts, grade: LevelGrade) -> tuple[Road, int, Stop]:
    """Priority rules, and the genetic search where the grade asks for it: the road, a bound, why it stopped."""
    urgency = urgencies(facts.compiled, facts.early[1], facts.groups)
    searching = grade is not LevelGrade.PRIORITY
    kept = facts.budget.evaluations // SCHEDULES_A_PLACE if searching else 0
    road = open_road(
        Setting(
            problem=facts.problem,
            compiled=facts.compiled,
            groups=facts.groups,
            urgency=urgency,
            size=min(max(kept, 2 * len(urgency), 10), MOST_KEPT),
            seed=facts.seed,
            first_slots=_first_slots(facts),
        )
    )
    chunk = max(3, ROWS_A_CHUNK // facts.compiled.rows)
    road.search(3 * len(urgency), -1)
    facts.tell(LevelGrade.PRIORITY, road)
    _, finish, _ = road.best()
    bound = lower_bound(facts.problem, facts.compiled, facts.early, facts.groups, int(finish.max()))
    while searching and cost_so_far(road) > bound and evaluations_so_far(road) < facts.budget.evaluations:
        if stop := facts.budget.stop(searching=True):
            return road, bound, stop
        road.search(min(evaluations_so_far(road) + chunk, facts.budget.evaluations), bound)
        facts.tell(LevelGrade.SEARCH, road)
    return road, bound, Stop.BUDGET


def _prove(facts: _Facts, road: Road, bound: int) -> tuple[int, float, str]:
    """Hand the best plan to the constraint solver and take back what it found: bound, its work, a note."""
    start, _, sits = road.best()
    proof = prove(
        facts.problem,
        facts.compiled,
        facts.early[0],
        facts.groups,
        Hint(start=start, sits=sits, cost=cost_so_far(road), bound=bound),
        Effort(
            deterministic_time=facts.budget.deterministic_time,
            seed=facts.seed,
            stopped=lambda: facts.budget.stop() is not None,
        ),
    )
    if proof.start is not None:
        road.offer(proof.start)
    facts.tell(LevelGrade.PROOF, road)
    return proof.bound, proof.deterministic_time, proof.note


def _first_slots(facts: _Facts) -> int:
    """A guess at the slots that a plan may need; the road doubles it where it was too low."""
    longest = int(facts.early[1].max())
    crowded = [
        demand.work.sum() / max(0.05, float(demand.supply.mean()))
        for demand in demands(facts.problem, facts.compiled, longest + 1)
    ]
    return int(2 * longest + 2 * max(crowded, default=0.0)) + 4 * facts.problem.slots_per_week


def _slack(facts: _Facts) -> Longs:
    """Slots that each task may move before its project ends later than it would if nothing were short."""
    project, finish = facts.compiled.project, facts.early[1]
    ends = np.zeros(int(project.max()) + 2, dtype=np.int64)
    np.maximum.at(ends, project + 1, finish)
    return _by_task(facts, np.maximum(0, ends[project + 1] - finish - tails(facts.compiled)), np.minimum)


def _by_task(facts: _Facts, rows: Longs, fold: np.ufunc) -> Longs:
    """Fold a value of the rows to their tasks."""
    first = np.flatnonzero(np.diff(facts.compiled.task, prepend=-1))
    return np.asarray(fold.reduceat(rows.astype(np.int64), first), dtype=np.int64)


def _plan(facts: _Facts, start: Ints, finish: Ints, sits: Ints) -> LevelledPlan:
    """The rows of a road as a plan of tasks and names."""
    compiled, problem = facts.compiled, facts.problem
    first = np.flatnonzero(np.diff(compiled.task, prepend=-1))
    people = tuple(
        tuple(
            problem.people[person].name
            for person in sits[compiled.seat_ptr[row] : compiled.seat_ptr[row + 1]]
        )
        for row in first
    )
    return LevelledPlan(
        start=_by_task(facts, start.astype(np.int64), np.minimum),
        finish=_by_task(facts, finish.astype(np.int64), np.maximum),
        part_task=compiled.task.astype(np.int64),
        part_start=start.astype(np.int64),
        part_finish=finish.astype(np.int64),
        people=people,
    )


def _empty(facts: _Facts, grade: LevelGrade) -> Levelled:
    """The plan of a problem without tasks."""
    nothing = np.zeros(0, dtype=np.int64)
    return Levelled(
        plan=LevelledPlan(
            start=nothing,
            finish=nothing,
            part_task=nothing,
            part_start=nothing,
            part_finish=nothing,
            people=(),
        ),
        cost=0,
        bound=0,
        grade=grade,
        stopped=Stop.OPTIMAL,
        evaluations=0,
        deterministic_time=0.0,
        projects=(),
        moves=(),
    )
