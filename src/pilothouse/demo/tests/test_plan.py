"""The plan of the demonstration: counts, the same from the same seed, and figures that agree with each other."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from pilothouse.demo import growth
from pilothouse.demo.course import make_course
from pilothouse.demo.plan import make_plan
from pilothouse.demo.risk_lives import AFTER
from pilothouse.demo.story import MONTHS, STORY_BEGIN, STORY_DAY
from pilothouse.demo.telling import tell
from pilothouse.demo.writing_risks import Written
from pilothouse.demo.writing_talk import neighbours
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.money import short_money
from pilothouse.registers.risks import RISKS

pytestmark = pytest.mark.thorough


def _told(plan: Any) -> list[tuple[Any, list[Any]]]:
    rng = Random(2)
    own = plan.risks_of()
    works = [w for w in plan.landscape.works if w.course]
    tellings = [(w, tell(rng, w, w.key, own[w.key])) for w in works]
    return [(w, [*told.lead, *told.office]) for w, told in tellings]


def test_it_has_the_promised_size(plan: Any) -> None:
    kinds = Counter(w.kind for w in plan.landscape.works)

    assert kinds == {"office": 1, "portfolio": 4, "programme": 10, "project": 60, "initiative": 25}
    assert len(plan.staff.people) == 120
    assert 650 <= len(plan.risks) <= 750
    assert len({w.title for w in plan.landscape.works}) == len(plan.landscape.works)
    assert len({p.email for p in plan.staff.people}) == len({p.name for p in plan.staff.people}) == 120


def test_thirty_times_the_size_is_more_than_two_thousand_projects() -> None:
    large = make_plan(scale=30, seed=1)

    assert sum(w.kind in {"project", "initiative"} for w in large.landscape.works) == 30 * 85 > 2000
    assert 19_000 <= len(large.risks) <= 23_000
    assert len({p.email for p in large.staff.people}) == len(large.staff.people)


def test_the_same_seed_gives_the_same_and_another_one_does_not(plan: Any) -> None:
    again, other = make_plan(scale=1, seed=1), make_plan(scale=1, seed=2)

    assert again == plan
    assert _told(again) == _told(plan)
    assert [w.title for w in other.landscape.works] != [w.title for w in plan.landscape.works]
    assert [r.values for r in other.risks] != [r.values for r in plan.risks]


@pytest.mark.parametrize(
    ("field", "cost"),
    [("water", growth.WORKS_COST), ("river", growth.CAPITAL_COST), ("digital", growth.DIGITAL_COST)],
)
def test_growth_is_that_of_real_projects(field: str, cost: growth.Growth) -> None:
    rng = Random(5)

    found = sorted(make_course(rng, field).growth for _ in range(2000))

    low, middle, high = statistics.quantiles(found, n=4)
    assert middle == pytest.approx(cost.at(0.5), rel=0.06)
    assert low == pytest.approx(cost.at(0.1 + 0.8 * 0.25), rel=0.08)
    assert high == pytest.approx(cost.at(0.1 + 0.8 * 0.75), rel=0.1)
    assert cost.values[0] <= found[0] <= found[-1] <= cost.values[-1]


def test_percentiles_are_met_at_their_levels() -> None:
    for held in (growth.WORKS_COST, growth.WORKS_DURATION, growth.CAPITAL_SLIP_YEARS, growth.DIGITAL_COST):
        assert [held.at(level) for level in growth.LEVELS] == pytest.approx(held.values)
        assert held.at(0.01) == held.values[0]
        assert held.at(0.99) == pytest.approx(held.values[-1])


def test_all_happens_within_the_story(plan: Any) -> None:
    assert (MONTHS[0], MONTHS[-1], len(MONTHS)) == (STORY_BEGIN + timedelta(days=29), STORY_DAY, 24)
    for life in plan.risks:
        moments = [life.raised, *(step.when for step in life.steps)]
        assert moments[0].date() >= STORY_BEGIN
        assert moments[-1].date() <= STORY_DAY
        assert all(a < b for a, b in pairwise(moments))
    for _, facts in _told(plan):
        assert all(STORY_BEGIN <= fact.effective <= STORY_DAY for fact in facts)


def test_every_life_is_a_chain_of_moves_that_the_register_knows(plan: Any) -> None:
    moves = {move.name: move for move in RISKS.moves}
    seen: set[str] = set()
    for life in plan.risks:
        status = "draft"
        for step in life.steps:
            if step.name == "change":
                continue
            assert status in moves[step.name].origins
            assert bool(step.reason) == ("reason" in moves[step.name].asks)
            status = moves[step.name].target
            assert AFTER[step.name] == status
            seen.add(step.name)
        assert life.status == status

    assert seen == set(moves)
    assert {life.status for life in plan.risks} == set(RISKS.statuses)


def test_a_red_project_is_dear_or_late_and_has_grave_risks(plan: Any) -> None:
    own = plan.risks_of()
    red = [w for w in plan.landscape.works if w.course and w.course.status == "active"
           and "red" in (w.course.last.manager, w.course.last.office)]  # fmt: skip

    assert len(red) >= 4
    for work in red:
        last = work.course.last
        assert last.over >= 0.08 or (last.finish - work.course.finish).days >= 30
        live = [r for r in own[work.key] if r.ended is None and r.values["kind"] == "threat"]
        grave = [r for r in live if r.now("residual_probability") > 0.5 and r.now("residual_impact") >= 4]
        assert len(grave) >= 2, work.title


def test_a_green_project_is_neither(plan: Any) -> None:
    for work in plan.landscape.works:
        for month in work.course.months if work.course else ():
            if month.manager == "green" and work.course.steps == 5:
                assert month.over < 0.08


def test_nothing_stays_open_behind_a_closed_project(plan: Any) -> None:
    own = plan.risks_of()
    closed = [w for w in plan.landscape.works if w.course and w.course.status == "closed"]

    assert len(closed) >= 5
    assert [r.values["title"] for w in closed for r in own[w.key] if r.ended is None] == []


def test_manager_and_office_differ_sometimes(plan: Any) -> None:
    pairs = [
        (m.manager, m.office) for w in plan.landscape.works if w.course for m in w.course.months if m.office
    ]

    share = sum(a != b for a, b in pairs) / len(pairs)
    assert 0.1 < share < 0.6


def test_narratives_agree_with_the_facts_of_their_day(plan: Any) -> None:
    checked = 0
    for work, facts in _told(plan):
        for note in (f for f in facts if f.measure == "narrative" and f.word == "status"):
            said = {f.measure: f for f in facts if f.effective <= note.effective and f.measure != "narrative"}
            assert short_money(said["forecast"].amount, "GBP") in note.note
            if "budget of" in note.note:
                assert f"budget of {short_money(said['budget'].amount, 'GBP')}" in note.note
                over = said["forecast"].amount / said["budget"].amount - 1
                share, side = re.search(r"(\d+) % (above|below)", note.note).groups()
                assert (f"{abs(over) * 100:.0f}", side) == (share, "above" if over > 0 else "below")
            if "Finish" in note.note:
                assert nice_day(said["finish"].day) in note.note, work.title
            checked += 1
    assert checked > 300


def test_every_risk_says_why_what_and_with_what_effect(plan: Any) -> None:
    for life in plan.risks:
        assert all(life.values[name] for name in ("title", "cause", "event", "effect", "trigger"))
        assert "{" not in " ".join(str(life.values[n]) for n in ("title", "cause", "event", "effect"))
        low, likely, high = (life.values[f"cost_{n}"] for n in ("low", "likely", "high"))
        assert 0 < low <= likely <= high
        assert len(life.responses) == 2
    titles = Counter((life.work, life.values["title"]) for life in plan.risks)
    assert max(titles.values()) == 1


def test_the_sealed_programme_is_known_to_its_own_people_only(plan: Any) -> None:
    inside = {w.key for w in plan.landscape.works if w.inside}
    insiders = set(plan.staff.posts["insider"])

    assert len(inside) == 2
    for life in plan.risks:
        named = {life.author, life.values["owner"], *(r["actionee"] for r in life.responses)}
        assert (life.work in inside) == bool(named & insiders)
        assert life.work not in inside or named <= insiders


def test_a_finished_project_is_complete_for_both(plan: Any) -> None:
    for work, facts in _told(plan):
        if work.course.status == "closed":
            last = {f.measure: f.word for f in sorted(facts, key=lambda f: f.effective)}
            assert (last["rating_manager"], last["rating_office"]) == ("complete", "complete"), work.title


def test_ties_leave_sealed_work_alone(plan: Any) -> None:
    """The lead of a programme ties the risks of its projects, and does not see a sealed one."""
    written = [Written(life, key, f"{key}") for key, life in enumerate(plan.risks)]
    works = plan.landscape.works

    tied = {one.life.work for _, group in neighbours(plan, written) for one in group}

    assert len(tied) > 30
    assert any(works[one.life.work].inside for one in written)
    assert not any(works[key].inside for key in tied)
