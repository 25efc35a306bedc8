"""Schedule a network: when each task can start and must finish, and what that hangs on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.columns import columns
from pilothouse.engine.schedule.dates import Dates, fits, project_end, schedule_columns
from pilothouse.engine.schedule.laid import Columns
from pilothouse.engine.schedule.network import Network
from pilothouse.engine.schedule.result import Schedule
from pilothouse.engine.schedule.surface import surfaced

CHANGES = "pilothouse.engine.schedule.change_kernels"
RULES = (
    "start",
    "calendars",
    "calendar",
    "finish",
    "status_date",
    "progress_mode",
    "lag_calendar",
    "honour_constraints",
)


def schedule(network: Network) -> Schedule:
    """Date every task of a network: early and late dates, float, what is critical.

    Raises ValueError: a ring of links (named task by task), a link that a summary cannot take, dates outside
    1900–2199.
    Source: Kelley and Walker (1959), Critical-path planning and scheduling; precedence links after Fondahl
    (1961); constraints and calendars as MS Project and Primavera document them.
    """
    laid, dates = schedule_columns(columns(network))
    return surfaced(network, laid, dates, recomputed=laid.size)


def reschedule(previous: Schedule, network: Network) -> Schedule:
    """Date a changed network from the schedule of the old one; only what the change can reach is dated again.

    Tasks and links may change, come and go. A change to the rules of the whole network (start, calendars,
    status date …), and tasks wanted as late as possible, take a full pass. The answer is that of `schedule`.
    """
    old = previous.network
    laid = columns(network)
    if laid.alap or previous.columns.alap or any(getattr(old, r) != getattr(network, r) for r in RULES):
        laid, dates = schedule_columns(laid)
        return surfaced(network, laid, dates, recomputed=laid.size)
    laid = replace(laid, clocks=previous.columns.clocks)
    ahead, back = _touched(previous, network, laid)
    dates, recomputed = _some(previous, laid, (ahead, back), _carried(previous, network, laid))
    if not fits(laid, dates):
        laid, dates = schedule_columns(laid)
        recomputed = laid.size
    return surfaced(network, laid, dates, recomputed=recomputed)


def _touched(previous: Schedule, network: Network, laid: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Rows that a change touches itself: for the way forward, and for the way back; shape (n,), 0 or 1."""
    before = {task.id: task for task in previous.network.tasks}
    index = {task.id: i for i, task in enumerate(network.tasks)}
    ahead = np.zeros(laid.size, np.uint8)
    hub = laid.task_of < 0
    ahead[hub] = 1
    links = laid.links
    successor = np.repeat(np.arange(laid.size), np.diff(links.start))
    ahead[successor[hub[links.task]]] = 1
    ahead[links.task[hub[successor]]] = 1
    changed = {task.id for task in network.tasks if before.get(task.id) != task}
    back = ahead.copy()
    sets = set(previous.network.links), set(network.links)
    for id_ in changed:
        ahead[laid.position[index[id_]]] = back[laid.position[index[id_]]] = 1
    for link in sets[0] ^ sets[1]:
        for end, rows in ((link.successor, ahead), (link.predecessor, back)):
            if end in index:
                rows[laid.position[index[end]]] = 1
    for link in network.links if changed else ():
        if link.predecessor in changed:  # a percent lag, or a flag of the predecessor, may read otherwise now
            ahead[laid.position[index[link.successor]]] = 1
        if link.successor in changed:
            back[laid.position[index[link.predecessor]]] = 1
    return ahead, back


def _carried(previous: Schedule, network: Network, laid: Columns) -> Dates:
    """The old dates at the new positions; new rows are filled by the pass."""
    index = {task.id: i for i, task in enumerate(network.tasks)}
    book = np.full((at.BOOK_ROWS, laid.size), -1, np.int32)
    target = np.full(previous.columns.size, -1, np.int32)
    for row, task in enumerate(previous.columns.task_of):
        if task >= 0:
            here = index.get(previous.network.tasks[task].id)
            target[row] = -1 if here is None else laid.position[here]
    near = np.full((laid.size, 4), -1, np.int32)
    old = previous.dates
    kernels(CHANGES).carried((old.book, old.near), (book, near), target)
    return Dates(book, old.end, near)


def _some(
    previous: Schedule, laid: Columns, touched: tuple[np.ndarray, np.ndarray], dates: Dates
) -> tuple[Dates, int]:
    """Both passes over what is touched and what that moves; the dates, and how many rows were dated."""
    hot, cold, into, out = laid.packed
    ahead, back = touched
    some, book = kernels(CHANGES), dates.book
    some.forward_some(hot, cold, (into, out), laid.clocks.table, book, ahead)
    end = project_end(laid, book)
    moved = (ahead & 2) != 0
    back |= ahead
    successor = np.repeat(np.arange(laid.size), np.diff(laid.links.start))
    back[laid.links.task[moved[successor]]] |= 1
    if end != previous.dates.end:
        back |= 1
    some.backward_some((hot, cold, out), into, laid.clocks.table, book, back, (dates.near, end))
    return Dates(book, end, dates.near), int(np.count_nonzero(ahead | back))
