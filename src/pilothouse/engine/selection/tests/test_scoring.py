"""Scoring models against worked examples, and their refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.selection.finance import internal_rate, internal_rates, net_present_value, payback
from pilothouse.engine.selection.pairwise import pairwise_weights
from pilothouse.engine.selection.scoring import Wsjf, weighted_scores
from pilothouse.engine.selection.sensitivity import rank_spread, weight_ranges


def test_saatys_house_has_his_weights_and_consistency():
    """T. L. Saaty (1987), The analytic hierarchy process, Mathematical Modelling 9: buying a house."""
    criteria = ["size", "transport", "neighbourhood", "age", "yard", "facilities", "condition", "finance"]
    upper = [
        [5, 3, 7, 6, 6, 1 / 3, 1 / 4],
        [1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
        [6, 3, 4, 6, 1 / 5],
        [1 / 3, 1 / 4, 1 / 7, 1 / 8],
        [1 / 2, 1 / 5, 1 / 6],
        [1 / 5, 1 / 6],
        [1 / 2],
    ]
    judgements = {
        (criteria[row], criteria[row + 1 + step]): times
        for row, line in enumerate(upper)
        for step, times in enumerate(line)
    }

    found = pairwise_weights(criteria, judgements)

    assert found.largest == pytest.approx(9.669, abs=0.002)
    assert found.index == pytest.approx(0.238, abs=0.001)
    assert found.ratio == pytest.approx(0.169, abs=0.001)
    assert not found.consistent
    expected = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert list(found.weights.values()) == pytest.approx(expected, abs=0.0015)


@given(weights=st.lists(st.floats(0.1, 9.0), min_size=2, max_size=7))
def test_judgements_that_agree_give_their_weights_back(weights):
    names = [f"c{n}" for n in range(len(weights))]
    judgements = {(names[i], names[j]): weights[i] / weights[j] for i in range(len(names)) for j in range(i)}

    found = pairwise_weights(names, judgements)

    assert list(found.weights.values()) == pytest.approx([w / sum(weights) for w in weights])
    assert found.ratio == pytest.approx(0.0, abs=1e-9)


def test_a_missing_or_doubled_judgement_is_refused():
    with pytest.raises(ValueError, match="a and c are not compared"):
        pairwise_weights(["a", "b", "c"], {("a", "b"): 2.0, ("b", "c"): 2.0})
    with pytest.raises(ValueError, match="compared twice"):
        pairwise_weights(["a", "b"], {("a", "b"): 2.0, ("b", "a"): 2.0})


def test_weighted_scores_explain_their_totals_and_rank():
    found = weighted_scores(
        ["A", "B", "C"], {"fit": [1, 5, 3], "risk": [10, 30, 10]}, {"fit": 3.0, "risk": -1.0}
    )

    assert found.totals == pytest.approx([0.25, 0.75, 0.625])
    assert found.contributions.sum(axis=1) == pytest.approx(found.totals)
    assert found.ranks.tolist() == [3, 1, 2]


def test_changing_a_weight_past_its_range_moves_the_top_and_not_before():
    names, columns = ["A", "B", "C"], {"fit": [1, 5, 3], "reach": [9, 2, 7]}
    found = weighted_scores(names, columns, {"fit": 0.7, "reach": 0.3})
    fit = weight_ranges(found)[0]

    def winner(weight):
        again = weighted_scores(names, columns, {"fit": weight, "reach": 1.0 - weight})
        return names[int(np.argmax(again.totals))]

    assert winner(0.7) == winner(fit.low + 1e-6) == "B"
    assert winner(fit.low - 1e-6) == fit.below == "C"
    assert (fit.high, fit.above) == (1.0, "")


def test_ranks_spread_with_the_weights_and_reproduce():
    found = weighted_scores(["A", "B"], {"fit": [1, 5], "reach": [9, 2]}, {"fit": 0.5, "reach": 0.5})

    spread = rank_spread(found, spread=0.5, draws=200, seed=3)

    assert spread.best.tolist() == [1, 1]
    assert spread.worst.tolist() == [2, 2]
    assert 0.3 < spread.first[0] < 0.7
    assert spread.first.tolist() == rank_spread(found, spread=0.5, draws=200, seed=3).first.tolist()


def test_weighted_shortest_job_first():
    job = Wsjf(business_value=8, time_criticality=5, risk_reduction=3, job_size=4)

    assert job.score == 4.0
    with pytest.raises(ValueError, match="size above"):
        Wsjf(business_value=8, time_criticality=5, risk_reduction=3, job_size=0)


def test_net_present_value_rate_and_payback_agree_with_arithmetic():
    flows = [-1000.0, 400.0, 400.0, 400.0]

    assert net_present_value(flows, rate=0.1) == pytest.approx(-1000 + 400 / 1.1 + 400 / 1.21 + 400 / 1.331)
    assert net_present_value(flows, rate=internal_rate(flows)) == pytest.approx(0.0, abs=1e-6)
    assert payback(flows) == 2.5
    assert payback(flows, rate=0.1) is None


def test_two_rates_of_return_are_both_told():
    flows = [-100.0, 230.0, -132.0]

    assert internal_rates(flows) == pytest.approx([0.1, 0.2])
    with pytest.raises(ValueError, match=r"10\.00%, 20.00%"):
        internal_rate(flows)
