"""The forward pass: the earliest that every task can start and finish, compiled.

Dates are decided in working minutes of each task's own calendar, where adding a duration is an addition, and
turned into moments once a task. `dates` is a (2, n) view of starts and finishes as successors see them.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.abreast_kernels import CLAIMED, count_on, next_piece, waits_long
from pilothouse.engine.schedule.clock_kernels import finish_of, start_of, work_before
from pilothouse.engine.schedule.compile_kernels import entry, inner
from pilothouse.engine.schedule.layout import (
    ALAP,
    CAREFUL,
    DATED,
    EARLIEST,
    EARLY_FINISH,
    EARLY_START,
    FIXED,
    FREE,
    LATE_FINISH,
    LATE_START,
    NO_CAP,
    ONE,
    PLANNED_FINISH,
    PLANNED_START,
    PRESSED,
    STARTED,
    TYPED,
)


@inner
def with_lag(table, calendar, moment, lag):  # type: ignore[no-untyped-def]
    """A moment moved on by a lag of working time; a wait ends with a shift, a lead begins with one."""
    if calendar == 0:
        return moment + lag
    work = work_before(table, calendar, moment) + lag
    if lag > 0:
        return finish_of(table, calendar, work)
    return start_of(table, calendar, work)


@inner
def link_moment(hot, cold, link, table, dates):  # type: ignore[no-untyped-def]
    """The moment until which one link holds its successor's start or finish."""
    before = np.uintp(link.task)
    moment = np.int64(dates[1, before])
    if link.type >= 2:
        moment = np.int64(dates[0, before])
        if link.asks and hot[before].marks & STARTED:  # asked first: its row lies elsewhere in memory
            moment = np.int64(cold[before].fixed_start)
    if link.lag != 0:
        moment = with_lag(table, np.int64(link.calendar), moment, np.int64(link.lag))
    return moment


@inner
def _held_by_links(hot, cold, into, table, i, dates):  # type: ignore[no-untyped-def]
    """The moments before which a task may not start, and may not finish, by the links into it."""
    held_start = np.int64(cold[i].floor_start)
    held_finish = np.int64(cold[i].floor_finish)
    if hot[i].marks & FREE:
        return held_start, held_finish
    for k in range(hot[i].into, hot[i + ONE].into):
        moment = link_moment(hot, cold, into[np.uintp(k)], table, dates)
        if into[np.uintp(k)].type & 1:
            held_finish = max(held_finish, moment)
        else:
            held_start = max(held_start, moment)
    return held_start, held_finish


@inner
def _fixed_dates(hot, cold, table, i):  # type: ignore[no-untyped-def]
    """Dates that are facts, or were set by hand; the missing end follows from the span."""
    calendar = np.int64(hot[i].calendar)
    span = np.int64(hot[i].span)
    start = np.int64(cold[i].fixed_start)
    finish = np.int64(cold[i].fixed_finish)
    if start < 0:
        start = finish
        if span > 0:
            start = start_of(table, calendar, work_before(table, calendar, finish) - span)
    if finish < 0:
        finish = start
        if span > 0:
            finish = finish_of(table, calendar, work_before(table, calendar, start) + span)
        finish = max(finish, np.int64(cold[i].floor_finish))
    return start, finish


@inner
def _earliest(hot, into, i, dates):  # type: ignore[no-untyped-def]
    moment = np.int64(NO_CAP)
    for k in range(hot[i].into, hot[i + ONE].into):
        moment = min(moment, np.int64(dates[0, np.uintp(into[np.uintp(k)].task)]))
    return moment


@inner
def _instant(table, calendar, moment, work):  # type: ignore[no-untyped-def]
    """When something without length happens: at a shift's end if it falls there, else in working time."""
    if moment == finish_of(table, calendar, work):
        return moment
    return start_of(table, calendar, work)


@inner
def careful_dates(hot, cold, into, table, i, dates):  # type: ignore[no-untyped-def]
    """Early start and finish of one task with everything that may hold it, and how far a cap pulls it."""
    flags = hot[i].marks
    if flags & EARLIEST:
        moment = _earliest(hot, into, i, dates)
        return moment, moment, np.int64(0)
    if flags & FIXED:
        begins, ends = _fixed_dates(hot, cold, table, i)
        return begins, ends, np.int64(0)
    calendar = np.int64(hot[i].calendar)
    span = np.int64(hot[i].span)
    held_start, held_finish = _held_by_links(hot, cold, into, table, i, dates)
    work = work_before(table, calendar, held_start)
    if held_finish > 0:
        work = max(work, work_before(table, calendar, held_finish) - span)
    wanted = work
    cap_start, cap_finish = np.int64(cold[i].cap_start), np.int64(cold[i].cap_finish)
    if cap_start != NO_CAP:
        work = min(work, work_before(table, calendar, cap_start))
    if cap_finish != NO_CAP:
        work = min(work, work_before(table, calendar, cap_finish) - span)
    if span == 0:
        moment = min(max(held_start, held_finish), min(cap_start, cap_finish))
        moment = _instant(table, calendar, moment, work)
        return moment, moment, wanted - work
    return start_of(table, calendar, work), finish_of(table, calendar, work + span), wanted - work


@inner
def early_row(hot, cold, into, table, i, dates):  # type: ignore[no-untyped-def]
    """The same as `careful_dates`: the short way where only finishes hold its start."""
    if hot[i].marks & (CAREFUL | TYPED) or hot[i].span == 0:
        return careful_dates(hot, cold, into, table, i, dates)
    held = np.int64(0)
    for k in range(hot[i].into, hot[i + ONE].into):
        held = max(held, np.int64(dates[1, np.uintp(into[np.uintp(k)].task)]))
    calendar = np.int64(hot[i].calendar)
    work = work_before(table, calendar, held)
    return start_of(table, calendar, work), finish_of(table, calendar, work + hot[i].span), np.int64(0)


@entry
def forward(hot, cold, into, table, book, turns):  # type: ignore[no-untyped-def]
    """Early dates of every task, written to the book; positions in topological order.

    turns : (pieces, counters, piece in hand, whether this thread only helps), see `turns.py`
    Returns the piece that waits too long, -1 when all are taken.
    """
    pieces, counters, piece, helps = turns
    dates = book[EARLY_START : EARLY_FINISH + 1]
    if piece < 0:
        piece = count_on(counters, CLAIMED)
    while piece < len(pieces):
        if waits_long(counters, pieces[piece, 2]):
            return piece
        for row in range(pieces[piece, 0], pieces[piece, 1]):
            i = np.uintp(row)
            begins, ends, pressed = early_row(hot, cold, into, table, i, dates)
            dates[0, i] = begins
            dates[1, i] = ends
            if hot[i].marks & DATED:
                book[PRESSED, i] = pressed
        piece = next_piece(counters, helps)
    return np.int64(-1)


@entry
def forward_planned(hot, cold, into, table, book):  # type: ignore[no-untyped-def]
    """Early dates again once late ones are known: tasks wanted as late as possible push on their successors."""
    planned = book[PLANNED_START : PLANNED_FINISH + 1]
    for row in range(len(cold)):
        i = np.uintp(row)
        begins, ends, pressed = early_row(hot, cold, into, table, i, planned)
        if hot[i].marks & DATED:
            book[PRESSED, i] = pressed
        book[EARLY_START, i] = begins
        book[EARLY_FINISH, i] = ends
        waits = hot[i].marks & ALAP
        planned[0, i] = book[LATE_START, i] if waits else begins
        planned[1, i] = book[LATE_FINISH, i] if waits else ends
