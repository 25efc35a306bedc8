"""The backward pass: the latest that every task may finish, and the float that leaves, compiled.

The book holds all dates, one row a kind (layout.py); `planned` is a (2, n) view of starts and finishes as
successors see them.
"""

from __future__ import annotations

import numpy as np

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
def binds(hot, i, link, book):  # type: ignore[no-untyped-def]
    """Whether a link holds its predecessor's late dates; a start set by hand is not held, as in MS Project."""
    if link.type >= 2 and hot[i].marks & MANUAL:
        return False
    return counts(hot, i, link, book)


@inner
def late_by_links(hot, out, table, i, book, end):  # type: ignore[no-untyped-def]
    """The moments by which a task must have started, and finished, for its successors' late dates."""
    by_start, by_finish = np.int64(NO_CAP), np.int64(end)
    for k in range(hot[i].out, hot[i + ONE].out):
        link = out[np.uintp(k)]
        after = np.uintp(link.task)
        if not binds(hot, i, link, book):
            continue
        moment = np.int64(book[LATEST_START, after])
        if link.type & 1 and hot[after].remaining > 0:
            moment = start_of(
                table,
                np.int64(hot[after].calendar),
                np.int64(book[LATE_WORK, after]),
            )
        if link.lag != 0:
            moment = without_lag(table, np.int64(link.calendar), moment, np.int64(link.lag))
        if link.type >= 2:
            by_start = min(by_start, moment)
        else:
            by_finish = min(by_finish, moment)
    return by_start, by_finish


@inner
def careful_late(hot, cold, table, i, by):  # type: ignore[no-untyped-def]
    """The late finish of one task in work of its calendar, and the moment that set it.

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
    if by_work < work:
        return by_work, finish_of(table, calendar, by_work)
    return work, by_finish


@inner
def late_row(hot, cold, out, table, i, book, end):  # type: ignore[no-untyped-def]
    """Late dates of one task, written to the book."""
    calendar = np.int64(hot[i].calendar)
    flags = hot[i].marks
    moment = np.int64(end)
    if flags & (CAREFUL | TYPED_OUT):
        work, moment = careful_late(hot, cold, table, i, late_by_links(hot, out, table, i, book, end))
    else:
        for k in range(hot[i].out, hot[i + ONE].out):
            moment = min(moment, np.int64(book[LATEST_START, np.uintp(out[np.uintp(k)].task)]))
        work = work_before(table, calendar, moment)
    begins = start_of(table, calendar, work - hot[i].remaining)
    ends = finish_of(table, calendar, work)
    shown = begins
    if hot[i].remaining == 0:
        shown = ends
        if moment < begins:  # what has no length cannot wait for the next shift when it must be over before
            begins = ends
    if flags & MANUAL:
        ends = moment
    book[LATEST_START, i] = begins
    book[LATE_WORK, i] = work
    book[LATE_START, i] = shown
    book[LATE_FINISH, i] = ends


@inner
def total_float(hot, table, i, book):  # type: ignore[no-untyped-def]
    """Working minutes that a task may slip before the project's end, a constraint or a deadline suffers."""
    flags = hot[i].marks
    if flags & (DONE | ALAP):
        return np.int64(0)
    calendar = np.int64(hot[i].calendar)
    late_work = np.int64(book[LATE_WORK, i])
    by_finish = late_work - work_before(table, calendar, np.int64(book[EARLY_FINISH, i]))
    if flags & DATED:
        by_finish -= book[PRESSED, i]
    if not flags & FIXED or flags & STARTED:
        return by_finish
    start = np.int64(book[EARLY_START, i])
    return min(by_finish, late_work - hot[i].remaining - work_before(table, calendar, start))


@inner
def free_by_links(hot, out, table, i, book, planned):  # type: ignore[no-untyped-def]
    """The moments to which a task's start, and its finish, may slip before any of its successors moves."""
    to_start, to_finish = np.int64(NO_CAP), np.int64(NO_CAP)
    for k in range(hot[i].out, hot[i + ONE].out):
        link = out[np.uintp(k)]
        after = np.uintp(link.task)
        if not counts(hot, i, link, book):
            continue
        moment = np.int64(planned[link.type & 1, after])
        if link.type & 1 and hot[after].span > 0:  # until the next shift, its finish stands where it is
            calendar = np.int64(hot[after].calendar)
            moment = start_of(table, calendar, work_before(table, calendar, moment))
        if hot[after].marks & HUB:
            moment += book[FREE_FLOAT, after]
        if link.lag != 0:
            moment = without_lag(table, np.int64(link.calendar), moment, np.int64(link.lag))
        if link.type >= 2:
            to_start = min(to_start, moment)
        else:
            to_finish = min(to_finish, moment)
    return to_start, to_finish


@inner
def free_float(hot, table, i, planned, to, total):  # type: ignore[no-untyped-def]
    """Working minutes up to those moments, at most the total float; never below zero."""
    calendar = np.int64(hot[i].calendar)
    to_start, to_finish = to
    slack = total
    if to_finish != NO_CAP:
        finish = work_before(table, calendar, np.int64(planned[1, i]))
        slack = min(slack, work_before(table, calendar, to_finish) - finish)
    if to_start != NO_CAP:
        start = work_before(table, calendar, np.int64(planned[0, i]))
        slack = min(slack, started_by(table, calendar, to_start) - start)
    return max(np.int64(0), slack)


@inner
def float_row(hot, out, table, i, book, planned):  # type: ignore[no-untyped-def]
    """Total and free float of one task, written to the book."""
    flags = hot[i].marks
    if flags & (CAREFUL | TYPED_OUT):
        total = total_float(hot, table, i, book)
        to = free_by_links(hot, out, table, i, book, planned)
        book[TOTAL_FLOAT, i] = total
        book[FREE_FLOAT, i] = 0 if flags & DONE else free_float(hot, table, i, planned, to, total)
        return
    calendar = np.int64(hot[i].calendar)
    done = work_before(table, calendar, np.int64(planned[1, i]))
    total = np.int64(book[LATE_WORK, i]) - done
    moment = np.int64(NO_CAP)
    for k in range(hot[i].out, hot[i + ONE].out):
        moment = min(moment, np.int64(planned[0, np.uintp(out[np.uintp(k)].task)]))
    book[TOTAL_FLOAT, i] = total
    free = work_before(table, calendar, moment) - done
    book[FREE_FLOAT, i] = max(np.int64(0), min(total, free))


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
def backward(hot, out_cold, table, book, near, first):  # type: ignore[no-untyped-def]
    """Late dates, total and free float of every task, from the last position to the first.

    out_cold : (links out, cold rows); near : see `short_row`; first : the first of the two rows of planned dates
    """
    out, cold = out_cold
    end = np.int64(near[len(cold), 0])
    planned = book[first : first + 2]
    for row in range(len(cold) - 1, -1, -1):
        i = np.uintp(row)
        if hot[i].marks & (CAREFUL | TYPED_OUT):
            late_row(hot, cold, out, table, i, book, end)
            float_row(hot, out, table, i, book, planned)
        else:
            short_row(hot, out, table, i, book, near)
        near[i, 0] = book[LATEST_START, i]
        near[i, 1] = planned[0, i]
