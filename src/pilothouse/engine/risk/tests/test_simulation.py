"""Many futures: reproducible on any number of threads, comparable between scenarios, right where theory says how."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from pilothouse.engine.risk import (
    After,
    Alternative,
    Branch,
    CostLine,
    RiskEvent,
    RiskGroup,
    RiskResponse,
    RiskTask,
    Weather,
    discrete,
    drivers,
    fixed,
    percentiles,
    pert,
    risk_plan,
    simulate,
    systemic_lognormal,
    tornado,
    triangular,
    uniform,
)

DAY = 480


def chain(n, spread, **more):
    tasks = [RiskTask(f"t{k}", spread, (After(f"t{k - 1}"),) if k else ()) for k in range(n)]
    return risk_plan(tasks, **more)


def rich_plan():
    tasks = [RiskTask(f"t{k}", pert(100, 200, 500), (After(f"t{k // 2}"),) if k else ()) for k in range(40)]
    names = tuple(task.id for task in tasks)
    return risk_plan(
        tasks,
        lines=[CostLine("crew", uniform(10, 30), rate=0.5), CostLine("kit", fixed(5), "t3", 0.1)],
        groups=(RiskGroup("site", 0.4, names[5:15]),),
        correlation=0.1,
        events=(RiskEvent("storm", 0.3, triangular(10, 50, 200), fixed(40), (("t7", 1.0), ("t9", 0.5))),),
        branches=(Branch("how", (Alternative("x", 0.7, ("t10",)), Alternative("y", 0.3, ("t11",)))),),
        weather=(Weather("rain", (uniform(0, 0.2), uniform(0.1, 0.6)), ("t2", "t4"), period=300),),
    )


def test_the_number_of_threads_changes_nothing():
    plan, factor = rich_plan(), systemic_lognormal(0.2, 0.1)

    one = simulate(plan, factor=factor, futures=5_000, seed=11, threads=1)
    two = simulate(plan, factor=factor, futures=5_000, seed=11, threads=2)

    assert np.array_equal(one.finish, two.finish)
    assert np.array_equal(one.cost, two.cost)
    for first, second in zip(one.tallies, two.tallies, strict=True):
        assert np.array_equal(first, second)
    assert not np.array_equal(
        one.finish, simulate(plan, factor=factor, futures=5_000, seed=12, threads=2).finish
    )


def test_more_futures_begin_with_the_same_ones():
    short = simulate(rich_plan(), futures=333, threads=1)
    longer = simulate(rich_plan(), futures=1_000, threads=1)

    assert np.array_equal(short.finish, longer.finish[:333])


def test_scenarios_share_the_numbers_of_tasks_they_share():
    base = [RiskTask("a", uniform(0, 1000)), RiskTask("b", uniform(0, 1000), (After("a"),))]
    wider = [RiskTask("new", uniform(0, 5)), *base]

    first = simulate(risk_plan(base), watched=("a", "b"), futures=500, threads=1)
    second = simulate(risk_plan(wider), watched=("a", "b"), futures=500, threads=1)

    assert np.array_equal(first.watched_duration, second.watched_duration)


def test_a_deadline_ends_the_run_with_what_is_done():
    asked = iter([False, False, False, True])

    result = simulate(rich_plan(), futures=6_400, threads=1, deadline=lambda: next(asked, True))

    assert 0 < result.futures < 6_400
    assert np.array_equal(
        result.finish, simulate(rich_plan(), futures=6_400, threads=1).finish[: result.futures]
    )
    assert any("Time ran out" in note for note in result.notes)


def test_a_chain_of_pert_tasks_follows_the_sum_of_means_and_variances():
    """Malcolm, Roseboom, Clark and Fazar (1959): mean (a + 4m + b) / 6; the beta's own variance; a normal sum."""
    plan = chain(36, pert(2 * DAY, 4 * DAY, 9 * DAY))
    mean = 36 * 4.5 * DAY
    deviation = 6 * np.sqrt(2.5 * 4.5 / 7) * DAY

    result = simulate(plan, futures=20_000, threads=1)

    assert result.finish.mean() == pytest.approx(mean, rel=2e-3)
    assert result.finish.std() == pytest.approx(deviation, rel=2e-2)
    assert percentiles(result, "finish", [0.9])[0.9] == pytest.approx(mean + 1.2816 * deviation, rel=5e-3)


def test_two_tasks_side_by_side_end_later_than_either():
    """The merge bias (Van Slyke 1963, Operations Research 11(5) 839-860): of two uniforms, E max = 2/3."""
    plan = risk_plan([RiskTask("a", uniform(0, 9000)), RiskTask("b", uniform(0, 9000))])

    result = simulate(plan, futures=20_000, threads=1)

    assert result.finish.mean() == pytest.approx(6000, rel=1e-2)
    assert drivers(result).criticality == pytest.approx([0.5, 0.5], abs=0.015)


@pytest.mark.parametrize(("group", "common"), [(0.5, 0.0), (0.0, 0.3), (0.4, 0.2)])
def test_correlation_is_what_was_asked(group, common):
    tasks = [RiskTask(name, uniform(0, 10_000)) for name in "ab"]
    plan = risk_plan(tasks, groups=(RiskGroup("g", group, ("a", "b")),), correlation=common)

    a, b = simulate(plan, futures=20_000, threads=1, watched=("a", "b")).watched_duration / 10_000
    normal = np.corrcoef(norm.ppf(np.clip(a, 1e-4, 1 - 1e-4)), norm.ppf(np.clip(b, 1e-4, 1 - 1e-4)))[0, 1]

    assert normal == pytest.approx(group + common, abs=0.02)


def test_the_project_wide_factor_widens_the_sum_that_independence_narrows():
    plan = chain(50, triangular(400, 480, 700))

    alone = simulate(plan, futures=5_000, threads=1)
    together = simulate(plan, factor=systemic_lognormal(0.25, 0.0), futures=5_000, threads=1)

    assert np.log(together.finish).std() == pytest.approx(0.25, rel=0.05)
    assert np.log(alone.finish).std() < 0.04
    assert any("far too sure" in note for note in alone.notes)


def test_an_event_costs_what_its_chance_says_and_less_after_the_response():
    event = RiskEvent(
        "strike",
        0.3,
        fixed(1000),
        fixed(50),
        (("t1", 1.0),),
        response=RiskResponse(0.1, fixed(400), price=7.0),
    )
    plan = chain(3, fixed(100), events=(event,))

    before = simulate(plan, futures=20_000, threads=1)
    after = simulate(plan, futures=20_000, threads=1, stage="after")

    assert set(np.unique(before.finish)) == {300, 1300}
    assert np.mean(before.finish == 1300) == pytest.approx(0.3, abs=0.012)
    assert before.cost.mean() == pytest.approx(15, rel=0.05)
    assert set(np.unique(after.finish)) == {300, 700}
    assert after.cost.min() == 7.0
    assert set(np.flatnonzero(after.finish > 300)) <= set(np.flatnonzero(before.finish > 300))


def test_an_opportunity_shortens_and_never_below_nothing():
    plan = chain(2, fixed(100), events=(RiskEvent("luck", 0.5, fixed(-400), fixed(-9), (("t1", 1.0),)),))

    result = simulate(plan, futures=2_000, threads=1)

    assert set(np.unique(result.finish)) == {100, 200}
    assert result.cost.min() == -9


def test_a_branch_takes_one_way_and_pays_for_that_only():
    tasks = [
        RiskTask("dig", fixed(100)),
        RiskTask("pile", fixed(900)),
        RiskTask("end", fixed(1), (After("dig"), After("pile"))),
    ]
    ways = (Alternative("soft", 0.8, ("dig",)), Alternative("hard", 0.2, ("pile",)))
    plan = risk_plan(tasks, lines=[CostLine("piles", fixed(500), "pile")], branches=(Branch("ground", ways),))

    result = simulate(plan, futures=10_000, threads=1)

    assert np.mean(result.finish == 901) == pytest.approx(0.2, abs=0.015)
    assert np.array_equal(result.cost == 500, result.finish == 901)
    assert drivers(result).criticality == pytest.approx([0.8, 0.2, 1.0], abs=0.015)


def test_money_by_the_minute_follows_time():
    lines = [CostLine("rent", rate=2.0), CostLine("digger", fixed(100), "t0", 3.0)]
    plan = chain(2, uniform(100, 300), lines=lines)

    result = simulate(plan, futures=1_000, threads=1, watched=("t0",))

    assert result.cost == pytest.approx(
        2.0 * result.finish + 100 + 3.0 * result.watched_duration[0], rel=1e-5
    )


def test_lost_weather_stretches_the_work_season_by_season():
    weather = Weather("frost", (fixed(0.0), fixed(0.5)), ("t0",), period=1000)
    plan = chain(1, fixed(1500), weather=(weather,))

    result = simulate(plan, futures=100, threads=1)

    # 1,000 minutes in the good season, the other 500 at half speed
    assert set(np.unique(result.finish)) == {2000}


def test_the_tornado_puts_the_widest_driver_first():
    tasks = [RiskTask("wide", uniform(0, 4000)), RiskTask("thin", uniform(900, 1000), (After("wide"),))]
    plan = risk_plan(tasks, events=(RiskEvent("quake", 0.5, fixed(10_000), tasks=(("thin", 1.0),)),))

    bars = tornado(simulate(plan, futures=5_000, threads=1), "finish")

    assert [bar.id for bar in bars] == ["quake", "wide", "thin"]
    assert bars[0].swing == pytest.approx(10_000, rel=0.03)
    assert bars[1].swing == pytest.approx(2.563 * 4000 / np.sqrt(12), rel=0.02)


REFUSED = [
    ({"futures": 10}, "from 100"),
    ({"seed": -1}, "seed"),
    ({"threads": -1}, "threads"),
    ({"stage": "during"}, "stage"),
    ({"watched": ("nobody",)}, "nobody"),
]


@pytest.mark.parametrize(("chosen", "words"), REFUSED)
def test_settings_are_refused_in_words(chosen, words):
    with pytest.raises(ValueError, match=words):
        simulate(chain(2, fixed(1)), **chosen)


BAD_PLANS = [
    (lambda: chain(2, fixed(1), events=(RiskEvent("e", 0.5, tasks=(("x", 1.0),)),)), "'x'"),
    (lambda: chain(2, fixed(1), groups=(RiskGroup("g", 0.5, ("t0", "t0")),)), "two groups"),
    (lambda: chain(2, fixed(1), correlation=0.6, groups=(RiskGroup("g", 0.5, ("t0",)),)), "less than 1"),
    (lambda: RiskEvent("e", 1.5), "between 0 and 1"),
    (lambda: Branch("b", (Alternative("x", 0.5),)), "add up to 0.5"),
    (
        lambda: risk_plan([RiskTask("a", fixed(1), (After("b"),)), RiskTask("b", fixed(1), (After("a"),))]),
        "a → b → a|b → a → b",
    ),
    (lambda: risk_plan([RiskTask("a", fixed(1), (After("z"),))]), "'z'"),
    (lambda: risk_plan([RiskTask("a", fixed(1)), RiskTask("a", fixed(1))]), "named twice"),
    (lambda: risk_plan([RiskTask("a", discrete([-5, 1], [0.9, 0.1]))]), "below 0"),
    (lambda: risk_plan([]), "at least one task"),
    (lambda: chain(1, fixed(1e9)), "'t0' takes more than 250 years"),
    (lambda: simulate(chain(40, fixed(1e7))), "plan takes more than 250 years"),
    (lambda: After("a", "XX"), "FS, SS, FF or SF"),
]


@pytest.mark.parametrize(("make", "words"), BAD_PLANS)
def test_bad_plans_are_refused_in_words(make, words):
    with pytest.raises(ValueError, match=words):
        make()
