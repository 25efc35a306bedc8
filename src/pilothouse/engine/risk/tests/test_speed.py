"""The goal of the run: 10,000 futures of 10,000 tasks in half a second on two threads, counted as processor time."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

from pilothouse.engine.risk import simulate, systemic_lognormal
from pilothouse.engine.risk.generator import generate_risk_plan


def test_a_made_up_plan_is_the_same_for_the_same_seed():
    first, second = generate_risk_plan(500, seed=3), generate_risk_plan(500, seed=3)

    assert np.array_equal(first.links.before, second.links.before)
    assert simulate(first, futures=200).finish.sum() == simulate(second, futures=200).finish.sum()
    with pytest.raises(ValueError, match="at least one task"):
        generate_risk_plan(0)


def test_importing_brings_no_compiler_and_no_solver():
    code = "import sys, pilothouse.engine.risk; print(sorted({'numba', 'scipy', 'distributed'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_hundred_million_durations_take_one_processor_second():
    plan, factor = generate_risk_plan(10_000), systemic_lognormal(0.2, 0.2)
    simulate(plan, factor=factor, futures=100)

    spent = []
    for _ in range(5):
        begin = time.process_time()
        simulate(plan, factor=factor, futures=10_000, threads=2)
        spent.append(time.process_time() - begin)

    assert min(spent) <= 1.0
