"""Projects that exclude each other walked as one, and which columns are in doubt."""

import numpy as np
import pytest

from pilothouse.engine.selection.arithmetic import breaches
from pilothouse.engine.selection.candidates import Candidate
from pilothouse.engine.selection.compile_program import compile_program
from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.folding import fold, folds
from pilothouse.engine.selection.generator import PortfolioShape, generated_portfolio
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.regret import regrets
from pilothouse.engine.selection.relaxation import Relaxation, relax
from pilothouse.engine.selection.rules import Group
from pilothouse.engine.selection.search import Annealer
from pilothouse.engine.selection.solve import select
from pilothouse.engine.selection.ways import CLOSE, FAR, ways


def problem(*rules, values=(5.0, 4.0, 3.0, 2.0)):
    return SelectionProblem(
        candidates=tuple(
            Candidate(name=name, scores={"value": value}, cost=(2.0,))
            for name, value in zip("ABCD", values, strict=True)
        ),
        budgets=(3.0, 3.0),
        rules=rules,
        discount={"value": 0.5},
    )


def test_a_project_is_folded_with_the_first_group_that_lets_one_in():
    rules = (
        Group(name="two of them", of=("A", "B"), most=2),
        Group(name="one side", of=("A", "C"), most=1),
        Group(name="other side", of=("C", "D", "B"), most=1),
        Group(name="at least one", of=("A", "B"), least=1, most=1),
    )

    fold_of = folds(compile_program(problem(*rules)))

    assert fold_of[0] == fold_of[2]
    assert fold_of[1] == fold_of[3] != fold_of[0]


def test_folding_keeps_every_choice_its_worth_and_what_it_breaks():
    asked = problem(Group(name="one", of=("A", "C"), most=1), Group(name="next", of=("C", "D"), most=1))
    program = compile_program(asked)
    folded = fold(program, relax(program))
    draw = np.random.default_rng(3)

    for _ in range(50):
        chosen = (draw.random(program.columns) < 0.4).astype(float)
        inside = folded.folded(chosen)

        assert np.array_equal(folded.unfolded(inside), chosen)
        assert folded.program.value(inside) == pytest.approx(program.value(chosen))
        assert folded.program.allows(inside) == program.allows(chosen)


def test_annealing_over_folded_groups_finds_the_best_of_each():
    program = compile_program(problem(Group(name="one", of=("A", "B"), most=1)))

    found = Annealer(program, relax(program), np.random.Philox(1)).run(10_000)

    assert program.allows(found)
    assert program.value(found) == pytest.approx(5.0 + 3.0 / 1.5)


def test_regret_is_what_another_start_or_none_would_lose_at_the_prices():
    program = compile_program(problem())
    # Budget is worth 1 in the first period and 0.5 in the second, so two units cost 2 and 1.
    price = np.zeros(len(program.rows))
    price[:2] = 1.0, 0.5
    given = Relaxation(
        bound=0.0, share=np.zeros(program.columns), price=price, reduced=np.zeros(program.columns)
    )

    regret = regrets(program, given).reshape(4, 2)

    margin = np.array([[v - 2.0, v / 1.5 - 1.0] for v in (5.0, 4.0, 3.0, 2.0)])
    best = np.maximum(margin.max(axis=1), 0.0)
    assert regret[0] == pytest.approx([best[0] - margin[0, 1], best[0] - margin[0, 1]])
    assert regret[2] == pytest.approx([0.0, 0.0])  # both starts alike
    assert regret[3] == pytest.approx([best[3] - margin[3, 0], min(best[3], best[3] - margin[3, 0])])


def test_a_relaxation_that_splits_most_of_what_it_takes_is_walked_wide():
    def ways_of(**more):
        program = compile_program(
            generated_portfolio(PortfolioShape(projects=100, periods=6, seed=1, **more))
        )
        return ways(relax(program))

    assert ways_of() == CLOSE
    assert ways_of(scarce_share=1.0, skill_share=0.1) == FAR


def test_tight_groups_over_five_hundred_projects_come_near_the_bound_in_a_million_tries():
    shape = PortfolioShape(budget_share=0.2, exclusive_share=1.0, seed=4)

    chosen = select(
        generated_portfolio(shape), effort=Effort(evaluations=1_000_000, steps=("search",), gap=0.005)
    )

    assert chosen.gap <= 0.007
    assert breaches(chosen.problem, chosen.starts) == []
