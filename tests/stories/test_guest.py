"""A guest, a supplier say, sees the items that are theirs, may update those, and meets a closed door elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pilothouse.kernel.models import Place
from pilothouse.kernel.rows import cards
from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS, Risk


@pytest.fixture
def place(org: Any, workspace: Any) -> Place:
    return workspace("project", "Canal", below=org.project)


@pytest.fixture
def own(org: Any, act: Any, place: Place) -> Any:
    create(RISKS, act("manager"), place, {"title": "Not theirs", "residual_cost": 5})
    return create(RISKS, act("manager"), place, {"title": "Late steel", "owner": org.people.guest})


def test_a_guest_sees_and_updates_own_items(own: Any, browser: Any, act: Any) -> None:
    guest = browser("guest")

    assert "Late steel" in guest.get("/risks").content.decode()
    assert "Not theirs" not in guest.get("/risks").content.decode()
    assert [c.pk for c in cards(act("guest"))] == [own.pk]
    assert guest.get(f"/risks/{own.uid}").status_code == 200
    saved = guest.post(
        f"/risks/{own.uid}/autosave", {"_field": "effect", "effect": "two weeks", "version": "1"}
    )
    assert saved.status_code == 200
    patched = guest.patch(
        f"/api/v1/risks/{own.uid}", '{"cause": "strike"}', "application/json", HTTP_IF_MATCH='"2"'
    )
    assert patched.status_code == 200
    assert (Risk.objects.get(pk=own.pk).effect, Risk.objects.get(pk=own.pk).cause) == ("two weeks", "strike")


def test_all_else_is_closed(org: Any, own: Any, place: Place, browser: Any) -> None:
    guest, other = browser("guest"), Risk.objects.get(title="Not theirs")
    reads = (
        f"/risks/{other.uid}", f"/risks/{other.uid}/edit", f"/w/{place.uid}", f"/w/{place.uid}/facts",
        f"/w/{place.uid}/people", f"/w/{place.uid}/tell", f"/w/{place.uid}/new", "/people",
        f"/people/{org.people.manager.uid}",
        "/people/new", "/teams", "/units", "/access", f"/access/{place.uid}", "/system", "/activity", "/risks/new",
        f"/api/v1/risks/{other.uid}",
    )  # fmt: skip
    writes = (
        (f"/risks/{own.uid}/move/assess", {"version": "1"}), (f"/risks/{own.uid}/remove", {"version": "1"}),
        (f"/risks/{other.uid}/autosave", {"_field": "title", "title": "x", "version": "1"}),
        ("/risks/new", {"place": place.uid, "title": "x"}), (f"/w/{place.uid}/seal", {"sealed": "1"}),
        ("/people/new", {"email": "a@example.org", "name": "A"}), (f"/view-as/{org.people.director.uid}", {}),
        (f"/access/{place.uid}", {"role": "guest", "person": org.people.guest.pk}),
    )  # fmt: skip

    for address in reads:
        assert guest.get(address).status_code in {403, 404}, address
    for address, form in writes:
        assert guest.post(address, form).status_code in {403, 404}, address

    assert list(Risk.objects.order_by("pk").values_list("version", flat=True)) == [1, 1]
    told = "".join(
        guest.get(p).content.decode() for p in ("/", "/landscape", "/registers", "/search?q=theirs")
    )
    assert "Not theirs" not in told
    assert f"/w/{place.uid}" not in guest.get("/landscape").content.decode()


def test_what_is_not_for_a_guest_is_not_counted_at_them(own: Any, browser: Any) -> None:
    guest = browser("guest")

    registers, landscape = (guest.get(p).content.decode() for p in ("/registers", "/landscape"))

    assert "/risks" in registers
    assert "Workspaces" not in registers
    assert "You were given single items" in landscape


def test_giving_an_item_away_ends_seeing_it(org: Any, own: Any, browser: Any) -> None:
    guest = browser("guest")

    given = guest.patch(
        f"/api/v1/risks/{own.uid}",
        f'{{"owner": "{org.people.support.uid}"}}',
        "application/json",
        HTTP_IF_MATCH='"1"',
    )

    assert given.status_code == 204
    assert Risk.objects.get(pk=own.pk).owner == org.people.support
    assert guest.get(f"/risks/{own.uid}").status_code == 404


@pytest.mark.thorough
def test_no_link_that_a_guest_is_offered_is_closed_to_them(own: Any, browser: Any) -> None:
    guest = browser("guest")
    begin = (
        "/",
        "/risks",
        f"/risks/{own.uid}",
        f"/risks/{own.uid}/edit",
        f"/risks/{own.uid}/history",
        "/inbox",
    )
    offered = {
        link
        for page in begin
        for link in re.findall(r'<a [^>]*href="(/[^"#]*)"', guest.get(page).content.decode())
        if not link.startswith(("/static/", "/accounts/logout"))
    }

    answers = {link: guest.get(link.replace("&amp;", "&")).status_code for link in offered}

    assert len(offered) > 10
    assert {link: status for link, status in answers.items() if status >= 400} == {}
