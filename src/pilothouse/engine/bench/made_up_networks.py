"""Networks of a million tasks made up from a seed, as arrays, for measuring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from pilothouse.engine.schedule.calendar import STANDARD, Calendar, ExceptionDays, working_week
from pilothouse.engine.schedule.columns import columns_of, plain_nodes
from pilothouse.engine.schedule.laid import Columns
from pilothouse.engine.schedule.layout import FS, NO_FLOOR, Edges, Int32, Nodes
from pilothouse.engine.schedule.moments import minute

START = datetime(2026, 3, 2, 8)
LAG = 1920  # minutes; the longest wait, and four times the longest lead
CONSTRAINED_WITHIN = 3 * 365 * 1440  # minutes after the start in which constraints fall
_REACH = 100  # tasks back that a link may go, or a hundredth of the network


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How far a network is from plain links: shares of its links and tasks, 0 to 1.

    typed      : links that are start-to-start, finish-to-finish or start-to-finish, a third each
    lagged     : links with a lag of working time, a quarter of them leads
    constrained: tasks with a constraint or a deadline
    """

    name: str
    typed: float
    lagged: float
    constrained: float


# What a schedule that passes DCMA's assessment may hold at the most: 10 % other links, 5 % lags, 5 % constraints.
SOUND = Mix(name="a sound plan", typed=0.1, lagged=0.05, constrained=0.05)
WILD = Mix(name="every link type alike", typed=0.75, lagged=0.5, constrained=0.2)


def made_up_links(tasks: int, *, seed: int = 1) -> tuple[Int32, Int32]:
    """Predecessors and successors, shape (about 2 x tasks,): one to three predecessors a task, tasks shuffled."""
    random = np.random.Generator(np.random.Philox(seed))
    counts = np.minimum(random.integers(1, 4, tasks), np.arange(tasks))
    owner = np.repeat(np.arange(tasks), counts)
    reach = np.minimum(owner, max(_REACH, tasks // 100))
    before = owner - 1 - random.integers(0, reach)
    name = random.permutation(tasks)
    return name[before].astype(np.int32), name[owner].astype(np.int32)


def made_up_spans(tasks: int, *, seed: int = 1) -> Int32:
    """Working minutes of each task, a quarter of an hour to three days, shape (tasks,)."""
    random = np.random.Generator(np.random.Philox(seed + 1))
    return (15 * random.integers(1, 97, tasks)).astype(np.int32)


def made_up_calendars() -> tuple[Calendar, ...]:
    """Four calendars: office hours, the same with holidays, two shifts, and early hours six days a week."""
    holidays = tuple(ExceptionDays(date(year, 12, 24), date(year + 1, 1, 1)) for year in range(2026, 2060))
    return (
        STANDARD,
        working_week("Holidays", exceptions=holidays),
        working_week("Two shifts", hours="06:00-14:00 14:30-22:30"),
        working_week("Early", hours="05:30-13:00", days="Mon Tue Wed Thu Fri Sat"),
    )


def full_network(tasks: int, mix: Mix, *, seed: int = 1) -> Columns:
    """Rows, links, calendars and constraints of a mix, laid out for the passes."""
    random = np.random.Generator(np.random.Philox(seed + 2))
    calendars = made_up_calendars()
    before, after = made_up_links(tasks, seed=seed)
    m = len(before)
    nodes = plain_nodes(
        made_up_spans(tasks, seed=seed), random.integers(1, len(calendars) + 1, tasks), start=minute(START)
    )
    held = np.zeros(tasks, np.bool_)
    held[after] = True
    nodes.floor_start[held] = NO_FLOOR
    _constrain(nodes, mix, random)
    kind = np.where(random.random(m) < mix.typed, random.integers(1, 4, m), FS)
    lag = np.where(random.random(m) < mix.lagged, random.integers(-LAG // 4, LAG, m), 0)
    edges = Edges(
        before,
        after,
        kind.astype(np.uint8),
        lag.astype(np.int32),
        np.where(lag == 0, 0, nodes.calendar[after]).astype(np.int16),
    )
    return columns_of(nodes, edges, calendars)


def _constrain(nodes: Nodes, mix: Mix, random: np.random.Generator) -> None:
    """Start no earlier than, start no later than, finish no later than, and deadlines: a quarter each."""
    n = len(nodes.span)
    picked = np.flatnonzero(random.random(n) < mix.constrained)
    when = (minute(START) + random.integers(0, CONSTRAINED_WITHIN, len(picked))).astype(np.int32)
    sort = random.integers(0, 4, len(picked))
    floors, starts, finishes = (picked[sort == k] for k in range(3))
    nodes.floor_start[floors] = when[sort == 0]
    nodes.cap_start[starts] = nodes.late_start[starts] = when[sort == 1]
    nodes.cap_finish[finishes] = nodes.late_finish[finishes] = when[sort == 2]
    nodes.late_finish[picked[sort == 3]] = when[sort == 3]
