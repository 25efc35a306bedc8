"""Large networks are walked by several threads: the dates are those of one."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.bench.made_up_networks import SOUND, WILD, full_network
from pilothouse.engine.schedule import passes
from pilothouse.engine.schedule.turns import LEAVE, LONG_WAITS, ROWS, turns, walk


@pytest.mark.parametrize("mix", [SOUND, WILD], ids=lambda mix: mix.name)
@pytest.mark.parametrize("threads", [2, 3])
def test_any_number_of_threads_gives_the_dates_of_one(mix, threads):
    laid = full_network(5_000, mix)

    one, several = passes(laid, threads=1), passes(laid, threads=threads)

    shown = [0, 1, 4, 5, 6, 7, 8, 9]
    assert np.array_equal(one.book[shown], several.book[shown])
    assert one.end == several.end


def test_pieces_cover_every_row_once_and_wait_for_all_levels_before():
    level = np.repeat(np.arange(5, dtype=np.int32), [1, 3 * ROWS + 1, ROWS, 7, 2])

    for pieces, sign in ((turns(level, 2).ahead, 1), (turns(level, 2).back, -1)):
        rows = np.concatenate([np.arange(first, last) for first, last, _ in pieces])
        assert sorted(rows) == list(range(len(level)))
        for first, last, wait in pieces:
            assert (level[first:last] == level[first]).all()
            assert wait == sum(sign * level[a] < sign * level[first] for a, _, _ in pieces)


def test_a_thread_that_fails_is_heard_of():
    def breaks(counters, piece, helps):
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        walk(breaks, 2)


def test_helpers_are_asked_to_leave_a_busy_machine():
    asked = []

    def waits(counters, piece, helps):
        asked.append((helps, bool(counters[LEAVE])))
        return len(asked) if len(asked) <= LONG_WAITS else -1

    walk(waits, 1)

    assert [left for _, left in asked] == [False] * LONG_WAITS + [True]
