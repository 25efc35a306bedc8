"""Quality of selection in ten seconds, beside the best portfolios known and the bound of the same run."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.timing import Effort
from pilothouse.engine.selection.arithmetic import breaches
from pilothouse.engine.selection.effort import Effort as Looking
from pilothouse.engine.selection.generator import PortfolioShape, generated_portfolio
from pilothouse.engine.selection.orlib import read_knapsacks
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.selection import Selection
from pilothouse.engine.selection.solve import select

SETS = {"mknapcb1.txt": "5.100", "mknapcb2.txt": "5.250", "mknapcb4.txt": "10.100", "mknapcb5.txt": "10.250"}
SETS |= {"mknapcb7.txt": "30.100", "mknapcb8.txt": "30.250"}
EACH = 30  # instances of a file
ENDLESS = 2**40


def best_known(folder: Path) -> dict[str, list[float]]:
    """Best-known values by set, such as "5.100"; the labels of the first thirty rows are missing."""
    text = (folder / "mkcbres.txt").read_text(encoding="ascii")
    table = text.split("Best Feasible Solution Value", 1)[1].split("Problem Name", 1)[0]
    values: dict[str, list[float]] = {}
    for line in table.splitlines():
        if row := re.fullmatch(r"\s*(?:(\d+\.\d+)-\d+\s+)?(\d+)\s*", line):
            values.setdefault(row[1] or "5.100", []).append(float(row[2]))
    return values


def chosen_in(problem: SelectionProblem, seconds: float, gap: float) -> Selection:
    """The portfolio found within so many seconds of processor time."""
    looking = Looking(evaluations=ENDLESS, nodes=2**31 - 1, seconds=seconds, clock=time.process_time, gap=gap)
    found = select(problem, effort=looking)
    if breaches(problem, found.starts):
        raise AssertionError("The portfolio breaks a limit.")
    return found


def knapsacks(effort: Effort) -> list[Figure]:
    """Mean gap to the best known of OR-Library's multidimensional knapsacks over a sample of each file."""
    folder = effort.data / "mknapcb"
    if not folder.exists():
        note = f"{effort.data} is absent: no knapsacks to fill"
        return [Figure(case="knapsacks", what="mknapcb", unit="%", value=None, note=note)]
    seconds = 2.0 if effort.quick else 10.0
    known = best_known(folder)
    picked = [EACH // 2] if effort.quick else [5, 25] if not effort.long else [2, 7, 12, 17, 22, 27]
    gaps, bounds, proven = [], [], 0
    for file, name in SETS.items():
        problems = read_knapsacks((folder / file).read_text(encoding="ascii"))
        for number in picked:
            found = chosen_in(problems[number], seconds, 1e-6)
            gaps.append(100 * (1 - found.value / known[name][number]))
            bounds.append(100 * (found.bound / known[name][number] - 1))
            proven += found.proven
    return [
        Figure(
            case="knapsacks",
            what=f"mknapcb, {len(gaps)} instances, {seconds:.0f} s of processor time each: mean below best known",
            unit="%",
            value=float(np.mean(gaps)),
            goal=0.05,
            ceiling=-float(np.mean(bounds)),
            ceiling_of="the bound that came with it, against the best known",
            note=f"worst {max(gaps):.3f}, {proven} proven best, {sum(g < 0 for g in gaps)} better than the best known",
        )
    ]


MIXES = {
    "chains of eight": PortfolioShape(chain_length=8, chain_share=0.6),
    "budgets for 15 % of what is asked": PortfolioShape(budget_share=0.15),
    "budgets for 10 % of what is asked": PortfolioShape(budget_share=0.1),
    "every skill scarce": PortfolioShape(scarce_share=1.0),
    "every project outside a chain in a group of three that exclude each other": PortfolioShape(
        exclusive_share=1.0
    ),
}


def _drawn(shape: PortfolioShape) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and gap in percent of one drawn portfolio."""
    problem = generated_portfolio(shape)
    wall, begin = time.perf_counter(), time.process_time()
    found = chosen_in(problem, 10.0, 0.005)
    return time.perf_counter() - wall, time.process_time() - begin, 100 * found.gap


def _below_bound(what: str, runs: list[tuple[float, float, float]]) -> Figure:
    return Figure(
        case="selection",
        what=what,
        unit="%",
        value=max(gap for _, _, gap in runs),
        goal=0.5,
        ceiling=0.0,
        ceiling_of="the bound",
    )


def selection(effort: Effort) -> list[Figure]:
    """500 projects x 12 quarters x 20 skills, to half a percent of the bound."""
    seeds = range(effort.pick(1, 3))
    runs = [_drawn(PortfolioShape(seed=seed)) for seed in seeds]
    figures = [
        Figure(
            case="selection",
            what=f"500 projects x 12 quarters x 20 skills, worst of {len(runs)}: time to 0.5 % or 10 s",
            unit="s",
            value=max(wall for wall, _, _ in runs),
            processor=max(processor for _, processor, _ in runs),
            goal=10.0,
        ),
        _below_bound("The same: worst portfolio below its bound", runs),
    ]
    for name, shape in {} if effort.quick else MIXES.items():
        drawn = [_drawn(replace(shape, seed=seed)) for seed in seeds]
        figures.append(_below_bound(f"The same with {name}, worst of {len(drawn)}", drawn))
    return figures
