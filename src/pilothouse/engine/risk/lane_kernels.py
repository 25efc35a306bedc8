"""One lane of futures: drawing numbers, shared by tasks, cost lines, events and weather."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.risk.columns import LANES
from pilothouse.engine.risk.compile_kernels import inner
from pilothouse.engine.risk.philox_kernels import look_up, normals, philox_words, step_up

_F = np.float32
_ZERO = _F(0.0)
_ONE = _F(1.0)


@inner
def deviates(out, lane, block, address, seed):  # type: ignore[no-untyped-def]
    """Fill `out`, shape (LANES,), with the standard normal deviates of one addressed quantity."""
    philox_words(lane.words, block, address, seed)
    normals(out, lane.words, lane.work, lane.bits)


@inner
def mix(z, own, group, in_group, common, in_common):  # type: ignore[no-untyped-def]
    """Blend a quantity's own deviates with those of its group and of everyone; all shape (LANES,)."""
    for j in range(LANES):
        z[j] = own * z[j] + in_group * group[j] + in_common * common[j]


@inner
def scale(out, offset, spread):  # type: ignore[no-untyped-def]
    """Move from the unit of a shape to that of the quantity."""
    for j in range(LANES):
        out[j] = offset + spread * out[j]


@inner
def shaped(out, lane, form, shapes):  # type: ignore[no-untyped-def]
    """Turn the deviates in `lane.z` into values: offset + spread * shape(deviate).

    form : (shape, offset, spread), as in `Draws`
    """
    shape, offset, spread = form
    if shape >= 0:
        look_up(out, lane.z, shapes.tables[shape], lane.nodes)
    else:
        first = shapes.start[-2 - shape]
        last = shapes.start[-1 - shape]
        step_up(out, lane.z, shapes.bounds[first + 1 : last], shapes.values[first:last])
    scale(out, offset, spread)


@inner
def draw(out, lane, block, i, stream, draws, shapes, groups, seed):  # type: ignore[no-untyped-def]
    """Draw quantity `i` of `draws` in each future of the lane; out, shape (LANES,), written.

    groups : shape (groups + 2, LANES); the last row is everyone's deviate
    """
    row = draws[i]
    if row["shape"] == -1:
        out[:] = row["offset"]
        return
    deviates(lane.z, lane, block, (row["low"], row["high"], stream), seed)
    if row["own"] < _ONE:
        mix(lane.z, row["own"], groups[row["group"]], row["in_group"], groups[-1], row["in_common"])
    shaped(out, lane, (row["shape"], row["offset"], row["spread"]), shapes)


@inner
def times(out, factor):  # type: ignore[no-untyped-def]
    """Multiply lane by lane."""
    for j in range(LANES):
        out[j] = out[j] * factor[j]


@inner
def plus_share(out, share, extra):  # type: ignore[no-untyped-def]
    """Add a share of another lane."""
    for j in range(LANES):
        out[j] = out[j] + share * extra[j]


@inner
def whole_minutes(out, value, most):  # type: ignore[no-untyped-def]
    """Round to whole minutes from 0 to `most`; out is int32, value float32."""
    for j in range(LANES):
        minutes = value[j] if value[j] > _ZERO else _ZERO
        minutes = minutes if minutes < most else most
        out[j] = np.int32(minutes + _F(0.5))


@inner
def keep_where(out, choice, mine):  # type: ignore[no-untyped-def]
    """Set to zero the futures in which another alternative is taken."""
    for j in range(LANES):
        out[j] = out[j] if choice[j] == mine else out[j] - out[j]
