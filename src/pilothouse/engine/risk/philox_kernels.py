"""Random numbers by address: the draw of a task in a future depends on nothing but the seed and the two.

Philox4x32-10 turns a counter of four 32-bit words and a key of two into four random words, without memory.
The counter here is (iteration / 4, key of the thing drawn, key, stream), so any thread may draw any part.

Sources: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC'11;
the normal deviate is read from a table of its own, spaced by the floating-point form of the probability.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.risk.columns import LANES, NODES, REACH, probit_nodes
from pilothouse.engine.risk.compile_kernels import either

_QUARTER = LANES // 4
_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint32(0x9E3779B9)
_W1 = np.uint32(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_F = np.float32
_HALF = _F(0.5)
_ZERO = _F(0.0)
_NONE = np.int32(0)
_NEXT = np.uint64(1)
_MAGNITUDE = np.uint32(0x7FFFFFFF)
_SIGN = np.int32(-(2**31))
_FRACTION_BITS = np.int32(17)
_FRACTION = np.int32((1 << 17) - 1)
_FRACTION_STEP = _F(2.0**-17)
_NODE = np.int32(0x7FFFFFFF)
_FIRST_BITS = np.int32(np.float32(0.5).view(np.int32))
_REACH = _F(REACH)
_STEP = _F(NODES / (2.0 * REACH))
_LAST = _F(NODES - 0.001)
_PROBIT = probit_nodes()


@either
def philox_words(words, block, address, seed):  # type: ignore[no-untyped-def]
    """Fill one lane of futures with random words.

    words   : shape (LANES,), uint32, written; word j of counter i lands at j * LANES / 4 + i
    block   : which lane of LANES futures
    address : (low, high, stream), uint32: what is drawn
    seed    : (k0, k1), uint32
    """
    low, high, stream = address
    for i in range(_QUARTER):
        c0 = np.uint32(block * _QUARTER + i)
        c1 = low
        c2 = high
        c3 = stream
        k0 = seed[0]
        k1 = seed[1]
        for _ in range(10):
            p0 = _M0 * np.uint64(c0)
            p1 = _M1 * np.uint64(c2)
            c0 = np.uint32(p1 >> _32) ^ c1 ^ k0
            c2 = np.uint32(p0 >> _32) ^ c3 ^ k1
            c1 = np.uint32(p1 & _LOW)
            c3 = np.uint32(p0 & _LOW)
            k0 = np.uint32(np.uint64(k0) + np.uint64(_W0) & _LOW)
            k1 = np.uint32(np.uint64(k1) + np.uint64(_W1) & _LOW)
        words[i] = c0
        words[_QUARTER + i] = c1
        words[2 * _QUARTER + i] = c2
        words[3 * _QUARTER + i] = c3


@either
def normals(out, words, work, bits):  # type: ignore[no-untyped-def]
    """Turn random words into standard normal deviates, from a table as dense in the tails as in the middle.

    The 31 low bits of a word say how far the future lies below the median, its sign bit mirrors it. The table
    has 64 nodes for each halving of that probability; the error is below 5e-5 and the reach 6.3 deviations.
    out   : shape (LANES,), float32, written
    words : shape (LANES,), uint32, spent
    work  : shape (LANES,), float32 scratch; `bits` is the same memory seen as int32
    """
    for i in range(LANES):
        work[i] = _F(np.int32(words[i] & _MAGNITUDE)) + _HALF
    for i in range(LANES):
        place = bits[i] - _FIRST_BITS
        out[i] = _F(place & _FRACTION) * _FRACTION_STEP
        bits[i] = (place >> _FRACTION_BITS) | (np.int32(words[i]) & _SIGN)
    for i in range(LANES):
        node = np.uint64(bits[i] & _NODE)
        low = _PROBIT[node]
        z = low + (_PROBIT[node + _NEXT] - low) * out[i]
        out[i] = -z if bits[i] < _NONE else z


@either
def look_up(out, z, table, nodes):  # type: ignore[no-untyped-def]
    """Read a quantile table at normal deviates: a straight line between nodes, flat beyond the ends.

    out   : shape (LANES,), float32, written (may be `z` itself)
    z     : shape (LANES,), float32
    table : shape (NODES + 1,), float32, values at REACH deviations below to REACH above the median
    nodes : shape (LANES,), uint32 scratch
    """
    for i in range(LANES):
        place = (z[i] + _REACH) * _STEP
        place = place if place > _ZERO else _ZERO
        place = place if place < _LAST else _LAST
        node = np.uint32(place)
        nodes[i] = node
        out[i] = place - _F(node)
    for i in range(LANES):
        node64 = np.uint64(nodes[i])
        low = table[node64]
        out[i] = low + (table[node64 + _NEXT] - low) * out[i]


@either
def step_up(out, z, bounds, values):  # type: ignore[no-untyped-def]
    """Read a list of outcomes at normal deviates: the outcome whose interval holds the deviate.

    out    : shape (LANES,), float32, written (not `z`)
    bounds : shape (k - 1,), float32, rising deviates between outcomes
    values : shape (k,), float32
    """
    for i in range(LANES):
        out[i] = values[0]
    for k in range(len(bounds)):
        bound = bounds[k]
        value = values[k + 1]
        for i in range(LANES):
            out[i] = value if z[i] > bound else out[i]
