"""The plain critical path on blocks of rows of one level: nothing for the processor to guess.

Rows of a block wait for none of it. Their neighbours stand column by column, the first of each row, the second …;
rows with fewer of them come first, so that a column ends with the block.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.compile_kernels import apart, entry


@apart
def _later(held, date, neighbour):  # type: ignore[no-untyped-def]
    """The later of what is held and the date of a neighbour, for each row of a column."""
    for j in range(len(held)):
        held[j] = max(held[j], date[neighbour[j]])


@apart
def _earlier(held, date, neighbour):  # type: ignore[no-untyped-def]
    """The earlier of what is held and the date of a neighbour, for each row of a column."""
    for j in range(len(held)):
        held[j] = min(held[j], date[neighbour[j]])


@apart
def _turned(to, held, turn, length):  # type: ignore[no-untyped-def]
    """Late starts in the order of the rows, from late finishes in the order of their links."""
    for j in range(len(to)):
        to[j] = held[turn[j]] - length[j]


@entry
def plain_forward(duration, blocks, finish, held):  # type: ignore[no-untyped-def]
    """Early finishes, written; returns the latest of them.

    blocks : see `Blocks`, whose `turn` is the rows' own order here; held : scratch
    """
    table, column, neighbour, _ = blocks
    end = np.int32(0)
    for b in range(len(table) - 1):
        begin, size = table[b, 0], table[b + 1, 0] - table[b, 0]
        held[:size] = 0
        for c in range(table[b, 1], table[b + 1, 1]):
            count = column[c + 1] - column[c]
            _later(held[size - count : size], finish[table[b, 2] :], neighbour[column[c] : column[c + 1]])
        length, to = duration[begin : begin + size], finish[begin : begin + size]
        for j in range(size):
            to[j] = held[j] + length[j]
        for j in range(size):
            end = max(end, to[j])
    return end


@entry
def plain_backward(duration, blocks, late_start, held, end):  # type: ignore[no-untyped-def]
    """Late starts, written, from the last block to the first; `end` is the latest finish."""
    table, column, neighbour, turn = blocks
    for back in range(len(table) - 1):
        b = len(table) - 2 - back
        begin, stop = table[b, 0], table[b + 1, 0]
        size = stop - begin
        held[:size] = end
        for c in range(table[b, 1], table[b + 1, 1]):
            count = column[c + 1] - column[c]
            _earlier(
                held[size - count : size], late_start[table[b, 2] :], neighbour[column[c] : column[c + 1]]
            )
        _turned(late_start[begin:stop], held[:size], turn[begin:stop], duration[begin:stop])
