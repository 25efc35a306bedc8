"""What the machine itself can do: move bytes, and draw random numbers; compiled."""

from __future__ import annotations

from typing import Any, cast

import numba as nb
import numpy as np

from pilothouse.engine.risk.philox_kernels import philox_words

_entry = cast(Any, nb.njit)(cache=True, nogil=True, _nrt=False)


@_entry
def triad(to, one, other, factor):  # type: ignore[no-untyped-def]
    """to = one + factor x other, the measure of memory bandwidth. Source: McCalpin (1995), STREAM."""
    for i in range(len(to)):
        to[i] = one[i] + factor * other[i]


@_entry
def lanes_of_words(words, first, last, seed):  # type: ignore[no-untyped-def]
    """Random words of lanes `first` to `last` by address, into the same small buffer; returns their sum."""
    total = np.uint32(0)
    for lane in range(first, last):
        philox_words(words, np.uint32(lane), (np.uint32(7), np.uint32(11), np.uint32(0)), seed)
        total += words[np.uintp(lane & 63)]
    return total
