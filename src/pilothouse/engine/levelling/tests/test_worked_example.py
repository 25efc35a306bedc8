"""A famous example with a known answer."""

from __future__ import annotations

from pilothouse.engine.levelling.check import violations
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.parts import LevelLink, LevelTask, Resource
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade, Stop
from pilothouse.engine.levelling.problem import LevellingProblem

# Fisher and Thompson, "Probabilistic learning combinations of local job-shop scheduling rules", in Muth and
# Thompson, Industrial Scheduling (1963), the 6 x 6 problem: (machine, duration) in order; the shortest plan
# takes 55.
FT06 = (
    ((2, 1), (0, 3), (1, 6), (3, 7), (5, 3), (4, 6)),
    ((1, 8), (2, 5), (4, 10), (5, 10), (0, 10), (3, 4)),
    ((2, 5), (3, 4), (5, 8), (0, 9), (1, 1), (4, 7)),
    ((1, 5), (0, 5), (2, 5), (3, 3), (4, 8), (5, 9)),
    ((2, 9), (1, 3), (4, 5), (5, 4), (0, 3), (3, 1)),
    ((1, 3), (3, 3), (5, 9), (0, 10), (4, 4), (2, 1)),
)


def test_fisher_and_thompson_six_by_six_takes_55() -> None:
    tasks = tuple(
        LevelTask(name=f"{job}.{step}", duration=length, units={f"M{machine}": 1})
        for job, steps in enumerate(FT06)
        for step, (machine, length) in enumerate(steps)
    )
    links = tuple(
        LevelLink(before=f"{job}.{k}", after=f"{job}.{k + 1}") for job in range(6) for k in range(5)
    )
    machines = tuple(Resource(name=f"M{k}", capacity=1) for k in range(6))
    problem = LevellingProblem(time_unit="hour", tasks=tasks, links=links, resources=machines)

    levelled = level(
        problem, grade=LevelGrade.PROOF, budget=LevelBudget(evaluations=6_000, deterministic_time=5.0)
    )

    assert levelled.cost == levelled.plan.end == 55
    assert levelled.optimal
    assert levelled.stopped is Stop.OPTIMAL
    assert violations(problem, levelled.plan) == ()
