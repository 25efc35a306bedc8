"""The mechanism stays small: a register is a few lines, and all its screens are there at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import toys
from django.test import Client, override_settings

from pilothouse.kernel.errors import SpecError
from pilothouse.kernel.spec import Move, RegisterSpec, Section, check
from pilothouse.kernel.verify import verify
from pilothouse.registers.risks import RISKS


@pytest.fixture(scope="module")
def toys_there(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        known = toys.toys_known()
        known.__enter__()
    with override_settings(ROOT_URLCONF=toys.addresses()):
        yield
    with django_db_blocker.unblock():
        known.__exit__(None, None, None)


def test_the_toy_is_defined_in_25_lines() -> None:
    source = Path(toys.__file__).read_text()
    parts = [
        n for n in ast.parse(source).body if getattr(n, "name", "") == "Toy" or "TOYS" in ast.dump(n)[:90]
    ]
    lines = source.splitlines()
    own = [line for n in parts for line in lines[n.lineno - 1 : n.end_lineno] if line.strip()]

    assert len(parts) == 2
    assert len(own) <= 25
    assert len(fields(RegisterSpec)) <= 12


@pytest.mark.usefixtures("toys_there")
def test_every_screen_of_the_toy_is_there(org: Any) -> None:
    browser = Client()
    browser.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")
    assert "Toys on the shelf." in browser.get("/toys").content.decode()  # teaches while it is empty
    place = org.project.uid

    made = browser.post("/toys/new", {"place": place, "title": "Bear", "colour": "red", "price": "12.50"})
    url = made["Location"]
    screens = {page: browser.get(page).status_code for page in (
        "/toys", "/toys?group=colour&sort=-price", f"/w/{place}/toys", "/toys/trash", "/toys/export.xlsx", "/registers",
        url, f"{url}/edit", f"{url}/history", f"{url}/who", "/search?q=bear", "/palette?q=bear", f"/api/v1{url}",
        "/api/v1/openapi.json")}  # fmt: skip
    acts = [
        browser.post(f"{url}/comment", {"text": "Mine. @director"}), browser.post(f"{url}/watch"),
        browser.post(f"{url}/move/wear-out", {"version": "1", "reason": "loved"}),
    ]  # fmt: skip

    assert set(screens.values()) == {200}, screens
    assert [a.status_code for a in acts] == [302, 302, 302]
    page = browser.get(url).content.decode()
    assert all(word in page for word in ("Bear", "Worn", "Mine.", "£12.50"))
    described = browser.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/toys/{uid}/moves/{step}" in described["paths"]
    assert browser.post(f"{url}/remove", {"version": "2"}).status_code == 302
    assert "Bear" in browser.get("/toys/trash").content.decode()
    assert verify().faults == []


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"columns": ("code", "tilte")}, ("columns", "tilte", "title")),
        ({"filters": ("colour",)}, ("filters", "colour", "status")),
        ({"search": ("text",)}, ("search", "text")),
        ({"form": (Section("X", ("title", "status")),)}, ("form", "status")),
        ({"form": (Section("X", ("version",)),)}, ("form", "version")),
        ({"moves": (Move("x", "X", ("nowhere",), "open"),)}, ("moves x", "nowhere", "draft")),
        ({"lanes": "lane"}, ("lanes", "lane")),
    ],
)
def test_a_wrong_name_stops_the_start_and_lists_the_right_ones(wrong: Any, names: tuple[str, ...]) -> None:
    with pytest.raises(SpecError) as refused:
        check(replace(RISKS, **wrong))

    assert all(name in str(refused.value) for name in ("risks", *names))
