"""The plain critical path on runs of rows with equally many neighbours: nothing for the processor to guess.

Rows of a run lie in one level, so none waits for another. Their neighbours stand column by column, and their dates
go to a scratch first: a store to the array that is read from would hold up the reads behind it.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.compile_kernels import allocating, entry, inner

_FEW = 32  # rows; a shorter run takes in the next rows of its level, padded


@inner
def _latest(held, date, neighbour, rows, columns):  # type: ignore[no-untyped-def]
    """The latest date among the neighbours of each row of a run, to `held`."""
    one, two, three = neighbour[:rows], neighbour[rows : 2 * rows], neighbour[2 * rows : 3 * rows]
    if columns == 1:
        for j in range(rows):
            held[j] = date[one[j]]
    elif columns == 2:
        for j in range(rows):
            held[j] = max(date[one[j]], date[two[j]])
    else:
        for j in range(rows):
            held[j] = max(max(date[one[j]], date[two[j]]), date[three[j]])
    for column in range(3, columns):
        more = neighbour[column * rows : (column + 1) * rows]
        for j in range(rows):
            held[j] = max(held[j], date[more[j]])


@inner
def _earliest(held, date, neighbour, rows, columns):  # type: ignore[no-untyped-def]
    """The earliest date among the neighbours of each row of a run, to `held`."""
    one, two, three = neighbour[:rows], neighbour[rows : 2 * rows], neighbour[2 * rows : 3 * rows]
    if columns == 1:
        for j in range(rows):
            held[j] = date[one[j]]
    elif columns == 2:
        for j in range(rows):
            held[j] = min(date[one[j]], date[two[j]])
    else:
        for j in range(rows):
            held[j] = min(min(date[one[j]], date[two[j]]), date[three[j]])
    for column in range(3, columns):
        more = neighbour[column * rows : (column + 1) * rows]
        for j in range(rows):
            held[j] = min(held[j], date[more[j]])


@allocating
def runs_of(start, neighbour, level, longest):  # type: ignore[no-untyped-def]
    """Cut rows into runs and turn their neighbours to columns, padded with row n; see `Runs`."""
    n = len(level)
    table = np.empty((n + 1, 3), np.int32)
    count, begin, place = 0, 0, 0
    while begin < n:
        columns, end = start[begin + 1] - start[begin], begin + 1
        while end < n and end - begin < longest and level[end] == level[begin]:
            degree = start[end + 1] - start[end]
            if degree != columns and end - begin >= _FEW:
                break
            columns = max(columns, degree)
            end += 1
        table[count, 0], table[count, 1], table[count, 2] = begin, columns, place
        place += columns * (end - begin)
        begin = end
        count += 1
    table[count, 0], table[count, 1], table[count, 2] = n, 0, place
    turned = np.full(place, n, np.uint32)
    for r in range(count):
        begin, rows = table[r, 0], table[r + 1, 0] - table[r, 0]
        for j in range(rows):
            for k in range(start[begin + j], start[begin + j + 1]):
                turned[table[r, 2] + (k - start[begin + j]) * rows + j] = neighbour[k]
    return table[: count + 1].copy(), turned


@entry
def plain_forward(duration, runs, neighbour, finish, held):  # type: ignore[no-untyped-def]
    """Early finishes, written, with 0 for the missing row n; returns the latest of them.

    runs : shape (r + 1, 3), first row, how many neighbours each has, where they begin; held : scratch
    """
    end = np.int32(0)
    finish[len(duration)] = 0
    for r in range(len(runs) - 1):
        begin, columns, first = runs[r, 0], runs[r, 1], runs[r, 2]
        rows = runs[r + 1, 0] - begin
        if columns == 0:
            held[:rows] = 0
        else:
            _latest(held, finish, neighbour[first:], rows, columns)
        length, to = duration[begin : begin + rows], finish[begin : begin + rows]
        for j in range(rows):
            to[j] = held[j] + length[j]
        for j in range(rows):
            end = max(end, to[j])
    return end


@entry
def plain_backward(duration, runs, neighbour, late_start, held, end):  # type: ignore[no-untyped-def]
    """Late starts, written, from the last run to the first; `end` is the latest finish."""
    late_start[len(duration)] = end
    for back in range(len(runs) - 1):
        r = len(runs) - 2 - back
        begin, columns, first = runs[r, 0], runs[r, 1], runs[r, 2]
        rows = runs[r + 1, 0] - begin
        if columns == 0:
            held[:rows] = end
        else:
            _earliest(held, late_start, neighbour[first:], rows, columns)
        length, to = duration[begin : begin + rows], late_start[begin : begin + rows]
        for j in range(rows):
            to[j] = held[j] - length[j]
