"""Published classes beside a history: as kinds in the prior, and as a forecast weighed by what it accounts for."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.forecast.reference_classes import LEVELS, REFERENCE_CLASSES
from pilothouse.engine.risk import FinishedProject, FinishedProjects, ProjectProfile, fit_uncertainty
from pilothouse.engine.risk.class_curve import ClassCurve
from pilothouse.engine.risk.cross_validation import judge_cut
from pilothouse.engine.risk.published_prior import KINDS, published_prior
from pilothouse.engine.risk.ratio_fit import RatioFit
from pilothouse.engine.risk.uncertain import chance_nodes

RATIOS = [row for row in REFERENCE_CLASSES.values() if row.unit == "ratio"]


def finished(ratios, kind="road"):
    """Projects with these cost and time ratios, one a year."""
    return [
        FinishedProject(f"p{k}", ProjectProfile(kind), float(x), float(x), started=k, finished=k + 0.5)
        for k, x in enumerate(ratios)
    ]


def drawn_from(row, n):
    """Evenly likely ratios of a published class."""
    chances = (np.arange(n) + 0.5) / n
    return np.exp(np.interp(chances, chance_nodes(), ClassCurve.of(row).at_nodes()))


@pytest.mark.parametrize("row", RATIOS, ids=lambda row: row.id)
def test_a_class_as_a_curve_keeps_its_table_and_its_density_sums_to_one(row):
    curve = ClassCurve.of(row)

    read = np.exp(np.interp(LEVELS, chance_nodes(), curve.at_nodes()))
    fine = np.linspace(-12, 12, 200_001)

    assert read == pytest.approx(row.growth, rel=0.02)
    assert np.sum(curve.density(fine)) * (fine[1] - fine[0]) == pytest.approx(1.0, abs=0.01)


def test_the_prior_by_hand():
    # the medians of the two classes of time are 1.316 and 1.29; two kinds say where the whole lies to 0.15 / sqrt 2
    found = published_prior("time")

    assert found.place == pytest.approx((np.log(1.316) + np.log(1.29)) / 2)
    assert found.place_width == pytest.approx(0.15 / np.sqrt(2))
    assert found.spread_width == pytest.approx(0.5 / np.sqrt(2))
    assert all(REFERENCE_CLASSES[name].measure == what for what, names in KINDS.items() for name in names)


def test_the_density_is_the_slope_of_the_rank():
    fit = RatioFit.of(finished(np.exp(np.linspace(-0.2, 0.4, 20))), "cost")
    place, spread = fit.rows.place[0], fit.rows.spread[0]

    slope = (fit.fit.rank(0.101, place, spread) - fit.fit.rank(0.099, place, spread)) / 0.002

    assert fit.fit.density(0.1, place, spread) == pytest.approx(slope, rel=1e-3)


def test_a_class_is_believed_by_what_it_accounts_for():
    row = REFERENCE_CLASSES["wb-infra-cost"]
    curve = ClassCurve.of(row)
    alike = RatioFit.of(finished(drawn_from(row, 30)), "cost").weight_of(curve)
    narrow = RatioFit.of(finished(np.exp(np.linspace(0.2, 0.25, 30))), "cost").weight_of(curve)
    short = RatioFit.of(finished(np.exp(np.linspace(0.2, 0.25, 12))), "cost").weight_of(curve)

    assert narrow < 0.05 < short < 0.15
    assert 0.3 < alike < 0.8


def test_the_outlook_lies_between_fit_and_class_at_every_percentile():
    fit = RatioFit.of(finished(np.exp(np.linspace(-0.1, 0.3, 20))), "time")
    curve = ClassCurve.of(REFERENCE_CLASSES["wb-infra-duration"])
    ends = np.stack([fit.fitted(ProjectProfile("road")), curve.at_nodes()])

    both = fit.log_ratios(ProjectProfile("road"), curve)

    assert (both >= ends.min(axis=0) - 1e-9).all()
    assert (both <= ends.max(axis=0) + 1e-9).all()
    assert (np.diff(both) >= 0).all()


def test_a_kind_never_seen_is_wider_than_one_well_known():
    learnt = fit_uncertainty(FinishedProjects(tuple(finished(np.exp(np.linspace(0.0, 0.1, 40))))))
    known, unknown = (learnt.outlook(ProjectProfile(kind)) for kind in ("road", "bridge"))

    assert unknown.cost_ratio(0.9) / unknown.cost_ratio(0.1) > 1.5 * known.cost_ratio(0.9) / known.cost_ratio(
        0.1
    )
    assert "on the published reference class wb-infra-cost" in known.note


def test_a_cut_in_time_learns_from_nothing_after_it():
    history = finished(np.tile([0.9, 1.0, 1.1], 10))
    other = [*history[:20], *finished(np.full(30, 5.0))[20:]]

    one, two = (judge_cut(FinishedProjects(tuple(items)), "cost", 2 / 3) for items in (history, other))

    assert one.fitted.n == two.fitted.n == 10
    assert two.fitted.coverage[0].hits == 0 < one.fitted.coverage[0].hits
    with pytest.raises(ValueError, match="no project on one side"):
        judge_cut(FinishedProjects(tuple(history)), "cost", 0.01)
    with pytest.raises(ValueError, match="no date of finish"):
        judge_cut(FinishedProjects((FinishedProject("a"),)), "cost", 0.5)
