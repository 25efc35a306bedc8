"""Choosing the portfolio: laws, brute force on a few projects, refusals."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.selection import solve
from pilothouse.engine.selection.arithmetic import breaches, portfolio
from pilothouse.engine.selection.candidates import Candidate, Running
from pilothouse.engine.selection.compile_program import compile_program
from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.relaxation import relax
from pilothouse.engine.selection.rules import Balance, Group, Limit, Prerequisite
from pilothouse.engine.selection.selection import Impossible
from pilothouse.engine.selection.shut import shut_columns
from pilothouse.engine.selection.solve import select

figure = st.integers(0, 9).map(float)


@st.composite
def problems(draw, most=5):
    """Small problems with every kind of rule, some of which nothing can keep."""
    periods = draw(st.integers(1, 3))
    candidates = []
    for number in range(draw(st.integers(2, most))):
        duration = draw(st.integers(1, periods))
        running = number == 0 and draw(st.booleans())
        candidates.append(
            Candidate(
                name=f"p{number}",
                scores={"value": draw(figure) + 1.0, "risk": draw(figure)},
                cost=tuple(draw(figure) for _ in range(duration)),
                demand={"welder": tuple(draw(figure) for _ in range(duration))},
                category=draw(st.sampled_from(["run", "grow"])),
                must_do=number == 1 and draw(st.booleans()),
                running=Running(stop_cost=(1.0,), stop_value={"value": 1.0}, sunk_cost=50.0)
                if running
                else None,
            )
        )
    kinds = [
        Group(name="either", of=("p0", "p1"), most=1),
        Group(name="some", of=("p0", "p1"), least=1),
        Prerequisite(project="p0", needs="p1", timing="finishes_before"),
        Prerequisite(project="p1", needs="p0", timing="starts_before", lag=1),
        Prerequisite(project="p1", needs="p0"),
        Balance(category=candidates[0].category, least=0.3, most=0.8),
        Limit(measure="risk", most=12.0),
    ]
    rules = draw(st.lists(st.sampled_from(kinds), max_size=2, unique=True))
    if {type(rule) for rule in rules} == {Prerequisite} and len({rule.project for rule in rules}) == 2:
        rules = rules[:1]
    return SelectionProblem(
        candidates=tuple(candidates),
        budgets=tuple(draw(st.integers(2, 15)) + 0.0 for _ in range(periods)),
        capacity={"welder": tuple(draw(st.integers(2, 15)) + 0.0 for _ in range(periods))},
        objective={"value": 1.0, "risk": -0.1},
        discount={"value": 0.1},
        rules=tuple(rules),
        carry_over=draw(st.booleans()),
    )


def kept_by_hand(problem):
    """Every combination of starts that keeps all limits."""
    names = [one.name for one in problem.candidates]
    for picked in product(*([None, *one.starts(problem.periods)] for one in problem.candidates)):
        starts = {name: s for name, s in zip(names, picked, strict=True) if s is not None}
        if not breaches(problem, starts):
            yield starts


def by_hand(problem):
    """The best worth over every combination of starts, or None."""
    return max(
        (portfolio(problem, starts, bound=0.0).value for starts in kept_by_hand(problem)), default=None
    )


@settings(max_examples=40, deadline=None)
@given(problem=problems())
def test_equals_brute_force_and_keeps_every_limit(problem):
    expected = by_hand(problem)

    if expected is None:
        with pytest.raises(Impossible, match="No portfolio keeps"):
            select(problem)
        return
    chosen = select(problem)

    assert breaches(problem, chosen.starts) == []
    assert chosen.value == pytest.approx(expected, abs=1e-6)
    assert chosen.proven
    assert chosen.bound >= chosen.value


@settings(max_examples=15, deadline=None)
@given(problem=problems(), steps=st.sampled_from([("search", "core", "milp"), ("search",), ("cpsat",)]))
def test_each_way_of_looking_stays_inside_the_limits_and_under_its_bound(problem, steps):
    expected = by_hand(problem)
    if expected is None:
        return

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(solve, "SMALL", 0)  # no shortcut: every step is walked
            chosen = select(problem, effort=Effort(steps=steps, evaluations=20_000))
    except ArithmeticError:
        assert "milp" not in steps
        return

    assert breaches(problem, chosen.starts) == []
    assert chosen.value <= expected + 1e-6
    assert chosen.bound >= expected - 1e-6
    if steps[-1] != "search":
        assert chosen.value == pytest.approx(expected, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(problem=problems())
def test_a_start_seen_to_be_shut_is_in_no_portfolio_that_keeps_the_limits(problem):
    program = compile_program(problem)
    shut = {
        (problem.candidates[program.project[c]].name, int(program.start[c]))
        for c in shut_columns(problem, program).nonzero()[0]
    }

    for starts in kept_by_hand(problem):
        assert shut.isdisjoint(starts.items())


def test_what_needs_two_that_exclude_each_other_is_shut_and_so_is_what_costs_more_than_there_is():
    problem = SelectionProblem(
        candidates=(
            project("Left"),
            project("Right"),
            project("Both"),
            project("Top"),
            project("Dear", cost=(9.0,)),
        ),
        budgets=(8.0, 9.0),
        rules=(
            Group(name="one side", of=("Left", "Right"), most=1),
            Prerequisite(project="Both", needs="Left"),
            Prerequisite(project="Both", needs="Right"),
            Prerequisite(project="Top", needs="Both"),
        ),
    )
    program = compile_program(problem)

    shut = shut_columns(problem, program).tolist()

    named = [(problem.candidates[p].name, s) for p, s in zip(program.project, program.start, strict=True)]
    assert [one for one, out in zip(named, shut, strict=True) if out] == [
        ("Both", 0),
        ("Both", 1),
        ("Top", 0),
        ("Top", 1),
        ("Dear", 0),
    ]
    assert relax(program, shut=shut_columns(problem, program)).bound < relax(program).bound


@settings(max_examples=15, deadline=None)
@given(problem=problems(), more=st.integers(1, 9))
def test_more_budget_is_never_worse(problem, more):
    from dataclasses import replace

    try:
        before = select(problem)
    except Impossible:
        return

    after = select(replace(problem, budgets=tuple(b + more for b in problem.budgets)))

    assert after.value >= before.value - 1e-6


@settings(max_examples=15, deadline=None)
@given(problem=problems())
def test_must_do_is_always_in(problem):
    try:
        chosen = select(problem)
    except Impossible:
        return

    assert {one.name for one in problem.candidates if one.must_do} <= set(chosen.names)


def project(name, value=5.0, cost=(4.0,), **more):
    return Candidate(name=name, scores={"value": value}, cost=cost, **more)


def test_a_must_do_set_that_cannot_fit_names_the_budget_that_breaks():
    problem = SelectionProblem(
        candidates=(project("Roof", cost=(4.0, 9.0), must_do=True), project("Heating", must_do=True)),
        budgets=(10.0, 5.0),
    )

    with pytest.raises(Impossible, match=r"Roof; Heating.*budget in period 1 would need 4 more .it has 5."):
        select(problem)


def test_sunk_cost_is_shown_and_changes_nothing():
    def under_way(sunk):
        return SelectionProblem(
            candidates=(
                project("Old", value=3.0, running=Running(sunk_cost=sunk, stop_cost=(1.0,))),
                project("New", value=5.0),
            ),
            budgets=(5.0,),
        )

    cheap, dear = select(under_way(0.0)), select(under_way(1000.0))

    assert cheap.starts == dear.starts == {"New": 0}
    assert dear.stopped == ("Old",)
    assert dear.sunk == {"Old": 1000.0}
    assert dear.spend == (5.0,)


def test_a_prerequisite_that_must_finish_first_shifts_the_dependent():
    problem = SelectionProblem(
        candidates=(project("Base", value=1.0, cost=(1.0, 1.0)), project("Top", value=9.0)),
        budgets=(9.0, 9.0, 9.0),
        rules=(Prerequisite(project="Top", needs="Base", timing="finishes_before"),),
    )

    assert select(problem).starts == {"Base": 0, "Top": 2}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"budgets": ()}, "no budget"),
        ({"budgets": (-1.0,)}, "below 0"),
        ({"objective": {"joy": 1.0}}, "No candidate has a score called joy"),
        ({"capacity": {"welder": (1.0, 2.0)}}, "welder has 2 periods, not 1"),
        ({"rules": (Group(name="g", of=("C",)),)}, "names C, which is no candidate"),
        ({"candidates": (project("A"), project("A"))}, "Two candidates are called A"),
        ({"candidates": (project("A", demand={"pilot": (1.0,)}),)}, "asks for pilot"),
        ({"candidates": (project("A", cost=(1.0, 1.0), must_do=True),)}, "must be done, but no start"),
        (
            {"rules": (Prerequisite(project="A", needs="B"), Prerequisite(project="B", needs="A"))},
            "circle: A needs B needs A",
        ),
    ],
)
def test_bad_input_is_refused_with_a_sentence(change, sentence):
    given_ = {"candidates": (project("A"), project("B")), "budgets": (5.0,)}

    with pytest.raises(ValueError, match=sentence):
        SelectionProblem(**{**given_, **change})


def test_a_deadline_needs_a_clock():
    with pytest.raises(ValueError, match="needs a clock"):
        Effort(seconds=1.0)


def test_time_that_is_up_still_gives_a_portfolio_with_a_bound():
    ticks = iter(range(10_000))
    problem = SelectionProblem(
        candidates=tuple(project(f"p{n}", value=5.0 + n % 7, cost=(3.0 + n % 5,)) for n in range(90)),
        budgets=(100.0,),
    )

    chosen = select(problem, effort=Effort(seconds=3.0, clock=lambda: float(next(ticks))))

    assert breaches(problem, chosen.starts) == []
    assert chosen.bound >= chosen.value
