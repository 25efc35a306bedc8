"""Choosing the portfolio: relaxation, annealing, branch and bound, each starting where the last one ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor, inf

import numpy as np

from pilothouse.engine.selection.arithmetic import portfolio
from pilothouse.engine.selection.compile_program import compile_program
from pilothouse.engine.selection.effort import Effort, Step, Stopwatch, Work
from pilothouse.engine.selection.exact import Answer, Ask, branch_and_bound, constraint_search
from pilothouse.engine.selection.infeasible import explain_impossible
from pilothouse.engine.selection.merge import Merger
from pilothouse.engine.selection.packing import is_packing
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.program import Floats, Program
from pilothouse.engine.selection.relaxation import Relaxation, relax
from pilothouse.engine.selection.search import anneal_portfolio
from pilothouse.engine.selection.selection import Impossible, Selection
from pilothouse.engine.selection.shut import shut_columns

SMALL = 60  # columns up to which branch and bound answers at once, and annealing is not worth starting
BIG = 1_500  # columns from which branch and bound seldom gets past its first node in seconds
# Of the time left when the step begins: annealing alone, and the core after it.
SEARCH_SHARE, CORE_SHARE = 0.5, 0.8
# The same where the core merges portfolios, which anneals too; big ones leave nothing to prove after it.
FIRST_SHARE, BIG_FIRST_SHARE = 0.3, 0.08
MERGE_SHARE, BIG_MERGE_SHARE = 0.5, 0.98
BIG_RUNS = 60  # annealing runs between two merges of a big one, where branch and bound takes a second or more
CORE_GAP = 1e-4  # finer than what may be asked: a core solved coarsely does not get past the search


def select(problem: SelectionProblem, *, effort: Effort | None = None) -> Selection:
    """The portfolio that is worth most under the budgets, people and rules, with proof or bound.

    effort : how long to look; by default counts only, so that the answer reproduces
    Raises Impossible: the must-do projects and rules cannot all be kept; the message names what breaks.
    Raises ArithmeticError: no portfolio was found within the effort, though none was shown impossible.
    """
    asked = effort or Effort()
    hunt = Hunt(program=compile_program(problem), effort=asked, watch=Stopwatch.start(asked))
    relaxation = relax(hunt.program, shut=shut_columns(problem, hunt.program))
    if relaxation is None:
        raise Impossible(explain_impossible(problem))
    hunt.lower_bound(relaxation.bound)
    empty = np.zeros(hunt.program.columns)
    if hunt.program.allows(empty):
        hunt.offer(empty)
    if hunt.program.columns:
        _take_steps(problem, hunt, relaxation)
    if hunt.best is None:
        raise ArithmeticError("No portfolio was found within the effort given; allow more nodes or seconds.")
    pairs = np.flatnonzero(hunt.best > 0.5)
    starts = {
        problem.candidates[hunt.program.project[c]].name: int(hunt.program.start[c]) for c in pairs.tolist()
    }
    return portfolio(problem, starts, bound=max(hunt.bound, hunt.value), work=tuple(hunt.work))


@dataclass
class Hunt:
    """The best portfolio and the lowest bound so far."""

    program: Program
    effort: Effort
    watch: Stopwatch
    best: Floats | None = None
    value: float = -inf
    bound: float = inf
    work: list[Work] = field(default_factory=list)

    def offer(self, chosen: Floats | None) -> None:
        """Take a portfolio if it keeps every row and is worth more."""
        if chosen is not None and self.program.allows(chosen) and self.program.value(chosen) > self.value:
            self.best, self.value = chosen, self.program.value(chosen)

    def lower_bound(self, bound: float) -> None:
        """Take a bound if it is lower; whole worths let it be rounded down."""
        if self.program.whole and bound < inf:
            bound = floor(bound + 1e-6)
        self.bound = min(self.bound, bound)

    def note(self, step: str, count: float, unit: str, finished: bool) -> None:
        """Write down what a step did."""
        self.work.append(
            Work(step=step, count=count, unit=unit, value=self.value, bound=self.bound, finished=finished)
        )

    @property
    def over(self) -> bool:
        """True where the answer is good enough, or time is up."""
        near = self.best is not None and self.bound - self.value <= self.effort.gap * max(
            1.0, abs(self.value)
        )
        return near or self.watch.left() <= 0.0

    def enough(self) -> float:
        """Worth of the columns from which a portfolio is within the gap of the bound."""
        gap = self.effort.gap * max(1.0, abs(self.bound)) / (1.0 + self.effort.gap)
        return self.bound - gap - self.program.constant

    def worth_more(self) -> float:
        """The least worth that would be an improvement."""
        step = 1.0 if self.program.whole else self.effort.gap * max(1.0, abs(self.value))
        return self.value + step


def _take_steps(problem: SelectionProblem, hunt: Hunt, relaxation: Relaxation) -> None:
    steps: tuple[Step, ...] = hunt.effort.steps
    if hunt.program.columns <= SMALL and "milp" in steps:
        steps = ("milp",)
    for place, step in enumerate(steps):
        if hunt.over:
            break
        if step == "search":
            _search(hunt, relaxation, last=place == len(steps) - 1)
        elif step == "core":
            step_in = _core if is_packing(hunt.program) else _merge
            step_in(hunt, relaxation)
        elif step == "milp":
            _whole(problem, hunt, relaxation)
        else:
            _constraint(problem, hunt)


def _search(hunt: Hunt, relaxation: Relaxation, *, last: bool) -> None:
    merged = "core" in hunt.effort.steps and not is_packing(hunt.program)
    first = BIG_FIRST_SHARE if hunt.program.columns >= BIG else FIRST_SHARE
    own = first if merged else SEARCH_SHARE
    share = 0.0 if last else (1.0 - own) * hunt.watch.left()
    left = (lambda: hunt.watch.left() - share) if hunt.effort.clock else None
    found = anneal_portfolio(hunt.program, relaxation, hunt.effort, left=left, enough=hunt.enough())
    hunt.offer(found.chosen)
    hunt.note("search", found.evaluations, "evaluations", found.evaluations >= hunt.effort.evaluations)


def _merge(hunt: Hunt, relaxation: Relaxation) -> None:
    """Anneal from several sides, and branch over what the portfolios found disagree on, in turn."""
    share, runs = (BIG_MERGE_SHARE, BIG_RUNS) if hunt.program.columns >= BIG else (MERGE_SHARE, Merger.runs)
    kept = (1.0 - share) * hunt.watch.left() if hunt.effort.clock else 0.0
    merger = Merger(
        program=hunt.program,
        relaxation=relaxation,
        effort=hunt.effort,
        left=lambda: hunt.watch.left() - kept,
        enough=hunt.enough(),
        runs=runs,
    )
    merger.offer(hunt.best)
    finished = merger.run()
    hunt.offer(merger.pool[0] if merger.pool else None)
    hunt.note("core", merger.nodes, "nodes", finished)


def _core(hunt: Hunt, relaxation: Relaxation) -> None:
    """Branch over the projects in doubt, the others held where the best portfolio has them.

    In doubt is what the prices leave nearly open, and where the relaxation and the best portfolio disagree.
    Source: Danna, Rothberg and Le Pape (2005), Mathematical Programming 102 71-90, relaxation induced neighbourhoods.
    """
    program = hunt.program
    if hunt.best is None:
        return
    doubt = np.abs(relaxation.reduced)
    partly = int(np.count_nonzero((relaxation.share > 1e-6) & (relaxation.share < 1.0 - 1e-6)))
    width = min(program.columns, 2 * partly + 20)
    free = (doubt <= np.sort(doubt)[width - 1]) | (np.abs(relaxation.share - hunt.best) > 1e-6)
    answer = branch_and_bound(
        program,
        Ask(
            lower=np.where(free, 0.0, hunt.best),
            upper=np.where(free, 1.0, hunt.best),
            nodes=hunt.effort.nodes,
            seconds=CORE_SHARE * hunt.watch.left(),
            gap=min(hunt.effort.gap, CORE_GAP),
        ),
    )
    hunt.offer(answer.chosen)
    hunt.note("core", answer.count, "nodes", answer.finished)


def _fixed(hunt: Hunt, relaxation: Relaxation) -> tuple[Floats, Floats]:
    """Columns that no better portfolio may change, by their price in the relaxation: a proof, not a guess."""
    room = relaxation.bound - hunt.worth_more()
    margin = 1e-7 * max(1.0, abs(relaxation.bound))
    upper = np.where(-relaxation.reduced > room + margin, 0.0, 1.0)
    lower = np.where(relaxation.reduced > room + margin, 1.0, 0.0)
    return lower, upper


def _whole(problem: SelectionProblem, hunt: Hunt, relaxation: Relaxation) -> None:
    """Branch over every project that a better portfolio could change."""
    lower, upper = np.zeros(hunt.program.columns), np.ones(hunt.program.columns)
    least = -inf
    if hunt.best is not None:
        least = hunt.worth_more()
        lower, upper = _fixed(hunt, relaxation)
    ask = Ask(
        lower=lower,
        upper=upper,
        nodes=hunt.effort.nodes,
        seconds=hunt.watch.left(),
        gap=hunt.effort.gap,
    )
    answer = branch_and_bound(hunt.program, ask)
    _conclude(problem, hunt, answer, least)
    hunt.note("milp", answer.count, "nodes", answer.finished)


def _constraint(problem: SelectionProblem, hunt: Hunt) -> None:
    columns = hunt.program.columns
    ask = Ask(
        lower=np.zeros(columns),
        upper=np.ones(columns),
        nodes=hunt.effort.nodes,
        seconds=hunt.watch.left(),
        gap=hunt.effort.gap,
    )
    answer = constraint_search(hunt.program, ask, hunt.best)
    _conclude(problem, hunt, answer, -inf)
    hunt.note("cpsat", answer.count, "deterministic seconds", answer.finished)


def _conclude(problem: SelectionProblem, hunt: Hunt, answer: Answer, least: float) -> None:
    """Draw the bound from an answer that looked only where portfolios may be worth at least `least`."""
    hunt.offer(answer.chosen)
    if answer.bound == -inf and hunt.best is None:
        raise Impossible(explain_impossible(problem))
    # Below `least` the step may not have looked: the best may lie up to there, or just under it if whole.
    unseen = least - 1.0 if hunt.program.whole else least
    hunt.lower_bound(max(answer.bound, hunt.value, unseen))
