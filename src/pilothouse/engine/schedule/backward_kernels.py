"""The backward pass: the latest that every task may finish, and the float that leaves, compiled.

The book holds all dates, one row a kind (layout.py); `planned` is a (2, n) view of starts and finishes as
successors see them.
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
    DONE,
    EARLIEST,
    EARLY_FINISH,
    EARLY_START,
    EXACT,
    FIXED,
    FREE,
    FREE_FLOAT,
    HUB,
    LATE_FINISH,
    LATE_START,
    LATE_WORK,
    LATEST_START,
    MANUAL,
    NO_CAP,
    ONE,
    PRESSED,
    STARTED,
    TOTAL_FLOAT,
    TYPED_OUT,
)


@inner
def started_by(table, calendar, moment):  # type: ignore[no-untyped-def]
    """Minutes worked before the latest minute of work that begins by a moment: where a start may still stand."""
    return work_before(table, calendar, moment + 1) - 1


@inner
def without_lag(table, calendar, moment, lag):  # type: ignore[no-untyped-def]
    """The latest moment from which a lag ends no later than the given one: the exact reverse of `with_lag`."""
    if calendar == 0:
        return moment - lag
    if lag > 0:
        return start_of(table, calendar, work_before(table, calendar, moment) - lag)
    return start_of(table, calendar, started_by(table, calendar, moment) - lag)


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
def held_by_successors(hot, out, table, i, book, near, planned):  # type: ignore[no-untyped-def]
    """The moments by which a task must have started, and finished, for its successors' late dates; and those to
    which its start, and its finish, may slip before any of them moves. One walk along its links for all four.

    A start set by hand is not held by start-to-… links, as in MS Project.
    """
    by_start, by_finish = np.int64(NO_CAP), np.int64(near[np.uintp(len(near) - 1), 0])
    to_start, to_finish = np.int64(NO_CAP), np.int64(NO_CAP)
    for k in range(hot[i].out, hot[i + ONE].out):
        link = out[np.uintp(k)]
        after = np.uintp(link.task)
        if link.asks and not counts(hot, i, link, book):
            continue
        late, free = np.int64(near[after, 0]), np.int64(near[after, 1])
        if link.type & 1:
            calendar = np.int64(hot[after].calendar)
            free = np.int64(planned[1, after])
            if hot[after].remaining > 0:
                late = start_of(table, calendar, np.int64(book[LATE_WORK, after]))
            if hot[after].span > 0:  # until the next shift, its finish stands where it is
                free = start_of(table, calendar, work_before(table, calendar, free))
        if link.asks and hot[after].marks & HUB:
            free += book[FREE_FLOAT, after]
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
    """Late dates of one task, written to the book, from its late finish in work and the moment that set it."""
    calendar = np.int64(hot[i].calendar)
    work, moment = late
    begins = start_of(table, calendar, work - hot[i].remaining)
    ends = finish_of(table, calendar, work)
    shown = begins
    if hot[i].remaining == 0:
        shown = ends
        if moment < begins:  # what has no length cannot wait for the next shift when it must be over before
            begins = ends
    if hot[i].marks & MANUAL:
        ends = moment
    book[LATEST_START, i] = begins
    book[LATE_WORK, i] = work
    book[LATE_START, i] = shown
    book[LATE_FINISH, i] = ends


@inner
def total_float(hot, table, i, book, done):  # type: ignore[no-untyped-def]
    """Working minutes that a task may slip before the project's end, a constraint or a deadline suffers.

    done : minutes worked before its early finish
    """
    flags = hot[i].marks
    if flags & (DONE | ALAP):
        return np.int64(0)
    late_work = np.int64(book[LATE_WORK, i])
    by_finish = late_work - done
    if flags & DATED:
        by_finish -= book[PRESSED, i]
    if not flags & FIXED or flags & STARTED:
        return by_finish
    start = work_before(table, np.int64(hot[i].calendar), np.int64(book[EARLY_START, i]))
    return min(by_finish, late_work - hot[i].remaining - start)


@inner
def free_float(hot, table, i, near, to, slack):  # type: ignore[no-untyped-def]
    """Working minutes up to those moments, at most the total float; never below zero.

    to : the moments to which its start and its finish may slip; slack : (total float, work before its finish)
    """
    calendar = np.int64(hot[i].calendar)
    to_start, to_finish = to
    free, done = slack
    if to_finish != NO_CAP:
        free = min(free, work_before(table, calendar, to_finish) - done)
    if to_start != NO_CAP:
        start = work_before(table, calendar, np.int64(near[i, 1]))
        free = min(free, started_by(table, calendar, to_start) - start)
    return max(np.int64(0), free)


@inner
def careful_row(hot, cold, out, table, i, book, seen):  # type: ignore[no-untyped-def]
    """Late dates and float of one task with everything that may hold it, written to the book.

    seen : (near, planned), what successors show; see `short_row` and `backward`
    """
    near, planned = seen
    near[i, 1] = planned[0, i]
    held = held_by_successors(hot, out, table, i, book, near, planned)
    late_dates(hot, table, i, book, careful_late(hot, cold, table, i, held[:2]))
    done = work_before(table, np.int64(hot[i].calendar), np.int64(planned[1, i]))
    total = total_float(hot, table, i, book, done)
    book[TOTAL_FLOAT, i] = total
    book[FREE_FLOAT, i] = 0
    if not hot[i].marks & DONE:
        book[FREE_FLOAT, i] = free_float(hot, table, i, near, held[2:], (total, done))


@inner
def short_row(hot, out, table, i, book, near):  # type: ignore[no-untyped-def]
    """Late dates and float of a task whose finish holds starts, and nothing else holds it: both in one go.

    near : (n + 1, 2), latest and planned start of each row side by side; the last row has the project's end
    """
    calendar = np.int64(hot[i].calendar)
    left = np.int64(hot[i].remaining)
    moment, soonest = np.int64(near[np.uintp(len(near) - 1), 0]), np.int64(NO_CAP)
    for k in range(hot[i].out, hot[i + ONE].out):
        after = np.uintp(out[np.uintp(k)].task)
        moment = min(moment, np.int64(near[after, 0]))
        soonest = min(soonest, np.int64(near[after, 1]))
    work = work_before(table, calendar, moment)
    begins = start_of(table, calendar, work - left)
    ends = finish_of(table, calendar, work)
    shown = begins
    if left == 0:
        shown = ends
        begins = ends if moment < begins else begins
    done = work_before(table, calendar, np.int64(book[EARLY_FINISH, i]))
    slack = work - done
    book[LATEST_START, i] = begins
    book[LATE_START, i] = shown
    book[LATE_WORK, i] = work
    book[LATE_FINISH, i] = ends
    book[TOTAL_FLOAT, i] = slack
    book[FREE_FLOAT, i] = max(np.int64(0), min(slack, work_before(table, calendar, soonest) - done))


@entry
def backward(hot, out_cold, table, book, near, turns):  # type: ignore[no-untyped-def]
    """Late dates, total and free float of every task, from the last position to the first.

    out_cold : (links out, cold rows); near : see `short_row`
    turns    : as in `forward`, and the first of the two rows of planned dates; returns the same
    """
    out, cold = out_cold
    pieces, counters, piece, helps, first = turns
    planned = book[first : first + 2]
    if piece < 0:
        piece = count_on(counters, CLAIMED)
    while piece < len(pieces):
        if waits_long(counters, pieces[piece, 2]):
            return piece
        for row in range(pieces[piece, 1] - 1, pieces[piece, 0] - 1, -1):
            i = np.uintp(row)
            if hot[i].marks & (CAREFUL | TYPED_OUT):
                careful_row(hot, cold, out, table, i, book, (near, planned))
            else:
                short_row(hot, out, table, i, book, near)
            near[i, 0] = book[LATEST_START, i]
            near[i, 1] = planned[0, i]
        piece = next_piece(counters, helps)
    return np.int64(-1)
