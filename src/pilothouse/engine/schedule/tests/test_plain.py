"""The plain critical path agrees with the full one on the clock, and with arithmetic by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.schedule import Edges, columns_of, passes, plain_nodes
from pilothouse.engine.schedule.layout import EARLY_FINISH, LATE_START
from pilothouse.engine.schedule.plain import NEAR, plain_cpm, plain_network

BASE = 65_000_000


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_plain_dates_equal_full_dates_on_the_clock(data):
    n = data.draw(st.integers(1, 12))
    duration = np.array(data.draw(st.lists(st.integers(1, 50), min_size=n, max_size=n)), np.int32)
    pairs = [(i, j) for j in range(n) for i in range(j) if data.draw(st.booleans())]
    before, after = (np.array([p[k] for p in pairs], np.int32) for k in (0, 1))
    network = plain_network(duration, before, after)
    assert network.bytes_of_links == 2

    plain = plain_cpm(network)

    nodes = plain_nodes(duration, 0, start=BASE)
    none = np.zeros(len(pairs), np.int32)
    laid = columns_of(nodes, Edges(before, after, none.astype(np.uint8), none, none.astype(np.int16)), ())
    book = passes(laid).book - BASE
    full = {int(t): (book[EARLY_FINISH, k], book[LATE_START, k]) for k, t in enumerate(laid.task_of)}
    mine = {int(t): (plain.early_finish[k], plain.late_start[k]) for k, t in enumerate(network.order)}
    assert mine == full


def test_links_that_reach_far_take_four_bytes_and_give_the_same_dates():
    many = NEAR + 2
    fan, ends = np.arange(1, many + 1, dtype=np.int32), np.zeros(many, np.int32)
    duration = np.arange(many + 2, dtype=np.int32) % 97 + 1
    network = plain_network(duration, np.concatenate([ends, fan]), np.concatenate([fan, ends + many + 1]))

    dates = plain_cpm(network)

    assert network.bytes_of_links == 4
    assert dates.end == duration[0] + 97 + duration[-1]
    late, given = np.empty_like(dates.late_start), duration[network.order]
    late[network.order] = dates.late_start
    assert (late[fan] == dates.end - duration[-1] - duration[fan]).all()
    assert (dates.early_finish >= given).all()
    assert late[0] == 0


def test_a_task_with_many_neighbours_and_a_ring():
    fan = np.arange(1, 9, dtype=np.int32)
    zero, nine = np.zeros(8, np.int32), np.full(8, 9, np.int32)
    duration = np.arange(1, 11, dtype=np.int32)
    dates = plain_cpm(plain_network(duration, np.concatenate([zero, fan]), np.concatenate([fan, nine])))

    assert dates.end == 1 + 9 + 10
    with pytest.raises(ValueError, match="ring: 0 → 1 → 0"):
        plain_network(np.ones(2, np.int32), np.array([0, 1]), np.array([1, 0]))
