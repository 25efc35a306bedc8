"""The manager rates, and the office rates beside: the page for the board prints both, each with its comment."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from pilothouse.kernel.models import Grant, Role


def printed(browser: Client, day: str) -> str:
    body = browser.get(f"/landscape.pdf?as_of={day}").content
    return " ".join(PdfReader(io.BytesIO(body)).pages[0].extract_text().split())


@pytest.mark.req("REQ-018")
def test_green_by_the_manager_and_amber_by_the_office_stand_side_by_side(
    org: Any, workspace: Any, browser: Any
) -> None:
    canal = workspace("project", "Canal", below=org.programme)
    Grant.objects.create(
        person=org.people.manager, role=Role.objects.get(slug="project-manager"), place=canal
    )
    told = {"effective": "2026-03-31"}
    mine = {**told, "rating_manager": "green", "note": "All locks are in."}
    theirs = {**told, "rating_office": "amber", "note": "Two permits are missing."}

    assert browser("manager").post(f"/w/{canal.uid}/tell", mine).status_code == 302
    assert browser("analyst").post(f"/w/{canal.uid}/tell", theirs).status_code == 302

    text = printed(browser("director"), "2026-04-01")
    assert "Office: Two permits are missing." in text
    assert "Manager: All locks are in." in text
    assert "Amber office" in text
    assert "Green manager" in text
    assert "Office and manager differ 1" in text
    assert "permits" not in printed(browser("director"), "2026-03-30"), "not told of yet on that day"
    assert "permits" not in printed(browser("stranger"), "2026-04-01")


def test_a_newer_rating_leaves_the_comment_of_the_older_behind(
    org: Any, workspace: Any, browser: Any
) -> None:
    canal = workspace("project", "Canal", below=org.programme)
    for day, word, note in (("2026-03-31", "amber", "Two permits are missing."), ("2026-04-30", "red", "")):
        given = {"effective": day, "rating_office": word, "note": note}
        assert browser("analyst").post(f"/w/{canal.uid}/tell", given).status_code == 302

    assert "permits" in printed(browser("director"), "2026-04-29")
    assert "permits" not in printed(browser("director"), "2026-04-30")
