"""The way to a record above all that is done to it, and back to the list in which it stood."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS
from pilothouse.web.screens.ways import list_of


@pytest.mark.parametrize(
    ("tail", "last"), [("/edit", "Edit"), ("/history", "History"), ("/parts/responses/new", "Responses")]
)
def test_each_page_of_a_record_says_the_project_it_lies_in(
    org: Any, act: Any, enter: Any, tail: str, last: str
) -> None:
    risk = create(RISKS, act("manager"), org.project, {"title": "Ground"})

    way = enter("manager").get(f"/risks/{risk.uid}{tail}").context["crumbs"]

    assert [c["label"] for c in way] == [org.project.name, "Risks", risk.code, last]
    urls = [f"/w/{org.project.uid}", f"/w/{org.project.uid}/risks", f"/risks/{risk.uid}", ""]
    assert [c["url"] for c in way] == urls


def test_a_form_that_saves_itself_has_one_button_which_saves_and_leaves(
    org: Any, act: Any, enter: Any
) -> None:
    risk = create(RISKS, act("manager"), org.project, {"title": "Ground"})
    manager = enter("manager")

    page = manager.get(f"/risks/{risk.uid}/edit").content.decode()
    bar = page[page.index('class="savebar"') :]
    saved = manager.post(f"/risks/{risk.uid}/edit", {"version": risk.version, "title": "Soft ground"})

    assert ">Done</button>" in bar
    assert ">Save<" not in bar
    assert saved["Location"] == f"/risks/{risk.uid}"
    assert "Soft ground" in manager.get(f"/risks/{risk.uid}").content.decode()


def test_after_trash_one_stands_in_the_list_of_the_place_if_one_may_see_it(
    org: Any, act: Any, enter: Any
) -> None:
    risk = create(RISKS, act("manager"), org.project, {"title": "Ground", "owner": org.people.guest})
    client = enter("manager")

    went = client.post(f"/risks/{risk.uid}/remove", {"version": risk.version})

    assert went["Location"] == f"/w/{org.project.uid}/risks"
    assert f"{risk.code} is in the trash." in client.get(went["Location"]).content.decode()
    assert list_of(RISKS, act("guest"), risk) == "/risks", "who may not open the project"
