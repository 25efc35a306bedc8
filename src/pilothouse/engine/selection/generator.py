"""Portfolios drawn by a seed, as hard as asked: to test and to time the optimiser on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pilothouse.engine.selection.candidates import Candidate
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.rules import Group, Prerequisite, Rule


@dataclass(frozen=True, kw_only=True)
class PortfolioShape:
    """How big and how hard a drawn portfolio is.

    budget_share : [-] the budgets over what all projects would cost; lower is tighter
    skill_share  : [-] a scarce skill's capacity over what all projects would ask for
    scarce_share : [-] share of the skills that are scarce; the others have 1.5 times that room
    correlation  : [-] 0 to 1, how closely value follows cost; 1 is the hardest
    chain_share  : [-] share of projects that stand in a chain of prerequisites
    chain_length : projects in a chain
    exclusive_share : [-] share of the projects outside chains that stand in threes of which one may be in
    skills_each  : skills a project asks for, at most
    """

    projects: int = 500
    periods: int = 12
    skills: int = 20
    budget_share: float = 0.35
    skill_share: float = 0.6
    scarce_share: float = 0.3
    correlation: float = 0.9
    chain_share: float = 0.3
    chain_length: int = 4
    exclusive_share: float = 0.15
    skills_each: int = 4
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.projects, self.periods, self.skills, self.chain_length, self.skills_each) < 1:
            raise ValueError("A drawn portfolio needs at least one project, period, skill and link.")
        rules = (self.chain_share, self.exclusive_share)
        for share in (self.budget_share, self.skill_share, self.scarce_share, self.correlation, *rules):
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"A share of {share} is outside 0 to 1.")


def generated_portfolio(shape: PortfolioShape) -> SelectionProblem:
    """Draw a portfolio; the same shape and seed give the same one on every machine."""
    draw = np.random.Generator(np.random.Philox(shape.seed))
    candidates = tuple(_candidate(shape, number, draw) for number in range(shape.projects))
    cost = sum(one.total_cost for one in candidates)
    asked = np.zeros(shape.skills)
    for one in candidates:
        for skill, people in one.demand.items():
            asked[int(skill[6:])] += sum(people)
    # A plan that ramps up: the first period has 80 % of the mean, the last 120 %.
    ramp = np.linspace(0.8, 1.2, shape.periods) if shape.periods > 1 else np.ones(1)
    scarce = np.arange(shape.skills) < round(shape.scarce_share * shape.skills)
    room = np.where(scarce, shape.skill_share, 1.5 * shape.skill_share)
    budgets = tuple(float(round(b)) for b in shape.budget_share * cost / shape.periods * ramp)
    capacity = {
        f"skill {k}": tuple([round(float(room[k] * asked[k] / shape.periods), 1)] * shape.periods)
        for k in range(shape.skills)
    }
    return SelectionProblem(
        candidates=candidates,
        budgets=budgets,
        capacity=capacity,
        discount={"value": 0.02},
        rules=_rules(shape, draw),
    )


def _candidate(shape: PortfolioShape, number: int, draw: np.random.Generator) -> Candidate:
    duration = int(draw.integers(1, max(2, min(6, shape.periods))))
    cost = tuple(float(c) for c in np.rint(np.exp(draw.normal(4.5, 0.6, duration))))
    total = sum(cost)
    noise = float(np.exp(draw.normal(4.5, 0.6))) * duration
    value = round(1.3 * (shape.correlation * total + (1.0 - shape.correlation) * noise) + 10.0)
    picked = draw.choice(shape.skills, size=int(draw.integers(1, shape.skills_each + 1)) % (shape.skills + 1))
    demand = {
        f"skill {k}": tuple(float(p) for p in draw.integers(1, 9, duration) / 2.0)
        for k in sorted({int(p) for p in picked})
    }
    earliest = int(draw.integers(0, max(1, shape.periods - duration + 1) // 2 + 1))
    return Candidate(
        name=f"project {number}",
        scores={"value": float(value), "risk": float(draw.integers(1, 26))},
        cost=cost,
        demand=demand,
        earliest=min(earliest, shape.periods - duration),
        category=("run", "grow", "transform")[int(draw.integers(3))],
        must_do=False,
    )


def _rules(shape: PortfolioShape, draw: np.random.Generator) -> tuple[Rule, ...]:
    order = draw.permutation(shape.projects)
    rules: list[Rule] = []
    chained = int(shape.chain_share * shape.projects)
    for begin in range(0, chained - shape.chain_length + 1, shape.chain_length):
        links = order[begin : begin + shape.chain_length]
        for before, after in pairwise(links):
            timing = "finishes_before" if draw.random() < 0.5 else "chosen"
            rules.append(
                Prerequisite(project=f"project {after}", needs=f"project {before}", timing=timing)  # type: ignore[arg-type]
            )
    free = order[chained:]
    for number in range(int(shape.exclusive_share * len(free) / 3 + 1e-9)):
        trio = free[3 * number : 3 * number + 3]
        rules.append(Group(name=f"either {number}", of=tuple(f"project {p}" for p in trio), most=1))
    return tuple(rules)
