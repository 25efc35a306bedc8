"""Dated facts: what held on a day, corrected and withdrawn without losing what was said before."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pilothouse.kernel.actors import machine
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.facts import NewFact, record_facts, standing_facts
from pilothouse.kernel.models import Fact
from pilothouse.kernel.undo import undo
from pilothouse.kernel.verify import verify
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.ratings import SCALES
from pilothouse.workspaces.standing import Standing
from pilothouse.workspaces.standings import stretches

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def canal(org: Any) -> Any:
    return create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.project, {})).place


def on(place: Any, day: date) -> Any:
    """How a place stood on a day, read from the stretches."""
    found = Standing.objects.filter(place=place, since__lte=day).order_by("-since").first()
    return found if found and (found.until is None or found.until > day) else None


def budget(day: date, amount: int, **more: Any) -> NewFact:
    return NewFact(0, "budget", day, amount=amount, currency="GBP", **more)


def rated(who: str, day: date, word: str, note: str = "") -> NewFact:
    return NewFact(0, f"rating_{who}", day, word=word, scale=5, note=note)


def test_each_day_shows_what_was_told_of_it(canal: Any, act: Any) -> None:
    tell_facts(act("manager"), canal.uid, [budget(MAR, 300), budget(JAN, 100)])

    assert on(canal, JAN - timedelta(days=1)) is None
    assert [on(canal, day).budget for day in (JAN, FEB, MAR, MAR + timedelta(days=99))] == [
        100,
        100,
        300,
        300,
    ]


def test_a_correction_is_a_later_row_for_the_same_day(canal: Any, act: Any) -> None:
    tell_facts(act("manager"), canal.uid, [budget(JAN, 100)])
    told = tell_facts(act("manager"), canal.uid, [budget(JAN, 110)])

    assert on(canal, FEB).budget == 110
    assert [f.amount for f in standing_facts([canal.pk])] == [100, 110]
    undo(act("manager"), told[0].changeset.uid)
    assert on(canal, FEB).budget == 100
    assert Fact.objects.filter(place=canal).count() == 3
    assert verify().faults == []


def test_manager_and_office_rate_side_by_side(canal: Any, act: Any, client: Any, org: Any) -> None:
    tell_facts(act("manager"), canal.uid, [rated("manager", JAN, "green", "All is well.")])
    tell_facts(act("analyst"), canal.uid, [rated("office", JAN, "amber", "Float is gone.")])

    with pytest.raises(Denied):
        tell_facts(act("manager"), canal.uid, [rated("office", FEB, "green")])
    with pytest.raises(Invalid):
        tell_facts(act("analyst"), canal.uid, [rated("office", FEB, "purple")])

    stands = on(canal, FEB)
    assert (stands.rating_manager, stands.rating_office) == ("green", "amber")
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/w/{canal.uid}").content.decode()
    assert "All is well." in page
    assert "Float is gone." in page


def test_who_may_not_tell_is_refused_and_nothing_is_kept(canal: Any, act: Any) -> None:
    later = timezone.localdate() + timedelta(days=1)
    refused = [
        ("stranger", budget(JAN, 1), NotThere), ("insider", budget(JAN, 1), NotThere),
        ("member", budget(JAN, 1), Denied),
        ("support", budget(later, 1), Invalid), ("support", budget(date(1, 1, 1), 1), Invalid),
        ("support", NewFact(0, "mood", JAN, word="good"), Invalid),
    ]  # fmt: skip

    for name, fact, error in refused:
        with pytest.raises(error):
            tell_facts(act(name), canal.uid, [budget(JAN, 2), fact])

    assert Fact.objects.count() == 0


def test_a_fact_cannot_choose_its_place_or_when_it_was_learnt(canal: Any, act: Any, org: Any) -> None:
    forged = NewFact(org.sealed.pk, "budget", JAN, amount=1, currency="GBP")

    kept = tell_facts(act("manager"), canal.uid, [forged])[0]

    assert kept.place_id == canal.pk
    assert timezone.now() - kept.recorded < timedelta(minutes=1)


def replay(place: Any, day: date) -> dict[str, Any]:
    """What held on a day, by going through the facts one by one."""
    held: dict[str, Any] = {}
    for fact in standing_facts([place.pk]):
        if fact.effective <= day and fact.measure in MEASURES and MEASURES[fact.measure].kind != "text":
            kind = MEASURES[fact.measure].kind
            held[fact.measure] = {"rating": fact.word, "money": fact.amount, "day": fact.day}[kind]
    return held


@pytest.mark.parametrize("seed", range(3))
def test_the_stretches_equal_a_replay_of_the_facts(canal: Any, org: Any, act: Any, seed: int) -> None:
    """Random facts, corrections and withdrawals, told in any order, over two scales."""
    dice, told = random.Random(seed), []
    for _ in range(25):
        day, name = JAN + timedelta(days=dice.randrange(120)), dice.choice(sorted(MEASURES))
        kind, scale = MEASURES[name].kind, dice.choice([3, 5])
        base = {"place_id": canal.pk, "measure": name, "effective": day}
        value: dict[str, Any] = {
            "rating": {"word": dice.choice(SCALES[scale]), "scale": scale},
            "money": {"amount": dice.randrange(10**6), "currency": "GBP"},
            "day": {"day": day + timedelta(days=dice.randrange(99))},
            "text": {"note": "n"},
        }[kind]
        if told and dice.random() < 0.2:
            undo(machine(), told.pop(dice.randrange(len(told))))
            continue
        with changeset(machine(), "facts: tell") as opened:
            record_facts(opened, [NewFact(**base, **value)])
        told.append(opened.uid)

    for number in range(-1, 125, 7):
        day = JAN + timedelta(days=number)
        held, stands = replay(canal, day), on(canal, day)
        if stands is None:
            assert held == {}, day
            continue
        for name, measure in MEASURES.items():
            if measure.kind != "text":
                assert (getattr(stands, name) or None) == (held.get(name) or None), (day, name)
    assert verify().faults == []


def test_the_trend_holds_what_was_told_and_no_point_for_what_somebody_else_told() -> None:
    april = MAR + timedelta(days=31)
    said = [
        (JAN, "office", "amber"),
        (FEB, "office", "green"),
        (MAR, "manager", "red"),
        (april, "office", "green"),
    ]
    facts = [Fact(measure=f"rating_{who}", effective=day, word=word) for day, who, word in said]
    facts.insert(3, Fact(measure="budget", effective=MAR, amount=1, currency="GBP"))

    assert [one.trend for one in stretches(1, facts)][1:] == [
        "2026-01-01=a,2026-02-01=g",
        "2026-01-01=a,2026-02-01=g",
        "2026-01-01=a,2026-02-01=g,2026-04-01=g",
    ]


def test_the_trend_goes_on_to_tell_what_was_when_the_only_rater_ends() -> None:
    said = [(JAN, "amber"), (FEB, "green"), (MAR, "")]
    facts = [Fact(measure="rating_manager", effective=day, word=word) for day, word in said]

    assert stretches(1, facts)[-1].trend == "2026-01-01=a,2026-02-01=g,2026-03-01=n"


def test_the_trend_is_of_one_rater_and_never_compares_two() -> None:
    """The manager said amber, then the office red: nobody's rating became worse. An end is told by an empty word."""
    april = MAR + timedelta(days=31)
    said = [
        ("manager", JAN, "amber"),
        ("office", FEB, "red"),
        ("office", MAR, ""),
        ("office", april, "green"),
    ]
    facts = [Fact(measure=f"rating_{who}", effective=day, word=word) for who, day, word in said]

    assert [one.trend for one in stretches(1, facts)] == [
        "2026-01-01=a",
        "2026-02-01=r",
        "2026-01-01=a",
        "2026-02-01=r,2026-03-01=n,2026-04-01=g",
    ]
