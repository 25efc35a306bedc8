"""One call for one plan or many, here or on a cluster: the same numbers either way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from pilothouse.engine.cluster import run_many
from pilothouse.engine.risk.calibrated import fitted_systemic
from pilothouse.engine.risk.distributions import Distribution
from pilothouse.engine.risk.network_plan import NetworkPlan, network_plan
from pilothouse.engine.risk.plan import RiskPlan
from pilothouse.engine.risk.simulation import Simulation, simulate_plan
from pilothouse.engine.risk.systemic import Systemic
from pilothouse.engine.risk.uncertainty import Outlook
from pilothouse.engine.schedule import Network

Subject = RiskPlan | NetworkPlan | Network
Factor = Systemic | Outlook | None


def simulate(
    subject: Subject,
    *,
    durations: Mapping[str, Distribution] | None = None,
    factor: Factor = None,
    deadline: Callable[[], bool] | None = None,
    **settings: Any,
) -> Simulation:
    """Try many futures of a plan or a scheduled network.

    subject   : a `RiskPlan`, a `NetworkPlan` (`network_plan`), or a `Network` with `durations`
    durations : uncertain durations by task id, for a `Network` only; see `network_plan`
    factor    : what the whole project shares: an `Outlook` learnt from finished projects (the calibrated way), a
                `Systemic` of one's own, or None, of which the result warns
    deadline  : asked now and then; once it says True the run ends with what is done, and says so
    settings  : futures, seed, threads, stage, watched; see `Settings`
    Raises ValueError: settings out of range, durations for something that is not a network, and what
    `network_plan` refuses.
    """
    if isinstance(subject, Network):
        subject = network_plan(subject, durations or {})
    elif durations is not None:
        raise ValueError("Durations may be given for a network only; a plan has its own.")
    plan, notes = (subject.plan, subject.notes) if isinstance(subject, NetworkPlan) else (subject, ())
    if isinstance(factor, Outlook):
        factor = fitted_systemic(plan, factor, seed=settings.get("seed", 1))
    result = simulate_plan(plan, systemic=factor, deadline=deadline, **settings)
    return replace(result, notes=(*result.notes, *notes)) if notes else result


def simulate_many(
    subjects: Sequence[Subject],
    *,
    factors: Sequence[Factor] | Factor = None,
    cluster: Any = None,
    **settings: Any,
) -> list[Simulation]:
    """Simulate many plans or scenarios, with the same random numbers for tasks and risks of the same name.

    factors : one for each subject, or one for all
    cluster : None runs here; the address of a Dask scheduler, or a `distributed.Client`, runs there; see `run_many`
    Raises ValueError: as many factors as subjects are not given. Missing: `distributed` is not installed.
    """
    each = list(factors) if isinstance(factors, Sequence) else [factors] * len(subjects)
    if len(each) != len(subjects):
        raise ValueError(f"{len(subjects)} plans need as many factors, not {len(each)}.")
    if cluster is not None:
        settings = {"threads": 1, **settings}  # the workers are the threads
    return run_many(partial(_job, settings), list(zip(subjects, each, strict=True)), cluster=cluster)


def _job(settings: dict[str, Any], case: tuple[Subject, Factor]) -> Simulation:
    """One plan, wherever it runs."""
    subject, factor = case
    return simulate(subject, factor=factor, **settings)
