"""Financial measures of a proposal: net present value, internal rate of return, payback."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from pilothouse.engine.selection.candidates import finite


def net_present_value(flows: Sequence[float], *, rate: float) -> float:
    """Worth today of money in each period, the first one today.

    flows : [money] per period, costs negative, shape (periods,)
    rate  : [-] discount rate per period, above -1
    Raises ValueError: no flows, figures not finite, a rate of -1 or less.
    """
    _checked(flows)
    if not -1.0 < rate < float("inf"):
        raise ValueError(f"A discount rate of {rate} has no meaning.")
    return float(sum(flow / (1.0 + rate) ** period for period, flow in enumerate(flows)))


def internal_rates(flows: Sequence[float]) -> tuple[float, ...]:
    """Every rate per period above -1 at which the net present value is nought, lowest first.

    None where the flows never change sign; several may exist where they change it more than once, and then
    none of them alone says whether the proposal is good.
    """
    _checked(flows)
    kept = np.trim_zeros(np.asarray(flows, dtype=np.float64))
    if kept.size < 2:
        return ()
    # With z = 1 / (1 + rate) the value is a polynomial; its highest power comes first in np.roots.
    roots = np.roots(kept[::-1])
    real = roots[np.abs(roots.imag) < 1e-9 * np.maximum(1.0, np.abs(roots.real))].real
    rates = sorted(float(1.0 / z - 1.0) for z in real if z > 0.0)
    distinct: list[float] = []
    for rate in rates:
        if not distinct or rate - distinct[-1] > 1e-9:
            distinct.append(rate)
    return tuple(distinct)


def internal_rate(flows: Sequence[float]) -> float:
    """The internal rate of return per period, where there is exactly one.

    Raises ValueError: there is none, or several (named).
    """
    rates = internal_rates(flows)
    if len(rates) != 1:
        said = ", ".join(f"{rate:.2%}" for rate in rates) or "none"
        raise ValueError(f"These flows have no single internal rate of return: {said}.")
    return rates[0]


def payback(flows: Sequence[float], *, rate: float = 0.0) -> float | None:
    """Periods until the money is back for good, part periods by straight line; None where it never is.

    rate : [-] per period; above nought gives the discounted payback
    """
    _checked(flows)
    if not -1.0 < rate < float("inf"):
        raise ValueError(f"A discount rate of {rate} has no meaning.")
    discounted = [flow / (1.0 + rate) ** period for period, flow in enumerate(flows)]
    standing = list(accumulate(discounted))
    if standing[-1] < 0.0:
        return None
    last = max((period for period, sum_ in enumerate(standing) if sum_ < 0.0), default=-1)
    if last < 0:
        return 0.0
    return last + -standing[last] / discounted[last + 1]


def _checked(flows: Sequence[float]) -> None:
    if not len(flows):
        raise ValueError("There are no flows of money to value.")
    finite("the flows", flows)
