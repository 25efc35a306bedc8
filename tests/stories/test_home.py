"""A project manager's mind stays clear: Home shows seven things at most, what to decide first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pilothouse.kernel.models import Card, Grant, Notification, Place, Role
from pilothouse.kernel.writing import create, move
from pilothouse.registers.risks import RISKS
from pilothouse.web.screens.home import share_out


def groups_of(*counts: int) -> list[dict[str, Any]]:
    return [{"rows": list(range(min(n, 8))), "count": n} for n in counts]


@pytest.mark.parametrize(
    ("counts", "kept"),
    [((10, 10, 10), (3, 2, 2)), ((1, 0, 40), (1, 0, 6)), ((7,), (7,)), ((8,), (7,)), ((0, 0, 0), (0, 0, 0))],
)
def test_seven_are_shared_out_in_turn(counts: tuple[int, ...], kept: tuple[int, ...]) -> None:
    groups = groups_of(*counts)

    share_out(groups)

    assert tuple(len(g["rows"]) for g in groups) == kept
    assert [g["behind"] for g in groups] == [n > k for n, k in zip(counts, kept, strict=True)]


def _nine_of_each(org: Any, act: Any, place: Place) -> None:
    late = timezone.localdate() - timedelta(days=3)
    values = {"residual_probability": "0.5", "residual_impact": 3, "owner": org.people.manager}
    for number in range(9):
        risk = create(
            RISKS, act("manager"), org.project, {"title": f"Due {number}", "next_review": late, **values}
        )
        Notification.objects.create(
            person=org.people.manager,
            card=Card.objects.get(pk=risk.pk),
            text=f"News {number}",
            key=f"news {number}",
            at=timezone.now(),
        )
        other = create(RISKS, act("director"), place, {"title": f"Lifted {number}", **values})
        move(RISKS, act("director"), other.uid, 1, "assess")
        move(RISKS, act("director"), other.uid, 2, "escalate", {"reason": "too dear"})


@pytest.mark.req("REQ-040")
def test_home_shows_seven_things_and_the_rest_lies_behind_more(
    org: Any, act: Any, workspace: Any, browser: Any
) -> None:
    led = workspace("programme", "Rivers", below=org.portfolio, owner=org.people.manager)
    Grant.objects.create(person=org.people.manager, role=Role.objects.get(slug="project-manager"), place=led)
    _nine_of_each(org, act, workspace("project", "Dam", below=led))

    home = browser("manager").get("/")

    groups = home.context["home"]["groups"]
    assert [(g["title"], len(g["rows"]), g["count"]) for g in groups] == [
        ("Escalated to you", 3, 9),
        ("Due", 2, 9),
        ("New for you", 2, 9),
    ]
    page = home.content.decode()
    assert page.count('<a class="what"') == 7
    for group in groups:
        assert group["more_url"].replace("&", "&amp;") in page
    assert f'href="/w/{led.uid}">Rivers</a>' in page


def test_all_that_is_due_is_listed_and_nothing_else(org: Any, act: Any, browser: Any) -> None:
    late = timezone.localdate() - timedelta(days=3)
    values = {"owner": org.people.manager, "residual_probability": "0.5", "residual_impact": 3}
    for number in range(9):
        create(RISKS, act("manager"), org.project, {"title": f"Due {number}", "next_review": late, **values})
    over = create(RISKS, act("manager"), org.project, {"title": "Over", "next_review": late, **values})
    move(RISKS, act("manager"), over.uid, 1, "reject", {"reason": "no risk at all"})
    later = late + timedelta(days=90)
    create(RISKS, act("manager"), org.project, {"title": "Later", "next_review": later, **values})
    due = next(g for g in browser("manager").get("/").context["home"]["groups"] if g["title"] == "Due")

    listed = browser("manager").get(due["more_url"]).content.decode()

    assert (due["count"], due["more_label"]) == (9, "All 9")
    assert "9 risks" in listed
    assert "Due 8" in listed


def test_what_occurred_no_longer_waits_at_the_level_above(
    org: Any, act: Any, workspace: Any, browser: Any
) -> None:
    led = workspace("programme", "Rivers", below=org.portfolio, owner=org.people.director)
    values = {"title": "Flood", "residual_probability": "0.5", "residual_impact": 3}
    risk = create(RISKS, act("director"), workspace("project", "Dam", below=led), values)
    move(RISKS, act("director"), risk.uid, 1, "assess")
    move(RISKS, act("director"), risk.uid, 2, "escalate", {"reason": "too dear"})
    assert "Escalated to you" in browser("director").get("/").content.decode()

    move(RISKS, act("director"), risk.uid, 3, "occur", {"reason": "it rained"})

    assert "Escalated to you" not in browser("director").get("/").content.decode()


def test_whoever_has_no_role_yet_is_told_so_and_whom_to_ask(org: Any, browser: Any) -> None:
    stranger = browser("stranger")

    assert "You have no role here yet" in stranger.get("/").content.decode()
    assert "You have no role here yet" in stranger.get("/landscape").content.decode()
    assert "You have no role here yet" not in browser("guest").get("/").content.decode()
