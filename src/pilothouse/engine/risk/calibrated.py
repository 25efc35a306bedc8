"""Join what a plan says of itself with what finished projects say of plans."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pilothouse.engine.risk.columns import NODES, Floats, Ints
from pilothouse.engine.risk.history import ProjectProfile
from pilothouse.engine.risk.plan import RiskPlan
from pilothouse.engine.risk.simulation import simulate_plan
from pilothouse.engine.risk.systemic import Systemic
from pilothouse.engine.risk.uncertain import chance_nodes, deviate_nodes
from pilothouse.engine.risk.uncertainty import Outlook

_P10_TO_P90 = 2.5631031310892007
_PILOT = 2_048


def profile_of(plan: RiskPlan, *, kind: str = "") -> ProjectProfile:
    """What the history may ask of a plan: its kind, number of tasks and how serial it is."""
    return ProjectProfile(kind=kind, tasks=len(plan.ids), serial_share=min(plan.serial_share, 1.0))


def fitted_systemic(plan: RiskPlan, outlook: Outlook, *, seed: int = 1) -> Systemic:
    """The project-wide factor that brings the plan's own spread up to that of finished projects.

    A short simulation shows how far the tasks' own uncertainty spreads the finish, and a second one how the
    finish answers to a factor on all durations (less than in proportion, where dates are fixed or lags long).
    The factor of time is what brings the finish to the outlook's middle and to the outlook's spread less the
    plan's own (variances of logarithms). A third shows what time alone does to the cost; the rest is the factor
    of cost, correlated so that finish and cost go together as they did in the history.
    The plan's risk events are left out of all three: past outcomes hold the ordinary mishaps of projects, so give
    events only for what is out of the ordinary, on top. Where the plan's own spread is wider than the history's
    it is kept, the factor has no spread, and the note says so.
    """
    bare = replace(plan, events=())
    time, wide_time = _time_factor(bare, outlook, seed)
    cost, correlation, wide_cost = _cost_factor(bare, outlook, Systemic(time, np.ones(NODES + 1)), seed)
    note = outlook.note
    if wide_time or wide_cost:
        which = " and ".join(name for name, wide in (("time", wide_time), ("cost", wide_cost)) if wide)
        note += f" The plan's own spread of {which} is wider than that of finished projects and was kept."
    return Systemic(time, cost, correlation, note)


@dataclass(frozen=True)
class _Target:
    """Where the outlook wants the logarithm of a ratio: its nodes, middle and spread."""

    logs: Floats
    middle: float
    spread: float

    @staticmethod
    def of(ratios: Floats) -> _Target:
        """Read the target off an outlook's curve."""
        logs = np.log(ratios)
        low, middle, high = np.interp([-_P10_TO_P90 / 2, 0.0, _P10_TO_P90 / 2], deviate_nodes(), logs)
        return _Target(logs, float(middle), float(max(high - low, 1e-9) / _P10_TO_P90))

    def curve(self, spread: float, own_middle: float) -> Floats:
        """A factor of the target's shape with another spread, for a plan whose own middle is `own_middle`."""
        return np.exp(self.middle - own_middle + (self.logs - self.middle) * (spread / self.spread))


def _time_factor(plan: RiskPlan, outlook: Outlook, seed: int) -> tuple[Floats, bool]:
    """The factor of time, and whether the plan's own spread left no room for one."""
    pilot = simulate_plan(plan, futures=_PILOT, seed=seed, threads=1)
    own = _logs(pilot.finish, pilot.planned_finish)
    if own is None:
        return np.ones(NODES + 1), False
    wanted = _Target.of(outlook.time)
    room = wanted.spread**2 - _spread(own) ** 2
    finish = np.log(wanted.curve(float(np.sqrt(max(room, 0.0))), 0.0))
    factor, answer = _answer(plan, seed)
    low = int(np.searchsorted(answer, answer[0] + 1e-3, side="right")) - 1
    inside = np.interp(finish, answer[low:], factor[low:])
    beyond = np.maximum(finish - answer[-1], 0.0)
    return np.exp(inside + beyond), bool(room <= 0)


def _answer(plan: RiskPlan, seed: int) -> tuple[Floats, Floats]:
    """How the finish answers to a factor on durations: log factor and log finish over plan; both shape (32,).

    From futures whose factor is spread evenly, in logarithms, between a fifth and five times.
    """
    span = np.log(5.0)
    sweep = Systemic(np.exp(span * (2.0 * chance_nodes() - 1.0)), np.ones(NODES + 1))
    futures = simulate_plan(plan, systemic=sweep, futures=2 * _PILOT, seed=seed, threads=1)
    own = np.log(np.maximum(futures.finish, 1) / futures.planned_finish)
    order = np.argsort(futures.time_factor, kind="stable").reshape(32, -1)
    factor = np.median(np.log(futures.time_factor.astype(np.float64))[order], axis=1)
    return factor, np.maximum.accumulate(np.median(own[order], axis=1))


def _cost_factor(plan: RiskPlan, outlook: Outlook, timed: Systemic, seed: int) -> tuple[Floats, float, bool]:
    """The factor of cost, its correlation with that of time, and whether the plan's own spread left no room.

    With x the covariance of the factor with the time deviate, m its spread, s and k the spread of the plan's own
    cost and its covariance with that deviate, V the wanted variance and r the wanted correlation:
    x = r sqrt(V) - k, and V = s**2 + m**2 + 2 k x.
    """
    pilot = simulate_plan(plan, systemic=timed, futures=_PILOT, seed=seed, threads=1)
    own = _logs(pilot.cost, pilot.planned_cost)
    if own is None:
        return np.ones(NODES + 1), 0.0, False
    wanted = _Target.of(outlook.cost)
    deviate = np.log(pilot.time_factor.astype(np.float64))
    scale = float(np.std(deviate))
    together = float(np.cov(own, deviate)[0, 1]) / scale if scale > 1e-9 else 0.0
    needed = outlook.correlation * wanted.spread - together
    room = wanted.spread**2 - _spread(own) ** 2 - 2.0 * together * needed
    spread = float(np.sqrt(max(room, needed**2 if room > 0 else 0.0)))
    correlation = float(np.clip(needed / spread, -1.0, 1.0)) if spread > 1e-9 else 0.0
    return wanted.curve(spread, float(np.median(own))), correlation, room <= 0


def _logs(outcomes: Floats | Ints, planned: float) -> Floats | None:
    """Logarithms of outcome over plan, shape (futures,); None where the plan has none or it may fall to 0."""
    values = np.asarray(outcomes, dtype=np.float64)
    return np.log(values / planned) if planned > 0 and values.min() > 0 else None


def _spread(values: Floats) -> float:
    """Standard deviation as the normal between P10 and P90 would have it."""
    low, high = np.quantile(values, [0.1, 0.9])
    return float(high - low) / _P10_TO_P90
