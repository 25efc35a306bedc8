"""A project with parts below it: nothing that was told of it is lost from the sums, and nothing is counted twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from pilothouse.kernel.actors import machine
from pilothouse.kernel.facts import NewFact
from pilothouse.kernel.models import Grant, Role
from pilothouse.reports.landscape import Landscape, Question, landscape
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts

DAY = date(2026, 6, 30)


def _project(name: str, above: Any, **amounts: int) -> Any:
    place = create_workspace(machine("cli"), NewWorkspace("project", name, above, {})).place
    facts = [NewFact(0, measure, DAY, amount=n, currency="GBP") for measure, n in amounts.items()]
    if facts:
        tell_facts(machine("cli"), place.uid, facts)
    return place


def _now(**asked: Any) -> Landscape:
    return landscape(machine("cli"), Question(as_of=timezone.localdate(), **asked))


def _totals(found: Landscape) -> tuple[int, dict[str, int], list[str]]:
    sums = {name: by["GBP"] for name, by in found.total.sums.items()}
    return found.total.work, sums, [line.title for line in found.work]


def test_what_is_told_of_the_whole_stands_also_when_parts_are_made_and_told(org: Any) -> None:
    whole = _project("Canal", org.portfolio, forecast=410, whole_life_cost=900)
    before = _totals(_now())
    part = _project("Lock gates", whole)
    assert _totals(_now()) == before == (1, {"forecast": 410, "whole_life_cost": 900}, ["Canal"])

    facts = [NewFact(0, name, DAY, amount=70, currency="GBP") for name in ("forecast", "budget")]
    tell_facts(machine("cli"), part.uid, facts)

    tell_facts(machine("cli"), part.uid, [NewFact(0, "benefits", DAY, amount=9, currency="GBP")])

    # a budget of the part beside the forecast of the whole would say nothing
    assert _totals(_now()) == (1, {"forecast": 410, "whole_life_cost": 900, "benefits": 9}, ["Canal"])
    tell_facts(machine("cli"), part.uid, [NewFact(0, "rating_office", DAY, word="red", scale=5)])
    assert _totals(_now(ratings=frozenset({"red"}))) == (0, {}, []), "as the tile counts it"
    assert [line.title for line in _now(search="gates").work] == ["Lock gates"], (
        "asked for alone, it stands alone"
    )


def test_not_rated_says_nothing_of_the_whole_and_nought_says_something(org: Any) -> None:
    whole = _project("Canal", org.portfolio)
    part = _project("Lock gates", whole)
    tell_facts(machine("cli"), part.uid, [NewFact(0, "rating_office", DAY, word="red", scale=5)])
    tell_facts(machine("cli"), whole.uid, [NewFact(0, "rating_office", DAY, word="not_rated", scale=5)])
    assert _now().total.office == {"red": 1}

    tell_facts(machine("cli"), whole.uid, [NewFact(0, "budget", DAY, amount=0, currency="GBP")])
    assert _totals(_now()) == (1, {"budget": 0}, ["Canal"])


def test_of_a_work_that_tells_nothing_itself_the_parts_are_counted(org: Any) -> None:
    whole = _project("Canal", org.portfolio)
    for name, amount in (("Lock gates", 70), ("Towpath", 30)):
        _project(name, whole, forecast=amount)

    assert _totals(_now()) == (2, {"forecast": 100}, ["Lock gates", "Towpath"])


def test_what_is_old_is_old_for_whoever_sees_that_work_alone(org: Any, act: Any) -> None:
    _project("Canal", org.portfolio, forecast=410)
    old = create_workspace(machine("cli"), NewWorkspace("project", "Old mill", org.portfolio, {})).place
    told = NewFact(0, "forecast", date(2020, 1, 1), amount=5, currency="GBP")
    tell_facts(machine("cli"), old.uid, [told])
    new = _project("Weir", org.portfolio, forecast=90)
    for place in (old, new):
        role = Role.objects.get(slug="project-support")
        Grant.objects.create(person=org.people.stranger, role=role, place=place)

    for actor, works in ((machine("cli"), ["Canal", "Weir"]), (act("stranger"), ["Weir"])):
        found = landscape(actor, Question(as_of=timezone.localdate()))
        assert ([line.title for line in found.work], found.stale) == (works, 1)
