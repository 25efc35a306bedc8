"""Rows cut into runs that are dated side by side, and their links as lists without gaps: what the passes read.

No row of a run waits for another of it. A run is taken in one short loop after another, each over all its rows or
links, in which nothing is asked, so that the processor never guesses wrong: that cost more than the arithmetic.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.groups import ALONE, FINISHES_IN, STARTS_OUT, groups
from pilothouse.engine.schedule.layout import Clocks, Edges, Int32, Links, Nodes, UInt8
from pilothouse.engine.schedule.order import grouped
from pilothouse.engine.schedule.run_layout import (
    CAP,
    FIRST,
    FLOOR,
    HELD,
    INTO_OTHER,
    INTO_OWN,
    INTO_PLAIN,
    LAGGED,
    LATE,
    LONGEST,
    OUT_OTHER,
    OUT_OWN,
    OUT_PLAIN,
    PLAIN,
    TO_ALONE,
    TO_FINISHES_IN,
    TO_STARTS_OUT,
    WIDTH,
    RunLinks,
    Runs,
)

RANKS = 4  # a row's first link, second, third, and all others: links of one row do not follow on each other
CLOCKS = "pilothouse.engine.schedule.clock_kernels"


def runs(nodes: Nodes, links: Links, level: Int32, clocks: Clocks) -> Runs:
    """Cut rows into runs of one level, at most LONGEST rows, groups in rising order."""
    n = len(level)
    successor = np.repeat(np.arange(n, dtype=np.int32), np.diff(links.start))
    edges = Edges(links.task, successor, links.type, links.lag, links.calendar)
    group = groups(nodes, edges, clocks.even)
    table, of_row = _cut(level, group)
    within = np.arange(n, dtype=np.int32) - table[of_row, FIRST]
    cut = _Cut(nodes, links, clocks, table, of_row, within, group)
    alone = bool((group == ALONE).any())
    return Runs(table, _into(cut, edges), _out(cut), _dates(cut), nodes.span, nodes.calendar, alone)


class _Cut(NamedTuple):
    """What was cut, the table so far, and of each row: its run, its place there, its group."""

    nodes: Nodes
    links: Links
    clocks: Clocks
    table: Int32
    of_row: Int32
    within: Int32
    group: UInt8


def _cut(level: Int32, group: UInt8) -> tuple[Int32, Int32]:
    """The table of runs with its columns of rows, and the run of each row."""
    n = len(level)
    turns = np.ones(n, np.bool_)
    turns[1:] = (level[1:] != level[:-1]) | (group[1:] < group[:-1])
    begins = np.flatnonzero(turns)
    lengths = np.diff(begins, append=n)
    pieces = -(-lengths // LONGEST)
    within = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    first = np.repeat(begins, pieces) + LONGEST * within
    table = np.zeros((len(first) + 1, WIDTH), np.int32)
    table[:-1, FIRST], table[-1, FIRST] = first, n
    of_row = np.repeat(np.arange(len(first), dtype=np.int32), np.diff(table[:, FIRST]))
    for column, least in ((TO_STARTS_OUT, STARTS_OUT), (TO_FINISHES_IN, FINISHES_IN), (TO_ALONE, ALONE)):
        table[:-1, column] = first + np.bincount(of_row[group < least], minlength=len(first))
    return table, of_row


def _listed(
    cut: _Cut, ends: tuple[Int32, Int32], kind: UInt8, columns: tuple[int, int, int]
) -> tuple[Int32, Int32]:
    """Links of rows that are dated side by side, run by run: those without a lag, and those with one.

    ends : row of each link, rising, and where the links of each row begin
    kind : 0 no lag, 1 a lag in the successor's calendar, 2 another lag
    """
    count = len(cut.table) - 1
    owner, start = ends
    rank = np.arange(len(owner), dtype=np.int32) - start[owner]
    key = cut.of_row[owner] * RANKS + np.minimum(rank, RANKS - 1)
    side_by_side = cut.group[owner] != ALONE
    found = []
    plain = np.flatnonzero(side_by_side & (kind == 0)).astype(np.int32)
    start, rows = grouped(key[plain].astype(np.int32), count * RANKS)
    cut.table[:, columns[0]] = start[::RANKS]
    found.append(plain[rows])
    lagged = np.flatnonzero(side_by_side & (kind > 0)).astype(np.int32)
    split = cut.of_row[owner[lagged]] * RANKS + key[lagged] + (kind[lagged] == 2) * RANKS
    start, rows = grouped(split.astype(np.int32), 2 * count * RANKS)
    cut.table[:, columns[1]] = start[:: 2 * RANKS]
    cut.table[:-1, columns[2]] = start[RANKS :: 2 * RANKS]
    found.append(lagged[rows])
    return found[0], found[1]


def _kind(cut: _Cut, edges: Edges) -> UInt8:
    own = (cut.group[edges.successor] != ALONE) & (edges.calendar == cut.nodes.calendar[edges.successor])
    return np.where(edges.lag == 0, 0, np.where(own, 1, 2)).astype(np.uint8)


def _into(cut: _Cut, edges: Edges) -> RunLinks:
    n, after = len(cut.group), edges.successor
    kind = _kind(cut, edges)
    plain, lagged = _listed(cut, (after, cut.links.start), kind, (INTO_PLAIN, INTO_OWN, INTO_OTHER))
    place = edges.predecessor + n * np.where(edges.type >= at.SS, at.EARLY_START, at.EARLY_FINISH)
    finish = (edges.type & 1) != 0
    own = kind == 1
    slot = cut.within[after] + LONGEST * np.where(own, 2, finish)
    lag = edges.lag - cut.nodes.span[after] * (finish & own)
    return _links((place, slot, lag, lag, edges.calendar), plain, lagged)


def _out(cut: _Cut) -> RunLinks:
    links, nodes = cut.links, cut.nodes
    which = links.out_link
    before = np.repeat(np.arange(len(cut.group), dtype=np.int32), np.diff(links.out_start))
    after, type_ = links.out_task, links.type[which]
    edges = Edges(before, after, type_, links.lag[which], links.calendar[which])
    kind = _kind(cut, edges)
    plain, lagged = _listed(cut, (before, cut.links.out_start), kind, (OUT_PLAIN, OUT_OWN, OUT_OTHER))
    finish = (type_ & 1) != 0
    own = kind == 1
    place = np.where(own, after, 4 * after + np.where(finish, at.NEAR_FINISH, at.NEAR_START))
    slot = cut.within[before] + LONGEST * (type_ >= at.SS)
    span = nodes.span[after]
    lag = edges.lag + span * (own & ~finish)
    soon = edges.lag - span * (own & finish)
    return _links((place, slot, lag, soon, edges.calendar), plain, lagged)


def _links(parts: tuple[Any, ...], plain: Int32, lagged: Int32) -> RunLinks:
    found = np.empty(len(plain), PLAIN), np.empty(len(lagged), LAGGED)
    for name, part in zip(("at", "slot", "lag", "soon_lag", "calendar"), parts, strict=True):
        for links, picked in zip(found, (plain, lagged), strict=True):
            if name in (links.dtype.names or ()):
                links[name] = part[picked]
    return RunLinks(*found)


def _dates(cut: _Cut) -> np.ndarray:
    nodes = cut.nodes
    side_by_side = cut.group != ALONE
    dated = np.flatnonzero(side_by_side & ((nodes.flags & at.DATED) != 0))
    starts = nodes.late_start.copy()
    some = np.flatnonzero(side_by_side & (starts != at.NO_CAP))
    if len(some):  # a start that may wait for the next shift may wait until then
        clock, table = kernels(CLOCKS), cut.clocks.table
        works = clock.works_before(table, nodes.calendar[some], starts[some])
        starts[some] = clock.finishes_of(table, nodes.calendar[some], works + 1) - 1
    lists = [
        (FLOOR, *_held(side_by_side, (nodes.floor_start, nodes.floor_finish), at.NO_FLOOR)),
        (CAP, dated, np.zeros(len(dated), np.int32), _caps(cut, dated)),
        (LATE, *_held(side_by_side, (nodes.late_finish, starts), at.NO_CAP)),
    ]
    found = np.empty(sum(len(rows) for _, rows, _, _ in lists), HELD)
    filled = 0
    for column, rows, end, moments in lists:
        cut.table[:, column] = filled + np.searchsorted(rows, cut.table[:, FIRST])
        part = found[filled : filled + len(rows)]
        part["slot"], part["moment"] = cut.within[rows] + LONGEST * end, moments
        filled += len(rows)
    return found


def _held(side_by_side: Any, dates: tuple[Int32, Int32], none: int) -> tuple[Any, Any, Any]:
    """Rows with dates of their usual end or the other, rising; which end; the moments."""
    rows = [np.flatnonzero(side_by_side & (date != none)) for date in dates]
    row = np.concatenate(rows)
    end = np.repeat([0, 1], [len(rows[0]), len(rows[1])])
    moment = np.concatenate([dates[0][rows[0]], dates[1][rows[1]]])
    order = np.argsort(row, kind="stable")
    return row[order], end[order], moment[order]


def _caps(cut: _Cut, dated: Any) -> Int32:
    """Minutes worked by which each of the rows may start at the latest, where a date caps it."""
    nodes, before = cut.nodes, kernels(CLOCKS).works_before
    cap = np.full(len(dated), at.NO_CAP, np.int64)
    for dates, span in ((nodes.cap_start, nodes.span * 0), (nodes.cap_finish, nodes.span)):
        rows = dated[dates[dated] != at.NO_CAP]
        if len(rows):
            works = before(cut.clocks.table, nodes.calendar[rows], dates[rows]) - span[rows]
            some = np.searchsorted(dated, rows)
            cap[some] = np.minimum(cap[some], works)
    return cap.astype(np.int32)
