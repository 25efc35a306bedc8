"""Counters that threads share, so that several of them may walk one network side by side, compiled.

Numba offers no counter that is safe between processors; these are the processor's own, spelt out for its compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

from pilothouse.engine.schedule.compile_kernels import inner

CLAIMED, DONE_SO_FAR, LEAVE = 0, 16, 32  # places of the counters, each in a cache line of its own
NO_MORE = 2**62
PATIENCE = 30_000  # looks at a counter before the processor is offered to others


def _place(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The address of one entry of an array."""
    kind = signature.args[0]
    array = context.make_array(kind)(context, builder, args[0])
    item: Any = cgutils.get_item_pointer
    return item(context, builder, kind, array, [args[1]], wraparound=False)


def _count_on(typing: Any, counters: Any, place: Any) -> Any:
    """Add one to a counter that others count on too; the number that it had before."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        one = context.get_constant(types.int64, 1)
        return builder.atomic_rmw("add", _place(context, builder, signature, args), one, "acq_rel")

    return types.int64(counters, types.intp), generate


def _counted(typing: Any, counters: Any, place: Any) -> Any:
    """Read a counter that others count on; whatever they wrote before counting is there to be read."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _place(context, builder, signature, args)
        return builder.load_atomic(place, "acquire", 8)

    return types.int64(counters, types.intp), generate


def _count_on_alone(counters: Any, place: int) -> int:
    counters[place] += 1
    return int(counters[place]) - 1


def _counted_alone(counters: Any, place: int) -> int:
    return int(counters[place])


compiling_is_off: bool = vars(config)["DISABLE_JIT"]
# there is then one thread, and plain Python counts well enough
count_on: Any = _count_on_alone if compiling_is_off else intrinsic(_count_on)
counted: Any = _counted_alone if compiling_is_off else intrinsic(_counted)


@inner
def waits_long(counters, wanted):  # type: ignore[no-untyped-def]
    """Wait until so many pieces are done; True when that takes longer than a busy wait should."""
    looks = 0
    while looks < PATIENCE and counted(counters, DONE_SO_FAR) < wanted:
        looks += 1
    return looks == PATIENCE


@inner
def next_piece(counters, helps):  # type: ignore[no-untyped-def]
    """Tell that a piece is done and take another; none for a helper that was asked to leave."""
    count_on(counters, DONE_SO_FAR)
    if helps and counted(counters, LEAVE) > 0:
        return np.int64(NO_MORE)
    return count_on(counters, CLAIMED)
