"""The backward pass: the latest that every task may finish, and the float that leaves, compiled.

The book holds all dates, one row a kind (layout.py); `planned` is a (2, n) view of starts and finishes as
successors see them.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.clock_kernels import (
    finish_and_start,
    finish_of,
    start_of,
    without_lag,
    work_before,
)
from pilothouse.engine.schedule.compile_kernels import entry, inner
from pilothouse.engine.schedule.layout import (
    ALAP,
    DATED,
    DONE,
    EARLIEST,
    EARLY_START,
    EARLY_WORK,
    EXACT,
    FIXED,
    FREE,
    FREE_FLOAT,
    HUB,
    LATE_FINISH,
    LATE_START,
    LATE_WORK,
    MANUAL,
    NEAR_FINISH,
    NEAR_SOON_FINISH,
    NEAR_START,
    NO_CAP,
    ONE,
    PRESSED,
    SOON_FINISH,
    SOON_START,
    STARTED,
    TOTAL_FLOAT,
)
from pilothouse.engine.schedule.run_layout import (
    CAP,
    FIRST,
    LATE,
    OUT_OTHER,
    OUT_OWN,
    OUT_PLAIN,
    TO_ALONE,
    TO_STARTS_OUT,
)
from pilothouse.engine.schedule.run_layout import LONGEST as LONGEST_RUN

LONGEST = np.uintp(LONGEST_RUN)
SOON = np.uintp(2 * LONGEST_RUN)  # further on: the moments up to which nothing moves

F = np.float64


@inner
def started_by(table, calendar, moment):  # type: ignore[no-untyped-def]
    """Minutes worked before the latest minute of work that begins by a moment: where a start may still stand."""
    return work_before(table, calendar, moment + 1) - 1


@inner
def counts(hot, i, link, book):  # type: ignore[no-untyped-def]
    """Whether a link still lies between two tasks that can move."""
    marks = hot[np.uintp(link.task)].marks
    if marks & (DONE | FREE):
        return False
    if marks & EARLIEST:
        return book[EARLY_START, i] == book[EARLY_START, np.uintp(link.task)]
    if link.type >= 2 and hot[i].marks & STARTED:
        return False  # a start that is a fact cannot come late
    return not (link.type == 2 and marks & STARTED and marks & FIXED)


@inner
def held_by_successors(hot, out, table, i, book, near):  # type: ignore[no-untyped-def]
    """The moments by which a task must have started, and finished, for its successors' late dates; and those to
    which its start, and its finish, may slip before any of them moves. One walk along its links for all four.

    A start set by hand is not held by start-to-… links, as in MS Project.
    """
    by_start, by_finish = np.int64(NO_CAP), np.int64(NO_CAP)
    to_start, to_finish = np.int64(NO_CAP), np.int64(NO_CAP)
    for k in range(hot[i].out, hot[i + ONE].out):
        link = out[np.uintp(k)]
        if link.asks and not counts(hot, i, link, book):
            continue
        after, end = np.uintp(link.task), np.uintp(2 * (link.type & 1))
        late, free = np.int64(near[after, end]), np.int64(near[after, end + ONE])
        if link.lag != 0:
            late = without_lag(table, np.int64(link.calendar), late, np.int64(link.lag))
            free = without_lag(table, np.int64(link.calendar), free, np.int64(link.lag))
        if link.type < 2:
            by_finish, to_finish = min(by_finish, late), min(to_finish, free)
            continue
        to_start = min(to_start, free)
        if not hot[i].marks & MANUAL:
            by_start = min(by_start, late)
    return by_start, by_finish, to_start, to_finish


@inner
def careful_late(hot, cold, table, i, by):  # type: ignore[no-untyped-def]
    """The late finish of one task in work of its calendar, and its moment where `late_dates` asks for that.

    by : the moments by which links want it started and finished
    """
    calendar = np.int64(hot[i].calendar)
    by_start, by_finish = by
    if hot[i].marks & EXACT:
        by_start, by_finish = np.int64(NO_CAP), np.int64(NO_CAP)
    late_start = np.int64(cold[i].late_start)
    by_finish = min(by_finish, np.int64(cold[i].late_finish))
    if hot[i].remaining == 0:
        moment = min(min(by_start, late_start), by_finish)
        return work_before(table, calendar, moment), moment
    work = work_before(table, calendar, by_finish)
    by_work = work
    if by_start != NO_CAP:
        by_work = min(by_work, started_by(table, calendar, by_start) + hot[i].remaining)
    if late_start != NO_CAP:
        by_work = min(by_work, work_before(table, calendar, late_start) + hot[i].remaining)
    if by_work < work and hot[i].marks & MANUAL:
        by_finish = finish_of(table, calendar, by_work)
    return by_work, by_finish


@inner
def late_dates(hot, table, i, book, late):  # type: ignore[no-untyped-def]
    """Late dates of one task, written to the book, from its late finish in work and the moment that set it.

    Returns its latest start: what has no length cannot wait for the next shift when it must be over before.
    """
    calendar = np.int64(hot[i].calendar)
    work, moment = late
    begins = start_of(table, calendar, work - hot[i].remaining)
    ends = finish_of(table, calendar, work)
    shown = begins
    if hot[i].remaining == 0:
        shown = ends
        if moment < begins:
            begins = ends
    if hot[i].marks & MANUAL:
        ends = moment
    book[LATE_START, i] = shown
    book[LATE_FINISH, i] = ends
    return begins


@inner
def total_float(hot, table, i, book, slack):  # type: ignore[no-untyped-def]
    """Working minutes that a task may slip before the project's end, a constraint or a deadline suffers.

    slack : minutes worked before its late finish, and before its early finish
    """
    flags = hot[i].marks
    late_work, done = slack
    if flags & (DONE | ALAP):
        return np.int64(0)
    by_finish = late_work - done
    if flags & DATED:
        by_finish -= book[PRESSED, i]
    if not flags & FIXED or flags & STARTED:
        return by_finish
    start = work_before(table, np.int64(hot[i].calendar), np.int64(book[EARLY_START, i]))
    return min(by_finish, late_work - hot[i].remaining - start)


@inner
def free_float(table, calendar, start, to, slack):  # type: ignore[no-untyped-def]
    """Working minutes up to those moments, at most the total float; never below zero.

    to : the moments to which its start and its finish may slip; slack : (total float, work before its finish)
    """
    to_start, to_finish = to
    free, done = slack
    if to_finish != NO_CAP:
        free = min(free, work_before(table, calendar, to_finish) - done)
    if to_start != NO_CAP:
        free = min(free, started_by(table, calendar, to_start) - work_before(table, calendar, start))
    return max(np.int64(0), free)


@inner
def careful_row(records, table, i, book, seen):  # type: ignore[no-untyped-def]
    """Late dates and float of one task with everything that may hold it, written to the book and to `near`.

    records : (hot, cold, out)
    seen    : (near, planned, end): what rows offer to their predecessors, (n, 4); dates as successors see them, (2, n)
    """
    hot, cold, out = records
    near, planned, end = seen
    calendar = np.int64(hot[i].calendar)
    by_start, by_finish, to_start, to_finish = held_by_successors(hot, out, table, i, book, near)
    work, moment = careful_late(hot, cold, table, i, (by_start, min(by_finish, end)))
    begins = late_dates(hot, table, i, book, (work, moment))
    start, finish = np.int64(planned[0, i]), np.int64(planned[1, i])
    done = work_before(table, calendar, finish)
    total = total_float(hot, table, i, book, (work, done))
    free = np.int64(0)
    if not hot[i].marks & DONE:
        free = free_float(table, calendar, start, (to_start, to_finish), (total, done))
    book[TOTAL_FLOAT, i] = total
    book[FREE_FLOAT, i] = free
    more = free if hot[i].marks & HUB else np.int64(0)  # a summary's end may slip itself
    near[i, NEAR_START] = begins
    near[i, SOON_START] = start + more
    near[i, NEAR_FINISH] = start_of(table, calendar, work) if hot[i].remaining > 0 else begins
    # until the next shift, its finish stands where it is
    near[i, NEAR_SOON_FINISH] = start_of(table, calendar, done) if hot[i].span > 0 else finish + more


@inner
def _gather(lists, number, table, seen, scratch):  # type: ignore[no-untyped-def]
    """The earliest of the moments that successors and constraints offer to the rows of a run, to their slots.

    lists : (table of runs, links out of them, dates, …); number : the run and the one after it
    seen  : (the book, near as one row)
    """
    cut, links, dates = lists[0], lists[1], lists[2]
    book, near = seen
    here, after = number
    for k in range(cut[here, LATE], cut[after, LATE]):
        slot = np.uintp(dates[np.uintp(k)].slot)
        scratch[slot] = min(scratch[slot], F(dates[np.uintp(k)].moment))
    for k in range(cut[here, OUT_PLAIN], cut[after, OUT_PLAIN]):
        link = links.plain[np.uintp(k)]
        slot, there = np.uintp(link.slot), np.uintp(link.at)
        scratch[slot] = min(scratch[slot], F(near[there]))
        scratch[SOON + slot] = min(scratch[SOON + slot], F(near[there + ONE]))
    for k in range(cut[here, OUT_OWN], cut[after, OUT_OWN]):
        link = links.lagged[np.uintp(k)]
        slot, there, calendar = np.uintp(link.slot), np.uintp(link.at), np.int64(link.calendar)
        if k < cut[here, OUT_OTHER]:
            late = finish_and_start(table, calendar, np.int64(book[LATE_WORK, there]) - link.lag + 1)[0] - 1
            soon = (
                finish_and_start(table, calendar, np.int64(book[EARLY_WORK, there]) - link.soon_lag + 1)[0]
                - 1
            )
        else:
            late = without_lag(table, calendar, np.int64(near[there]), np.int64(link.lag))
            soon = without_lag(table, calendar, np.int64(near[there + ONE]), np.int64(link.lag))
        scratch[slot] = min(scratch[slot], F(late))
        scratch[SOON + slot] = min(scratch[SOON + slot], F(soon))


@inner
def _works(lists, number, table, book, scratch):  # type: ignore[no-untyped-def]
    """Turn moments into the work before a late finish, and into free float where nothing else bounds it, in place."""
    cut, span, calendar = lists[0], lists[3], lists[4]
    here = number[0]
    first, size = np.uintp(cut[here, FIRST]), np.uintp(cut[here, TO_ALONE] - cut[here, FIRST])
    for j in range(size):
        i = first + j
        clock = np.int64(calendar[i])
        scratch[j] = F(work_before(table, clock, np.int64(scratch[j])))
        done = np.int64(book[EARLY_WORK, i]) + span[i]
        scratch[SOON + j] = F(work_before(table, clock, np.int64(scratch[SOON + j])) - done)
    for j in range(np.uintp(cut[here, TO_STARTS_OUT]) - first, size):
        i = first + j
        clock = np.int64(calendar[i])
        late = started_by(table, clock, np.int64(scratch[LONGEST + j])) + span[i]
        soon = started_by(table, clock, np.int64(scratch[SOON + LONGEST + j])) - book[EARLY_WORK, i]
        scratch[j] = min(scratch[j], F(late))
        scratch[SOON + j] = min(scratch[SOON + j], F(soon))


@inner
def _side_by_side(lists, number, table, seen, scratch):  # type: ignore[no-untyped-def]
    """Late dates and floats of the rows of a run that can be dated side by side.

    lists : as in `_gather`, then spans and calendars of the rows; seen : (book, near, near as one row, end)
    """
    cut, dates, span, calendar = lists[0], lists[2], lists[3], lists[4]
    book, near, flat, end = seen
    here, after = number
    first, size = np.uintp(cut[here, FIRST]), np.uintp(cut[here, TO_ALONE] - cut[here, FIRST])
    for j in range(size):
        scratch[j] = end
        scratch[LONGEST + j] = scratch[SOON + j] = scratch[SOON + LONGEST + j] = NO_CAP
    _gather(lists, number, table, (book, flat), scratch)
    _works(lists, number, table, book, scratch)
    for j in range(size):
        i = first + j
        clock, work = np.int64(calendar[i]), np.int64(scratch[j])
        start = finish_and_start(table, clock, work - span[i] + 1)[0] - 1
        finish, offer = finish_and_start(table, clock, work)
        slack = F(work - span[i] - book[EARLY_WORK, i])
        book[LATE_START, i], book[LATE_FINISH, i], book[LATE_WORK, i] = start, finish, work
        book[TOTAL_FLOAT, i] = np.int32(slack)
        book[FREE_FLOAT, i] = np.int32(max(F(0), min(slack, scratch[SOON + j])))
        near[i, NEAR_START], near[i, SOON_START] = start, book[EARLY_START, i]
        near[i, NEAR_FINISH], near[i, NEAR_SOON_FINISH] = offer, book[SOON_FINISH, i]
    for k in range(cut[here, CAP], cut[after, CAP]):
        i = first + np.uintp(dates[np.uintp(k)].slot)
        book[TOTAL_FLOAT, i] -= book[PRESSED, i]
        book[FREE_FLOAT, i] = max(np.int32(0), min(book[FREE_FLOAT, i], book[TOTAL_FLOAT, i]))


@entry
def backward(lists, records, table, seen, scratch):  # type: ignore[no-untyped-def]
    """Late dates, total and free float of every task, from the last position to the first.

    lists, records, scratch : as in `forward`, of links out
    seen : (book, near, near as one row, the moment to count back from, which row of the book is planned starts)
    """
    book, near, flat, end, first = seen
    cut = lists[0]
    planned = book[first : first + 2]
    for run in range(len(cut) - 2, -1, -1):
        number = np.uintp(run), np.uintp(run) + ONE
        for row in range(cut[number[1], FIRST] - 1, cut[number[0], TO_ALONE] - 1, -1):
            careful_row(records, table, np.uintp(row), book, (near, planned, end))
        if cut[number[0], TO_ALONE] > cut[number[0], FIRST]:
            _side_by_side(lists, number, table, (book, near, flat, end), scratch)
