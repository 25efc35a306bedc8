"""The demonstration in the database: it obeys the laws, everybody sees what they should, and it can be removed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from pilothouse.accounts.models import Person, Unit
from pilothouse.accounts.presets import PRESETS
from pilothouse.demo import STORY_BEGIN, STORY_DAY, load_demo, remove_demo
from pilothouse.kernel.actors import actor_for, machine, on_behalf_of
from pilothouse.kernel.errors import Denied, RuleBroken
from pilothouse.kernel.models import Comment, Fact, Grant, Lift, Link, Notification, Place, Team, Watcher
from pilothouse.kernel.outbox import drain
from pilothouse.kernel.rows import cards, places, rows
from pilothouse.kernel.verify import verify
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.workspace import WORKSPACES

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
SEALED = "Shape of support services"


def _acting(sign_ins: Any, role: str) -> Any:
    email = next(one.email for one in sign_ins if one.role == role)
    return actor_for(Person.objects.get(email=email))


def test_history_is_without_fault(loaded: Any) -> None:
    found = verify()

    assert found.faults == []
    assert found.rows > 8000


def test_what_is_there_is_what_was_planned(loaded: Any, plan: Any) -> None:
    kinds = Counter(rows(WORKSPACES, machine()).values_list("kind", flat=True))
    statuses = Counter(rows(RISKS, machine()).values_list("status", flat=True))

    assert kinds == Counter(w.kind for w in plan.landscape.works)
    assert statuses == Counter(life.status for life in plan.risks)
    written = Counter(rows(RISKS, machine()).values_list("title", "residual_probability", "residual_impact"))
    planned = Counter(
        (r.values["title"], r.now("residual_probability"), r.now("residual_impact")) for r in plan.risks
    )
    assert written == planned
    assert Person.objects.count() == 120
    assert Person.objects.filter(external=True).count() == 8
    assert not Person.objects.filter(backup=None).exists()
    assert Unit.objects.filter(parent__isnull=False).count() > 8
    assert Team.objects.count() == 9


def test_all_of_it_held_within_the_two_years(loaded: Any) -> None:
    facts = Fact.objects.order_by("effective").values_list("effective", flat=True)
    assert STORY_BEGIN <= facts.first() <= facts.last() == STORY_DAY
    for spec in (RISKS, WORKSPACES):
        past = spec.past._default_manager.order_by("since").values_list("since", flat=True)
        assert STORY_BEGIN <= past.first().date() <= past.last().date() <= STORY_DAY


def test_works_stand_at_every_point_of_their_life(loaded: Any) -> None:
    statuses = Counter(rows(WORKSPACES, machine()).values_list("status", flat=True))

    assert set(statuses) == set(WORKSPACES.statuses)
    assert set(Fact.objects.filter(measure="rating_office").values_list("scale", flat=True)) == {3, 5}
    assert set(Fact.objects.values_list("measure", flat=True)) == set(MEASURES)
    early = Counter(rows(WORKSPACES, machine(), as_of=date(2025, 1, 31)).values_list("status", flat=True))
    assert early["closed"] == 0 < early["active"] < statuses["active"] + statuses["closed"]


def test_the_past_can_be_walked_through(loaded: Any) -> None:
    counts = [rows(RISKS, machine(), as_of=date(year, 6, 30)).count() for year in (2025, 2026)]

    assert 50 < counts[0] < counts[1] < rows(RISKS, machine()).count()
    then = set(rows(RISKS, machine(), as_of=date(2025, 12, 31)).values_list("status", flat=True))
    assert {"draft", "open", "treating", "closed"} <= then


def test_every_preset_is_held_and_every_way_in_works(loaded: Any) -> None:
    held = set(Grant.objects.values_list("role__slug", flat=True))

    assert held == {preset.slug for preset in PRESETS}
    assert [one.role for one in loaded] == [preset.name for preset in PRESETS]
    seen = {one.role: rows(RISKS, _acting(loaded, one.role)).count() for one in loaded}
    sealed = rows(RISKS, machine()).filter(place__in=_inside()).count()
    assert sealed > 5
    for role in ("Portfolio director", "Office manager", "Analyst", "Administrator"):
        assert seen[role] == rows(RISKS, machine()).count() - sealed
    assert 0 < seen["Guest"] < seen["Project manager"] < seen["Analyst"]
    assert min(seen.values()) > 0


def _inside() -> list[int]:
    top = Place.objects.get(name=SEALED)
    return [top.pk, *Place.objects.filter(parent=top).values_list("pk", flat=True)]


def test_the_sealed_programme_leaves_no_trace(loaded: Any) -> None:
    inside = set(_inside())

    for one in loaded:
        actor = _acting(loaded, one.role)
        assert not cards(actor).filter(place__in=inside).exists()
        assert not places(actor).filter(pk__in=inside).exists()
    insider = actor_for(Person.objects.get(job="Head of people"))
    assert places(insider).filter(pk__in=inside).count() == 2
    assert rows(RISKS, insider).filter(place__in=inside).count() > 5


def test_a_guest_sees_own_items_and_nothing_else(loaded: Any) -> None:
    actor = _acting(loaded, "Guest")

    found = list(rows(RISKS, actor).prefetch_related("responses"))

    assert len(found) == 4
    for risk in found:
        assert risk.owner == actor.person or actor.person in {r.actionee for r in risk.responses.all()}
    assert rows(WORKSPACES, actor).count() == 0


def test_the_deputy_acts_for_the_director(loaded: Any) -> None:
    office = _acting(loaded, "Office manager")
    director = Person.objects.get(email="director@northwater.example")

    assert on_behalf_of(office, director) is not None
    assert on_behalf_of(_acting(loaded, "Analyst"), director) is None
    ended = Grant.objects.get(title="Cover for a leave")
    running = Grant.objects.get(title="External reviewer")
    assert rows(RISKS, actor_for(running.person)).filter(place=running.place).exists()
    assert ended.ends < running.ends


def test_talk_links_and_watchers_reach_people(loaded: Any) -> None:
    assert Comment.objects.count() >= 80
    assert Comment.objects.filter(mentions__isnull=False).count() > 20
    assert Link.objects.count() >= 30
    assert Watcher.objects.count() >= 60

    while drain():
        pass

    told = Counter(Notification.objects.values_list("person__job", flat=True))
    assert sum(told.values()) > 80
    assert Notification.objects.filter(text__contains="mentioned you").exists()


def test_escalations_reach_the_level_above(loaded: Any) -> None:
    standing = Lift.objects.filter(ended__isnull=True)

    assert standing.count() == rows(RISKS, machine()).filter(status="escalated").count() > 10
    assert all(lift.place_id == lift.card.place.parent_id for lift in standing.select_related("card__place"))


def test_it_is_not_loaded_twice(loaded: Any) -> None:
    with pytest.raises(RuleBroken, match="before"):
        load_demo()


def test_only_an_administrator_removes_it(loaded: Any) -> None:
    for role in ("Portfolio director", "Project manager", "Guest"):
        with pytest.raises(Denied):
            remove_demo(_acting(loaded, role))
