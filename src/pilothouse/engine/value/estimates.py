"""What the whole will cost and how long it will take if the rest goes at a given pace."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .baseline import Floats
from .indices import EarnedValue


def _pace(index: Floats) -> Floats:
    """An index as a pace for the rest: zero says only that nothing was credited yet, so it counts as 1."""
    return np.asarray(np.where(index > 0, index, 1.0), dtype=np.float64)


# name -> performance factor of the remaining work
FACTORS: dict[str, Callable[[EarnedValue], Floats]] = {
    "1": lambda state: np.ones(state.time.size),
    "CPI": lambda state: _pace(state.cpi),
    "SPI": lambda state: _pace(state.spi),
    "SPI(t)": lambda state: _pace(state.spi_time),
    "SCI": lambda state: _pace(state.spi) * _pace(state.cpi),
    "SCI(t)": lambda state: _pace(state.spi_time) * _pace(state.cpi),
    "0.8 CPI + 0.2 SPI": lambda state: 0.8 * _pace(state.cpi) + 0.2 * _pace(state.spi),
    "0.8 CPI + 0.2 SPI(t)": lambda state: 0.8 * _pace(state.cpi) + 0.2 * _pace(state.spi_time),
}
COST_FACTORS: tuple[str, ...] = tuple(FACTORS)
TIME_FACTORS: dict[str, tuple[str, ...]] = {
    "PV": ("1", "SPI", "SCI"),
    "ED": ("1", "SPI", "SCI"),
    "ES": ("1", "SPI(t)", "SCI(t)"),
}


def cost_at_completion(state: EarnedValue, *, factor: str = "CPI") -> Floats:
    """EAC = AC + (BAC - EV) / PF: final cost if the rest costs what the factor says; shape (p,), [money].

    factor : one of `COST_FACTORS`; "1" is the rest as planned, "CPI" the rest as dear as what is done
    Raises ValueError: unknown factor.
    Source: Batselier and Vanhoucke (2015), Int. J. Project Management 33(7) 1588-1596, the eight variants.
    """
    if factor not in FACTORS:
        raise ValueError(f"No cost factor {factor!r}; there are: {', '.join(COST_FACTORS)}.")
    return np.asarray(state.spent + (state.budget - state.earned) / FACTORS[factor](state), dtype=np.float64)


def time_at_completion(state: EarnedValue, *, method: str = "ES", factor: str = "1") -> Floats:
    """EAC(t): final duration from the origin if the rest goes at the factor's pace; shape (p,).

    method : "PV" planned value (Anbari), "ED" earned duration (Jacob), "ES" earned schedule (Lipke)
    factor : "1", or the index of the method: "SPI" and "SCI" for PV and ED, "SPI(t)" and "SCI(t)" for ES
    Never below zero. Where nothing is credited yet the rest goes as planned, whatever the factor.
    Raises ValueError: unknown method, or a factor that the method does not use.
    Source: Vandevoorde and Vanhoucke (2006), Int. J. Project Management 24(4) 289-302.
    """
    if method not in TIME_FACTORS:
        raise ValueError(f"No time method {method!r}; there are: {', '.join(TIME_FACTORS)}.")
    if factor not in TIME_FACTORS[method]:
        raise ValueError(f"Method {method} has no factor {factor!r}: {', '.join(TIME_FACTORS[method])}.")
    pace = FACTORS[factor](state)
    if method == "ES":
        pace = np.where(state.spi_time > 0, pace, 1.0)
        found = state.time + (state.duration - state.schedule) / pace
    elif method == "ED":
        pace = np.where(state.spi > 0, pace, 1.0)
        whole = np.maximum(state.duration, state.time)
        found = state.time + (whole - state.time * state.spi) / pace
    elif factor == "1":
        found = state.duration - state.schedule_variance * state.duration / state.budget
    else:
        found = np.where(state.spi > 0, state.duration / pace, state.time + state.duration)
    return np.asarray(np.maximum(found, 0.0), dtype=np.float64)
