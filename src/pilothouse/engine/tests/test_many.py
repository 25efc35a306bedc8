"""Many networks, plans and portfolios: here and on a cluster of two processes, the same numbers."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from pilothouse.engine import (
    Effort,
    LevelBudget,
    LevelRecipe,
    Link,
    Network,
    PortfolioShape,
    RiskTask,
    Task,
    generate_problem,
    generated_portfolio,
    level_many,
    risk_plan,
    run_many,
    schedule_many,
    select_many,
    simulate_many,
    systemic_lognormal,
    triangular,
)

NETWORKS = [
    Network(
        start=datetime(2026, 3, 2, 8),
        tasks=(Task(id="a", duration=60 * days), Task(id="b", duration=600)),
        links=(Link("a", "b"),),
    )
    for days in range(1, 5)
]
PLANS = [risk_plan([RiskTask("a", triangular(1, 20, 40 * k))]) for k in range(1, 4)]
CROWDED = [generate_problem(LevelRecipe(tasks=12, people=people), seed=3) for people in (0, 4)]
PORTFOLIOS = [generated_portfolio(PortfolioShape(projects=12, seed=seed)) for seed in (1, 2)]


def answers(cluster):
    """Numbers of all four kinds, from one way of running."""
    dated = schedule_many(NETWORKS, cluster=cluster)
    tried = simulate_many(PLANS, factors=systemic_lognormal(0.1, 0.1), futures=300, cluster=cluster)
    levelled = level_many(CROWDED, budget=LevelBudget(evaluations=60), cluster=cluster)
    chosen = select_many(PORTFOLIOS, effort=Effort(evaluations=500, nodes=20), cluster=cluster)
    return (
        [(one.start.tolist(), one.finish.tolist(), one.total_float.tolist()) for one in dated],
        [one.finish.tolist() for one in tried],
        [(one.cost, one.bound, one.plan) for one in levelled],
        [(one.value, one.bound, dict(one.starts)) for one in chosen],
    )


def same(one, other):
    return repr(one) == repr(other)


def test_many_here_are_each_alone_in_their_order():
    dated, tried, levelled, chosen = answers(None)

    assert [len(part) for part in (dated, tried, levelled, chosen)] == [4, 3, 2, 2]
    assert [row[1][1] - row[0][0] for row in dated] == sorted(row[1][1] - row[0][0] for row in dated)
    assert np.median(tried[2]) > np.median(tried[0])
    assert run_many(abs, [-2, 1], cluster=None) == [2, 1]


@pytest.mark.slow
def test_two_worker_processes_give_the_same_numbers_in_all_four():
    from distributed import Client, LocalCluster

    here = answers(None)

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        by_address = schedule_many(NETWORKS, cluster=cluster.scheduler_address)
        with Client(cluster) as client:
            there = answers(client)
            with pytest.raises(ZeroDivisionError):
                run_many((1).__truediv__, [2, 0], cluster=client)

    assert same(here, there)
    assert [one.start.tolist() for one in by_address] == [row[0] for row in here[0]]
