"""Many futures of a plan: the same seed gives the same answer, whatever the machine and number of threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.risk import columns as c
from pilothouse.engine.risk.packing import Packed, Stage, pack
from pilothouse.engine.risk.plan import LONGEST, RiskPlan
from pilothouse.engine.risk.systemic import Systemic, no_systemic

_KERNELS = "pilothouse.engine.risk.kernels"
_CHUNKS = 16
_MANY_TASKS = 100_000


@dataclass(frozen=True)
class Settings:
    """How to simulate.

    futures : how many to try; 10,000 gives a P80 within about half a percentile
    seed    : same seed, same answer; the same seed for two scenarios compares like with like
    threads : 0 takes every processor this process may use
    stage   : risks "before" or "after" their responses
    watched : ids of tasks whose finish and duration are kept for every future
    Raises ValueError: fewer than 100 or more than 100 million futures, a seed below 0 or above 2**64 - 1,
    an unknown stage.
    """

    futures: int = 10_000
    seed: int = 1
    threads: int = 0
    stage: Stage = "before"
    watched: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 100 <= self.futures <= 100_000_000:
            raise ValueError(f"The number of futures must be from 100 to 100 million, not {self.futures}.")
        if not 0 <= self.seed < 2**64:
            raise ValueError(f"A seed must be from 0 to 2**64 - 1, not {self.seed}.")
        if self.threads < 0:
            raise ValueError(f"The number of threads must be 0 or more, not {self.threads}.")
        if self.stage not in ("before", "after"):
            raise ValueError(f"The stage must be 'before' or 'after' responses, not {self.stage!r}.")


@dataclass(frozen=True)
class Simulation:
    """What the futures of a plan gave. Read it with `results` and `sensitivity`.

    plan, settings : what was run
    finish  : shape (futures,), int32, [min] of working time from the start of the plan
    cost    : shape (futures,), [money]
    time_factor, cost_factor : shape (futures,), [ratio] the project-wide factors drawn
    watched_finish, watched_duration : shape (watched, futures), [min]
    planned_finish, planned_cost     : [min], [money] of the plan as written, before any uncertainty
    tallies : sums over all futures
    notes   : what a reader must know, in words; a deadline that cut the run short is told here
    """

    plan: RiskPlan
    settings: Settings
    finish: c.Ints
    cost: c.Floats
    time_factor: c.Singles
    cost_factor: c.Singles
    watched_finish: c.Ints
    watched_duration: c.Ints
    planned_finish: int
    planned_cost: float
    packed: Packed
    tallies: c.Tallies
    notes: tuple[str, ...] = ()

    @property
    def futures(self) -> int:
        """How many futures were finished."""
        return len(self.finish)


def simulate_plan(
    plan: RiskPlan,
    *,
    systemic: Systemic | None = None,
    deadline: Callable[[], bool] | None = None,
    **settings: Any,
) -> Simulation:
    """Try many futures of a plan and keep what each gave.

    systemic : the project-wide factor; None leaves it out, and the result warns of it
    deadline : asked before each sixteenth of the work; once it says True, the run ends with what is done
    settings : futures, seed, threads, stage, watched; see `Settings`
    Raises ValueError: settings out of range, an unknown watched task, a plan of more than 250 years.
    """
    chosen = Settings(**settings)
    unknown = set(chosen.watched) - set(plan.ids)
    if unknown:
        raise ValueError(f"Watched task {min(unknown)!r} is not in the plan.")
    factor = systemic or no_systemic()
    usual = known_finish(plan, plan.durations.means())
    if usual > LONGEST:
        raise ValueError("The plan takes more than 250 years.")
    packed = pack(
        plan,
        seed=chosen.seed,
        stage=chosen.stage,
        systemic=factor,
        watched=chosen.watched,
        usual_finish=usual,
    )
    outcomes = _outcomes(chosen.futures, len(chosen.watched))
    tallies = _run(packed, chosen, outcomes, deadline or _never)
    done = min(tallies[1], chosen.futures)
    planned = known_finish(plan, plan.durations.planned())
    return Simulation(
        plan=plan,
        settings=chosen,
        **{name: value[..., :done] for name, value in outcomes._asdict().items()},
        planned_finish=planned,
        planned_cost=planned_cost(plan, planned),
        packed=packed,
        tallies=tallies[0],
        notes=_notes(systemic, done, chosen.futures),
    )


def known_finish(plan: RiskPlan, minutes: c.Floats) -> int:
    """Finish [min] of the plan if its tasks took exactly `minutes`, shape (tasks,)."""
    links = plan.links
    release = np.zeros(len(plan.ids), dtype=np.int32) if plan.release is None else plan.release
    whole = np.rint(minutes).astype(np.int64)
    end = kernels(_KERNELS).plain_finish(
        np.zeros(len(whole), np.int64),
        (links.start, links.before, links.kind, links.lag),
        release.astype(np.int32),
        whole,
        links.last_tasks(),
    )
    return int(end)


def planned_cost(plan: RiskPlan, finish: int) -> float:
    """Cost [money] of the plan as written, finishing at `finish` [min]."""
    if plan.lines.amount is None:
        return 0.0
    place = {name: row for row, name in enumerate(plan.ids)}
    minutes = plan.durations.planned()
    spans = np.array([minutes[place[name]] if name else finish for name in plan.lines.task], dtype=np.float64)
    return float(plan.lines.amount.planned().sum() + (np.array(plan.lines.rate) * spans).sum())


def _run(
    packed: Packed, settings: Settings, outcomes: c.Outcomes, deadline: Callable[[], bool]
) -> tuple[c.Tallies, int]:
    """Run the chunks on threads; returns the sums, and how many futures were finished from the first on."""
    blocks = -(-settings.futures // c.LANES)
    most = _CHUNKS if len(packed.inputs.durations) <= _MANY_TASKS else 4
    size = -(-blocks // most)
    chunks = [(first, min(first + size, blocks)) for first in range(0, blocks, size)]
    threads = min(settings.threads or _processors(), len(chunks))
    run_blocks = kernels(_KERNELS).run_blocks
    spare = [_scratch(packed.inputs) for _ in range(threads)]

    def run(chunk: tuple[int, int]) -> c.Tallies | None:
        if deadline():
            return None
        scratch = spare.pop()
        tallies = _tallies(packed.inputs)
        run_blocks(*chunk, settings.futures, packed.inputs, scratch, outcomes, tallies)
        spare.append(scratch)
        return tallies

    if threads == 1:
        parts = [run(chunk) for chunk in chunks]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(run, chunks))
    finished = next((row for row, part in enumerate(parts) if part is None), len(parts))
    kept = [part for part in parts[:finished] if part is not None] or [_tallies(packed.inputs)]
    total = c.Tallies(*(np.sum(columns, axis=0) for columns in zip(*kept, strict=True)))
    return total, chunks[finished - 1][1] * c.LANES if finished else 0


def _processors() -> int:
    """Processors that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _outcomes(futures: int, watched: int) -> c.Outcomes:
    """Empty arrays for what each future gives."""
    return c.Outcomes(
        finish=np.zeros(futures, np.int32),
        cost=np.zeros(futures),
        time_factor=np.zeros(futures, np.float32),
        cost_factor=np.zeros(futures, np.float32),
        watched_finish=np.zeros((watched, futures), np.int32),
        watched_duration=np.zeros((watched, futures), np.int32),
    )


def _tallies(inputs: c.Inputs) -> c.Tallies:
    """Empty sums for one chunk."""
    tasks, events, lines = _sizes(inputs)
    return c.Tallies(np.zeros((tasks, 4)), np.zeros((events, 3)), np.zeros((lines, 2)))


def _sizes(inputs: c.Inputs) -> tuple[int, int, int]:
    """Number of tasks, events and cost lines."""
    return len(inputs.durations), len(inputs.happenings.events), len(inputs.money.amounts)


def _scratch(inputs: c.Inputs) -> c.Scratch:
    """Working memory of one thread: 9 bytes for each task and future of a lane, and a little more."""
    tasks, events, lines = _sizes(inputs)
    happenings, lane, single = inputs.happenings, c.LANES, np.float32
    work = np.zeros(lane, single)
    rows = c.Lane(
        words=np.zeros(lane, np.uint32), nodes=np.zeros(lane, np.uint32), work=work, bits=work.view(np.int32),
        z=np.zeros(lane, single), value=np.zeros(lane, single), floor=np.zeros(lane, np.int32),
    )  # fmt: skip
    return c.Scratch(
        lane=rows,
        groups=np.zeros((len(happenings.groups) + 1, lane), single),
        factors=np.zeros((2, lane), single),
        events=np.zeros((3, events, lane), single),
        choices=np.zeros((len(happenings.branches) - 1, lane), np.int32),
        good=np.zeros((len(happenings.weathers), len(happenings.season), lane), single),
        duration=np.zeros((tasks, lane), np.int32),
        finish=np.zeros((tasks, lane), np.int32),
        critical=np.zeros((tasks, lane), np.uint8),
        line=np.zeros((lines, lane), single),
        end=np.zeros(lane, np.int32),
        total=np.zeros(lane),
    )


def _notes(systemic: Systemic | None, done: int, wanted: int) -> tuple[str, ...]:
    """Sentences that belong beside the result."""
    notes = []
    if systemic is None:
        notes.append(
            "No project-wide factor was given: on real projects such a simulation is far too sure of itself."
        )
    elif systemic.note:
        notes.append(systemic.note)
    if done < wanted:
        notes.append(f"Time ran out: {done:,} of {wanted:,} futures were simulated.")
    return tuple(notes)


def _never() -> bool:
    """No deadline."""
    return False
