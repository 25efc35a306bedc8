"""A regression with heavy tails, in which place and spread both depend on what is known, held by mild priors.

y_i = place_i + exp(log_spread_i) * t, with t Student's with 4 degrees of freedom; place and log_spread are sums
of an intercept, a term for the kind of project and a term for one plan figure. Kinds are pulled towards the
whole by normal priors, so that a kind with few projects borrows from the others (partial pooling); the whole
itself is held by a prior from published classes (`published_prior`).

Sources: Lange, Little and Taylor (1989), "Robust statistical modeling using the t distribution", JASA 84(408)
881-896 (weights and expected information); Gelman and Hill (2007), Data Analysis Using Regression and
Multilevel/Hierarchical Models, chapter 12 (partial pooling).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pilothouse.engine.door import optional
from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.history import ProjectProfile
from pilothouse.engine.risk.published_prior import KIND_PLACE, KIND_SPREAD, Prior

FREEDOM = 4.0
# Prior deviations, set once and not tuned: a plan figure one deviation from average moves the middle by 10 %
# and the spread by a third.
_FIGURE_PLACE, _FIGURE_SPREAD = 0.10, 0.3
_DRAWS, _STEPS = 200, 100


@dataclass(frozen=True)
class Rows:
    """The design: rows of terms for place and for log spread, shape (n, k) each."""

    place: Floats
    spread: Floats

    def drop(self, row: int) -> Rows:
        """All rows but one."""
        return Rows(np.delete(self.place, row, axis=0), np.delete(self.spread, row, axis=0))


@dataclass(frozen=True)
class Layout:
    """How profiles become rows: which kinds are known, and the average and deviation of the plan figures."""

    kinds: tuple[str, ...]
    serial: tuple[float, float]
    log_tasks: tuple[float, float]

    @staticmethod
    def of(profiles: Sequence[ProjectProfile]) -> Layout:
        """Read the layout off the profiles of a history."""
        serial = [p.serial_share for p in profiles if p.serial_share is not None]
        tasks = [float(np.log(p.tasks)) for p in profiles if p.tasks is not None]
        kinds = tuple(dict.fromkeys(p.kind for p in profiles if p.kind))
        return Layout(kinds, _centre_and_scale(serial), _centre_and_scale(tasks))

    def rows(self, profiles: Sequence[ProjectProfile]) -> Rows:
        """The design of these profiles; what is not known stands at the average."""
        kinds = np.array([[p.kind == kind for kind in self.kinds] for p in profiles], dtype=np.float64)
        kinds = kinds.reshape(len(profiles), len(self.kinds))
        ones = np.ones((len(profiles), 1))
        serial = [0.0 if p.serial_share is None else _standard(p.serial_share, self.serial) for p in profiles]
        tasks = [
            0.0 if p.tasks is None else _standard(float(np.log(p.tasks)), self.log_tasks) for p in profiles
        ]
        return Rows(
            np.hstack([ones, kinds, np.array(serial)[:, None]]),
            np.hstack([ones, kinds, np.array(tasks)[:, None]]),
        )


@dataclass(frozen=True)
class StudentFit:
    """The fitted terms, shape (2k,): place first, then log spread; with their covariance."""

    terms: Floats
    covariance: Floats

    def rank(self, value: float, place: Floats, spread: Floats) -> float:
        """The chance that a new y with this row stays below `value`, unsure terms included."""
        places, spreads = self._unsure(place, spread)
        return float(optional("scipy.special").stdtr(FREEDOM, (value - places) / spreads).mean())

    def density(self, value: float, place: Floats, spread: Floats) -> float:
        """How likely a new y with this row is to be `value`, per unit, unsure terms included."""
        places, spreads = self._unsure(place, spread)
        z = (value - places) / spreads
        return float((0.375 * (1.0 + z * z / FREEDOM) ** (-0.5 * (FREEDOM + 1.0)) / spreads).mean())

    def futures(self, place: Floats, spread: Floats) -> Floats:
        """Sorted equally likely values of a new y with this row, unsure terms included; shape (20,000,)."""
        places, spreads = self._unsure(place, spread)
        values = (places[:, None] + spreads[:, None] * _student_steps()[None, :]).ravel()
        values.sort()
        return values

    def _unsure(self, place: Floats, spread: Floats) -> tuple[Floats, Floats]:
        """Equally likely places and spreads of a new y with this row; shape (200,) each."""
        k = len(place)
        middle = float(place @ self.terms[:k])
        middle_error = float(np.sqrt(place @ self.covariance[:k, :k] @ place))
        log_spread = float(spread @ self.terms[k:])
        log_error = float(np.sqrt(spread @ self.covariance[k:, k:] @ spread))
        first, second = _grid()
        return middle + middle_error * first, np.exp(log_spread + log_error * second)


def fit_student(values: Floats, rows: Rows, *, prior: Prior, start: StudentFit | None = None) -> StudentFit:
    """Fit the terms by Fisher scoring on the penalised likelihood.

    values : shape (n,), logarithms of actual over planned
    prior  : what is believed of the intercepts before
    start  : a fit to begin from, such as that of all rows when one is left out
    """
    k = rows.place.shape[1]
    place_widths = [prior.place_width, *[KIND_PLACE] * (k - 2), _FIGURE_PLACE]
    spread_widths = [prior.spread_width, *[KIND_SPREAD] * (k - 2), _FIGURE_SPREAD]
    tightness = np.array(place_widths + spread_widths) ** -2.0
    centre = np.zeros(2 * k)
    centre[0], centre[k] = prior.place, prior.spread
    terms = _first_guess(values, k) if start is None else start.terms.copy()
    loss, z, scale = _loss(values, rows, terms, tightness, centre)
    information = _information(rows, scale, tightness)
    for _ in range(60):
        weight = (FREEDOM + 1.0) / (FREEDOM + z * z)
        slope = np.concatenate([-rows.place.T @ (weight * z / scale), rows.spread.T @ (1.0 - weight * z * z)])
        step = np.linalg.solve(information, slope + tightness * (terms - centre))
        length = 1.0
        while length > 1e-6:
            tried = terms - length * step
            new_loss, new_z, new_scale = _loss(values, rows, tried, tightness, centre)
            if new_loss <= loss:
                break
            length /= 2.0
        else:
            break
        settled = loss - new_loss < 1e-9
        terms, loss, z, scale = tried, new_loss, new_z, new_scale
        information = _information(rows, scale, tightness)
        if settled:
            break
    return StudentFit(terms, np.asarray(np.linalg.inv(information), dtype=np.float64))


def _loss(
    values: Floats, rows: Rows, terms: Floats, tightness: Floats, centre: Floats
) -> tuple[float, Floats, Floats]:
    """Penalised negative log likelihood, standardised residuals, and spreads."""
    k = rows.place.shape[1]
    log_scale = rows.spread @ terms[k:]
    scale = np.exp(np.clip(log_scale, -12.0, 12.0))
    z = (values - rows.place @ terms[:k]) / scale
    fit = np.sum(log_scale + 0.5 * (FREEDOM + 1.0) * np.log1p(z * z / FREEDOM))
    return float(fit + 0.5 * np.sum(tightness * (terms - centre) ** 2)), z, scale


def _information(rows: Rows, scale: Floats, tightness: Floats) -> Floats:
    """Expected information of the terms, priors included; place and spread are orthogonal."""
    k = rows.place.shape[1]
    information = np.diag(tightness)
    weight = (FREEDOM + 1.0) / (FREEDOM + 3.0) / scale**2
    information[:k, :k] += rows.place.T @ (rows.place * weight[:, None])
    information[k:, k:] += rows.spread.T @ rows.spread * (2.0 * FREEDOM / (FREEDOM + 3.0))
    return information


def _first_guess(values: Floats, k: int) -> Floats:
    """Median and standard deviation, no effects."""
    terms = np.zeros(2 * k)
    terms[0] = np.median(values)
    terms[k] = np.log(np.std(values) + 0.02)
    return terms


@lru_cache(maxsize=1)
def _grid() -> tuple[Floats, Floats]:
    """Fixed normal deviates for unsure place and spread, shape (200,) each.

    A lattice with golden-ratio steps covers the square evenly and needs no random generator.
    """
    special = optional("scipy.special")
    index = np.arange(_DRAWS)
    first = special.ndtri((index + 0.5) / _DRAWS)
    second = special.ndtri(np.mod(0.5 + index * 0.6180339887498949, 1.0).clip(1e-4, 1.0 - 1e-4))
    return first, second


@lru_cache(maxsize=1)
def _student_steps() -> Floats:
    """Evenly likely quantiles of Student's distribution; shape (100,)."""
    chances = (np.arange(_STEPS) + 0.5) / _STEPS
    return np.asarray(optional("scipy.special").stdtrit(FREEDOM, chances), dtype=np.float64)


def _centre_and_scale(values: Sequence[float]) -> tuple[float, float]:
    """Average and deviation; a deviation of 0 becomes 1, so that the figure drops out."""
    if not values:
        return 0.0, 1.0
    deviation = float(np.std(values))
    return float(np.mean(values)), deviation if deviation > 1e-9 else 1.0


def _standard(value: float, centre_and_scale: tuple[float, float]) -> float:
    """Deviations from average, at most 3 so that an unheard-of plan is not extrapolated without end."""
    centre, scale = centre_and_scale
    return float(np.clip((value - centre) / scale, -3.0, 3.0))
