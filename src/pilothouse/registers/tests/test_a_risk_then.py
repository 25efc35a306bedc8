"""A risk on a past day: its page shows the version that held, and nothing on it can be pressed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from pilothouse.kernel.rows import trash
from pilothouse.kernel.talk import comment, link
from pilothouse.kernel.writing import change, create, move, remove
from pilothouse.registers.risks import RISKS

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def told(org: Any, act: Any) -> Any:
    """A risk that was raised, made likelier with a response, and closed, ten days apart; another lies beside it."""
    now = {"title": "Flood", "residual_probability": "0.62", "residual_impact": 3, "residual_cost": 380}
    manager = act("manager")
    with time_machine.travel(BEGIN, tick=False):
        parts = {"responses": [{"title": "Build a dam", "actionee": org.people.member}]}
        risk = create(RISKS, manager, org.project, now, parts=parts)
        other = create(RISKS, manager, org.project, {"title": "Drought"})
        link(manager, risk.uid, other.uid, "relates")
        comment(manager, risk.uid, "said early")
    with time_machine.travel(BEGIN + timedelta(days=10), tick=False):
        change(RISKS, manager, risk.uid, 1, {"title": "Great flood"}, parts={"responses": []})
        comment(manager, risk.uid, "said late")
        move(RISKS, manager, risk.uid, 2, "assess")
    with time_machine.travel(BEGIN + timedelta(days=20), tick=False):
        move(RISKS, manager, risk.uid, 3, "close", {"reason": "the dam is built"})
    return risk


@pytest.fixture
def page(org: Any, client: Any) -> Any:
    client.force_login(org.people.manager, backend=BACKEND)
    return client


def test_a_row_of_a_past_list_leads_to_the_record_as_it_was(told: Any, page: Any) -> None:
    listed = page.get("/risks?as_of=2026-03-05").content.decode()

    assert f'href="/risks/{told.uid}?as_of=2026-03-05"' in listed
    shown = page.get(f"/risks/{told.uid}?as_of=2026-03-05")
    text = shown.content.decode()
    record = shown.context["record"]
    assert (record["title"], record["status"]["label"], record["version"]) == ("Flood", "Draft", 1)
    assert "Build a dam" in text
    assert "Member" in text
    assert "said early" in text
    assert "said late" not in text
    assert "This is how it stood on <b>5 Mar 2026</b>" in text
    assert [t["url"].partition("?")[2] for t in record["links"]] == ["as_of=2026-03-05"]
    assert [e["what"] for e in record["history"]] != []


@pytest.mark.parametrize("panel", [False, True])
def test_nothing_of_the_past_can_be_pressed(told: Any, page: Any, panel: bool) -> None:
    head = {"HTTP_HX_TARGET": "panel"} if panel else {}

    text = page.get(f"/risks/{told.uid}?as_of=2026-03-15", **head).content.decode()

    inside = text.partition("<article")[2].partition("</main>")[0]
    assert "Great flood" in inside
    assert "As it stood on 15 Mar 2026" in inside
    for pressed in ("<form", "/edit", "/move/", "/parts/", "data-key", "/undo/"):
        assert pressed not in inside, pressed
    assert "/move/reopen" in page.get(f"/risks/{told.uid}", **head).content.decode()


def test_a_day_before_the_record_says_so(told: Any, page: Any, org: Any, client: Any) -> None:
    shown = page.get(f"/risks/{told.uid}?as_of=2026-02-01")

    assert shown.status_code == 200
    assert "Nobody had written this risk down on 1 Feb 2026" in shown.content.decode()
    client.force_login(org.people.stranger, backend=BACKEND)
    hidden = [
        client.get(f"/risks/{uid}?as_of={day}")
        for uid in (told.uid, "0" * 12)
        for day in ("2026-02-01", "2026-03-05")
    ]
    assert {h.status_code for h in hidden} == {404}


@pytest.mark.parametrize("day", ["soon", "1066-10-14", "2199-01-01", "2026-02-30"])
def test_a_day_that_is_none_is_refused_on_record_list_and_file(told: Any, page: Any, day: str) -> None:
    for address in (f"/risks/{told.uid}", "/risks", "/risks/export.csv", f"/w/{told.place.uid}/risks"):
        assert page.get(f"{address}?as_of={day}").status_code == 400, address


def test_today_is_not_the_past(told: Any, page: Any) -> None:
    shown = page.get(f"/risks/{told.uid}?as_of={timezone.localdate()}")

    assert shown.context["record"]["edit_url"]


def test_what_lies_in_the_trash_now_is_read_as_it_was(told: Any, page: Any, act: Any) -> None:
    remove(RISKS, act("manager"), told.uid, 4)

    assert trash(RISKS, act("manager")).count() == 1
    assert page.get(f"/risks/{told.uid}?as_of=2026-03-05").context["record"]["title"] == "Flood"


def test_a_day_costs_the_same_whatever_there_is(
    told: Any, page: Any, act: Any, org: Any, django_assert_max_num_queries: Any
) -> None:
    address = f"/risks/{told.uid}?as_of=2026-03-15"
    page.get(address)
    with django_assert_max_num_queries(20) as few:
        page.get(address)
    for number in range(5):
        with time_machine.travel(BEGIN + timedelta(days=11, hours=number), tick=False):
            beside = create(RISKS, act("manager"), org.project, {"title": f"{number}"})
            link(act("manager"), told.uid, beside.uid, "relates")
            comment(act("manager"), told.uid, f"said {number}")

    with django_assert_max_num_queries(20) as many:
        assert len(page.get(address).context["record"]["links"]) == 6
    assert len(many) == len(few)
