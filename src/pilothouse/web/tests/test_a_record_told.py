"""What a record's page says of its past: each step in words, undone ones as undone, and where it is when it is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.kernel.models import Grant, Role
from pilothouse.kernel.undo import undo
from pilothouse.kernel.writing import create, move, remove, restore
from pilothouse.registers.risks import RISKS

NOW = {"title": "Flood", "residual_probability": "0.5", "residual_impact": 3}


@pytest.fixture
def page(org: Any) -> Any:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(org.people, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def test_history_tells_each_step_in_words(org: Any, act: Any, page: Any) -> None:
    manager = act("manager")
    risk = create(RISKS, manager, org.project, NOW)
    move(RISKS, manager, risk.uid, 1, "assess")
    move(RISKS, manager, risk.uid, 2, "escalate", {"reason": "too dear"})
    last = RISKS.past.objects.latest("pk").changeset
    undo(manager, last.uid)
    remove(RISKS, manager, risk.uid, 4)
    restore(RISKS, manager, risk.uid)

    told = page("manager").get(f"/risks/{risk.uid}").context["record"]["history"]

    assert [t["what"] for t in told] == [
        "Restored from the trash", "Moved to the trash", "Undone: escalated", "Escalated", "Assessed", "Raised",
    ]  # fmt: skip
    assert [t["undone"] for t in told] == [False, False, False, True, False, False]
    assert [c["label"] for t in told[:2] for c in t["changes"]] == []
    assert "undone since" in page("manager").get(f"/risks/{risk.uid}/history").content.decode()


def test_after_a_step_the_page_says_where_the_record_stands(org: Any, act: Any, page: Any) -> None:
    risk = create(RISKS, act("manager"), org.project, NOW)
    move(RISKS, act("manager"), risk.uid, 1, "assess")
    browser = page("manager")

    browser.post(f"/risks/{risk.uid}/move/occur", {"version": "2", "reason": "it rained"})

    assert browser.get(f"/risks/{risk.uid}").context["undo"]["text"] == f"{risk.code} is now Occurred."


def test_a_page_beyond_the_last_is_the_last(org: Any, act: Any, page: Any) -> None:
    for number in range(5):
        create(RISKS, act("manager"), org.project, {"title": f"{number}"})
    browser = page("manager")

    shown = browser.get("/risks?size=2&page=9").context["listing"]

    assert (shown["page"], shown["pages"], shown["first"], shown["last"]) == (3, 3, 5, 5)
    assert shown["rows_html"]
    assert browser.get("/risks?size=2&page=3").context["listing"]["rows_html"] == shown["rows_html"]
    assert browser.get("/risks?q=nothing&page=9").context["listing"]["page"] == 1


def test_who_may_restore_is_told_of_the_trash_and_nobody_else(org: Any, act: Any, page: Any) -> None:
    # of two who both saw it, the second may only read
    Grant.objects.create(person=org.people.stranger, role=Role.objects.get(slug="guest"), place=org.project)
    risk = create(RISKS, act("manager"), org.project, NOW)
    remove(RISKS, act("manager"), risk.uid, 1)
    address, nobody = f"/risks/{risk.uid}", "/risks/zzzzzzzzzzzz"

    told = page("manager").get(address)

    assert told.status_code == 404
    assert "It is in the trash" in told.content.decode()
    assert "Flood" in told.content.decode()
    for name in ("stranger", "guest", "insider"):
        browser = page(name)
        hidden, missing = (browser.get(a, HTTP_X_REQUEST_ID="the-same-one") for a in (address, nobody))
        assert hidden.status_code == missing.status_code == 404
        assert "trash" not in hidden.content.decode()
        assert "Flood" not in hidden.content.decode()
    page("manager").post(told.context["restore_url"])
    assert page("manager").get(address).status_code == 200
