"""Merging: portfolios found apart are laid side by side, and branch and bound settles where they differ.

What all of them and the relaxation agree on is held; a few hundred columns are left, which a small tree gets
through. Annealing then goes on from the merged portfolio, and so on in turn.
Source: Blum, Pinacho, López-Ibáñez and Lozano (2016), Computers & Operations Research 68 75-88, construct, merge,
solve and adapt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

import numpy as np

from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.exact import Ask, branch_and_bound
from pilothouse.engine.selection.program import Floats, Program
from pilothouse.engine.selection.relaxation import Relaxation
from pilothouse.engine.selection.search import RESTART, Annealer, run_length

RUNS = 30  # annealing runs between two merges
NODES = 200  # of one merge: a longer tree finds less than another merge
MOST = 6  # portfolios merged
WIDEST = 300  # columns they may differ in
NEARER = 0.9  # of the gap asked for: a merge stops by its own bound, which is below the one that counts
SHORTEST = 1_000


@dataclass
class Merger:
    """The best portfolios known, best first and each once, and what has been spent on them.

    left   : says the seconds that remain; always infinite without a deadline
    enough : worth of the columns at which to stop
    runs   : annealing runs between two merges
    """

    program: Program
    relaxation: Relaxation
    effort: Effort
    left: Callable[[], float]
    enough: float
    runs: int = RUNS
    pool: list[Floats] = field(default_factory=list)
    nodes: float = 0.0

    def run(self) -> bool:
        """Anneal and merge in turn; True where it ended by itself, not by the deadline."""
        annealer = Annealer(self.program, self.relaxation, np.random.Philox(self.effort.seed).jumped())
        length = min(run_length(self.effort), self.effort.evaluations // RUNS)
        while not self.good and self.left() > 0.0:
            if length >= SHORTEST:
                self._anneal(annealer, length)
            before = self.value
            settled = self.pool and not self.good and self._merge()
            stuck = length < SHORTEST and self.value == before
            over = annealer.evaluations + length > self.effort.evaluations
            if settled or stuck or over or self.nodes >= self.effort.nodes:
                return True
        return self.good

    @property
    def value(self) -> float:
        """Worth of the best one's columns."""
        return float(self.program.worth @ self.pool[0]) if self.pool else -inf

    @property
    def good(self) -> bool:
        """True where the best one is good enough."""
        return self.value >= self.enough

    def offer(self, chosen: Floats | None) -> None:
        """Keep a portfolio that is new and inside the limits."""
        if chosen is None or any(np.array_equal(chosen, one) for one in self.pool):
            return
        if self.program.allows(chosen):
            self.pool.append(chosen)
            self.pool.sort(key=lambda one: -float(self.program.worth @ one))

    def _anneal(self, annealer: Annealer, length: int) -> None:
        """New portfolios beside the best one; the others go, for merging them again would add nothing."""
        del self.pool[1:]
        for number in range(self.runs):
            spent = annealer.evaluations + length > self.effort.evaluations
            if self.good or spent or self.left() <= 0.0:
                break
            again = number % RESTART > 0 and self.pool
            self.offer(annealer.run(length, self.pool[0] if again else None))

    def _merge(self) -> bool:
        """Branch over what the best ones disagree on; True where they agree on all, with the relaxation too."""
        best = self.pool[0]
        free = self._doubt(1)
        for count in range(2, min(MOST, len(self.pool)) + 1):
            wider = self._doubt(count)
            free = wider if np.count_nonzero(wider) <= WIDEST else free
        if not free.any():
            return True
        answer = branch_and_bound(
            self.program,
            Ask(
                lower=np.where(free, 0.0, best),
                upper=np.where(free, 1.0, best),
                nodes=min(NODES, self.effort.nodes),
                seconds=self.left(),
                gap=NEARER * self.effort.gap,
            ),
        )
        self.nodes += max(answer.count, 1.0)
        self.offer(answer.chosen)
        return False

    def _doubt(self, count: int) -> np.ndarray:
        """Columns in which the first so many differ from each other or from the relaxation, shape (columns,)."""
        seen = np.stack([*self.pool[:count], self.relaxation.share])
        return np.asarray(np.ptp(seen, axis=0) > 1e-6)
