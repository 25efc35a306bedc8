"""One measure, time or cost, learnt from finished projects: a regression corrected by its own ranks, beside a class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pilothouse.engine.risk.class_curve import ClassCurve
from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.history import FinishedProject, ProjectProfile
from pilothouse.engine.risk.published_prior import Measure, published_prior
from pilothouse.engine.risk.student_fit import Layout, Rows, StudentFit, fit_student
from pilothouse.engine.risk.uncertain import chance_nodes

# evenly spread ranks mixed with the observed ones, so that few projects bend the answer little
_PRIOR_RANKS = 20
_SHARES = 100


@dataclass(frozen=True)
class RatioFit:
    """One measure learnt from a history: the regression and how true it proved on projects left out.

    values : shape (n,), log of actual over planned; layout, rows, fit : see `student_fit`
    """

    measure: Measure
    values: Floats
    layout: Layout
    rows: Rows
    fit: StudentFit

    @staticmethod
    def of(projects: list[FinishedProject], measure: Measure) -> RatioFit:
        """Fit the measure to projects that all have an outcome."""
        values = np.log([getattr(project, f"{measure}_ratio") for project in projects])
        layout = Layout.of([project.profile for project in projects])
        rows = layout.rows([project.profile for project in projects])
        return RatioFit(
            measure, values, layout, rows, fit_student(values, rows, prior=published_prior(measure))
        )

    @cached_property
    def left_out(self) -> tuple[Floats, Floats]:
        """Of each project in a forecast made without it: its rank in (0, 1) and its density; shape (n,) each."""
        ranks, densities = np.empty(len(self.values)), np.empty(len(self.values))
        prior = published_prior(self.measure)
        for i, value in enumerate(self.values):
            without = np.delete(self.values, i)
            fit = fit_student(without, self.rows.drop(i), prior=prior, start=self.fit)
            ranks[i] = fit.rank(value, self.rows.place[i], self.rows.spread[i])
            densities[i] = fit.density(value, self.rows.place[i], self.rows.spread[i])
        return ranks, densities

    def weight_of(self, curve: ClassCurve) -> float:
        """How far to believe a published class beside the fit, 0 to 1.

        The share of projects, evenly likely to be anything beforehand, that the class rather than the fit would
        have to account for: its mean, given how likely each made the projects it had not seen.
        """
        shares = (np.arange(_SHARES) + 0.5) / _SHARES
        own, other = self.left_out[1], curve.density(self.values)
        evidence = np.log(np.outer(1.0 - shares, own) + np.outer(shares, other)).sum(axis=1)
        weight = np.exp(evidence - evidence.max())
        return float(weight @ shares / weight.sum())

    def log_ratios(self, profile: ProjectProfile, curve: ClassCurve) -> Floats:
        """Log of actual over planned at `deviate_nodes()`: fit and class, percentile by percentile, as weighed.

        Source: Lichtendahl, Grushka-Cockayne and Winkler (2013), "Is it better to average probabilities or
        quantiles?", Management Science 59(7) 1594-1611.
        """
        weight = self.weight_of(curve)
        return (1.0 - weight) * self.fitted(profile) + weight * curve.at_nodes()

    def fitted(self, profile: ProjectProfile) -> Floats:
        """The same by the regression alone, corrected by the ranks of the history; at `deviate_nodes()`.

        The regression says a rank; the history says how often such a rank was kept (a jackknife form of
        conformal prediction: Barber, Candès, Ramdas and Tibshirani (2021), Annals of Statistics 49(1) 486-507).
        """
        even = (np.arange(_PRIOR_RANKS) + 0.5) / _PRIOR_RANKS
        ranks = np.sort(np.concatenate([self.left_out[0], even]))
        kept = np.arange(1, len(ranks) + 1) / (len(ranks) + 1)
        wanted = np.interp(chance_nodes(), np.array([0.0, *kept, 1.0]), np.array([0.0, *ranks, 1.0]))
        row = self.layout.rows([profile])
        futures = self.fit.futures(row.place[0], row.spread[0])
        return np.asarray(np.quantile(futures, wanted), dtype=np.float64)

    @property
    def residuals(self) -> Floats:
        """Standardised residuals of the history, shape (n,)."""
        k = self.rows.place.shape[1]
        middle = self.rows.place @ self.fit.terms[:k]
        spread = np.exp(self.rows.spread @ self.fit.terms[k:])
        return np.asarray((self.values - middle) / spread, dtype=np.float64)
