"""The forward pass: the earliest that every task can start and finish, compiled.

Dates are decided in working minutes of each task's own calendar, where adding a duration is an addition, and
turned into moments once a task. `dates` is a (2, n) view of starts and finishes as successors see them.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.clock_kernels import (
    finish_and_start,
    finish_of,
    start_of,
    with_lag,
    work_before,
)
from pilothouse.engine.schedule.compile_kernels import entry, inner
from pilothouse.engine.schedule.layout import (
    ALAP,
    DATED,
    EARLIEST,
    EARLY_FINISH,
    EARLY_START,
    EARLY_WORK,
    FIXED,
    FREE,
    LATE_FINISH,
    LATE_START,
    NO_CAP,
    ONE,
    PLANNED_FINISH,
    PLANNED_START,
    PRESSED,
    SOON_FINISH,
    STARTED,
)
from pilothouse.engine.schedule.run_layout import (
    CAP,
    FIRST,
    FLOOR,
    INTO_OTHER,
    INTO_OWN,
    INTO_PLAIN,
    TO_ALONE,
    TO_FINISHES_IN,
)
from pilothouse.engine.schedule.run_layout import LONGEST as LONGEST_RUN

LONGEST = np.uintp(LONGEST_RUN)
THIRD = np.uintp(2 * LONGEST_RUN)

F = np.float64


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
def _gather(lists, number, table, flat, scratch):  # type: ignore[no-untyped-def]
    """What holds the rows of a run, to their slots: moments, and the work that lags ask for.

    lists : (table of runs, links into them, dates, …); number : the run and the one after it
    """
    cut, links, dates = lists[0], lists[1], lists[2]
    here, after = number
    for k in range(cut[here, FLOOR], cut[after, FLOOR]):
        held = dates[np.uintp(k)]
        scratch[np.uintp(held.slot)] = F(held.moment)
    for k in range(cut[here, INTO_PLAIN], cut[after, INTO_PLAIN]):
        link = links.plain[np.uintp(k)]
        slot = np.uintp(link.slot)
        scratch[slot] = max(scratch[slot], F(flat[np.uintp(link.at)]))
    for k in range(cut[here, INTO_OWN], cut[here, INTO_OTHER]):
        link = links.lagged[np.uintp(k)]
        slot, moment = np.uintp(link.slot), np.int64(flat[np.uintp(link.at)])
        scratch[slot] = max(scratch[slot], F(work_before(table, np.int64(link.calendar), moment) + link.lag))
    for k in range(cut[here, INTO_OTHER], cut[after, INTO_OWN]):
        link = links.lagged[np.uintp(k)]
        slot, moment = np.uintp(link.slot), np.int64(flat[np.uintp(link.at)])
        moment = with_lag(table, np.int64(link.calendar), moment, np.int64(link.lag))
        scratch[slot] = max(scratch[slot], F(moment))


@inner
def _side_by_side(lists, number, table, book, scratch):  # type: ignore[no-untyped-def]
    """Early dates of the rows of a run that can be dated side by side.

    lists : as in `_gather`, then spans and calendars of the rows; book : (the book, the same as one row)
    """
    cut, dates, span, calendar = lists[0], lists[2], lists[3], lists[4]
    whole, flat = book
    here, after = number
    first, size = np.uintp(cut[here, FIRST]), np.uintp(cut[here, TO_ALONE] - cut[here, FIRST])
    for j in range(size):
        scratch[j] = scratch[LONGEST + j] = scratch[THIRD + j] = 0
    _gather(lists, number, table, flat, scratch)
    for j in range(size):
        work = work_before(table, np.int64(calendar[first + j]), np.int64(scratch[j]))
        scratch[THIRD + j] = max(scratch[THIRD + j], F(work))
    for j in range(np.uintp(cut[here, TO_FINISHES_IN]) - first, size):
        i = first + j
        work = work_before(table, np.int64(calendar[i]), np.int64(scratch[LONGEST + j])) - span[i]
        scratch[THIRD + j] = max(scratch[THIRD + j], F(work))
    for k in range(cut[here, CAP], cut[after, CAP]):
        slot, work = np.uintp(dates[np.uintp(k)].slot), F(dates[np.uintp(k)].moment)
        wanted = scratch[THIRD + slot]
        scratch[THIRD + slot] = min(wanted, work)
        whole[PRESSED, first + slot] = np.int32(wanted - min(wanted, work))
    for j in range(size):
        i = first + j
        clock, work = np.int64(calendar[i]), np.int64(scratch[THIRD + j])
        finish, soon = finish_and_start(table, clock, work + span[i])
        start = finish_and_start(table, clock, work + 1)[0] - 1
        whole[EARLY_START, i], whole[EARLY_FINISH, i] = start, finish
        whole[EARLY_WORK, i], whole[SOON_FINISH, i] = work, soon


@entry
def forward(lists, records, table, book, scratch):  # type: ignore[no-untyped-def]
    """Early dates of every task, written to the book; positions in topological order.

    lists   : of the runs: (table, links into them, dates, spans, calendars), see `Runs`
    records : (hot, cold, into), for rows that are dated alone
    book    : (the book, the same as one row)
    scratch : (4 LONGEST,) of slots, see run_layout.py; minutes as floats, since of these the processor takes the
              greater without a guess
    """
    hot, cold, into = records
    cut, whole = lists[0], book[0]
    dates = whole[EARLY_START : EARLY_FINISH + 1]
    for run in range(len(cut) - 1):
        number = np.uintp(run), np.uintp(run) + ONE
        if cut[number[0], TO_ALONE] > cut[number[0], FIRST]:
            _side_by_side(lists, number, table, book, scratch)
        for row in range(cut[number[0], TO_ALONE], cut[number[1], FIRST]):
            i = np.uintp(row)
            begins, ends, pressed = careful_dates(hot, cold, into, table, i, dates)
            dates[0, i] = begins
            dates[1, i] = ends
            if hot[i].marks & DATED:
                whole[PRESSED, i] = pressed


@entry
def forward_planned(hot, cold, into, table, book):  # type: ignore[no-untyped-def]
    """Early dates again once late ones are known: tasks wanted as late as possible push on their successors."""
    planned = book[PLANNED_START : PLANNED_FINISH + 1]
    for row in range(len(cold)):
        i = np.uintp(row)
        begins, ends, pressed = careful_dates(hot, cold, into, table, i, planned)
        if hot[i].marks & DATED:
            book[PRESSED, i] = pressed
        book[EARLY_START, i] = begins
        book[EARLY_FINISH, i] = ends
        waits = hot[i].marks & ALAP
        planned[0, i] = book[LATE_START, i] if waits else begins
        planned[1, i] = book[LATE_FINISH, i] if waits else ends
