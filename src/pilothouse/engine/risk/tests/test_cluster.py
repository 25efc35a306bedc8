"""Many plans: here and on a cluster of two processes, the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.risk import RiskTask, risk_plan, simulate_many, systemic_lognormal, uniform


def scenarios():
    return [
        risk_plan([RiskTask("a", uniform(100, 100 + 50 * k)), RiskTask("b", uniform(1, 9))])
        for k in range(1, 6)
    ]


def test_many_plans_may_share_a_factor_or_have_their_own():
    factor = systemic_lognormal(0.2, 0.1)

    shared = simulate_many(scenarios(), factors=factor, futures=200)
    own = simulate_many(scenarios(), factors=[factor] * 5, futures=200)

    assert all(np.array_equal(a.finish, b.finish) for a, b in zip(shared, own, strict=True))
    with pytest.raises(ValueError, match="5 plans need as many factors, not 2"):
        simulate_many(scenarios(), factors=[factor, None], futures=200)


@pytest.mark.slow
def test_two_worker_processes_give_the_same_numbers():
    from distributed import Client, LocalCluster

    here = simulate_many(scenarios(), factors=systemic_lognormal(0.2, 0.1), futures=2_000)

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            there = simulate_many(
                scenarios(), factors=systemic_lognormal(0.2, 0.1), cluster=client, futures=2_000
            )
        address = simulate_many(
            scenarios(),
            factors=systemic_lognormal(0.2, 0.1),
            cluster=cluster.scheduler_address,
            futures=2_000,
        )

    for a, b, c in zip(here, there, address, strict=True):
        assert np.array_equal(a.finish, b.finish)
        assert np.array_equal(a.tallies.tasks, b.tallies.tasks)
        assert np.array_equal(a.cost, c.cost)
