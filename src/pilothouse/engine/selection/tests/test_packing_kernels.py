"""The annealing for plain packing against plain Python, and against every choice there is."""

from itertools import product

import numpy as np
import pytest

from pilothouse.engine.selection import packing_kernels, search_kernels
from pilothouse.engine.selection.search_tables import epochs_of

ITEMS, ROWS = 9, 3


def drawn(seed):
    """A packing problem of whole figures, with room for about half of what is asked."""
    dice = np.random.Generator(np.random.Philox(seed))
    figure = dice.integers(1, 40, (ITEMS, ROWS)).astype(float)
    worth = dice.integers(10, 60, ITEMS).astype(float)
    high = np.floor(figure.sum(axis=0) / 2.0)
    return packing_kernels.Items(worth, figure, high, np.arange(ITEMS, dtype=np.int64))


def packed(items):
    """Worth, items of the best, where the walk ended and its random numbers."""
    inside = np.zeros(ITEMS, dtype=np.int64)
    state = np.array([12345], dtype=np.uint64)
    best = inside.copy()
    plan = epochs_of(3000, 20.0, 2.0)
    value = packing_kernels.pack(items, inside, np.ones(ROWS), plan, state, (best, np.empty(ROWS)))
    return value, best.tolist(), inside.tolist(), int(state[0])


@pytest.mark.parametrize("seed", [1, 2])
def test_the_packing_kernel_equals_plain_python_and_no_choice_is_worth_more(seed):
    items = drawn(seed)
    compiled = packed(items)
    with pytest.MonkeyPatch.context() as patch:
        for module in (search_kernels, packing_kernels):
            for name, function in list(vars(module).items()):
                if hasattr(function, "py_func"):
                    patch.setattr(module, name, function.py_func)
        plain = packed(items)

    assert compiled == plain
    value, best = compiled[:2]
    assert value == items.worth @ best
    choices = (np.array(choice) for choice in product((0, 1), repeat=ITEMS))
    assert value == max(
        items.worth @ choice for choice in choices if (choice @ items.figure <= items.high).all()
    )
