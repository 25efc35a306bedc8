"""C05: what is taken is gone with the next request: rights, people, tokens, sessions, notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from guarded_site import GuardedSite
from members import PASSWORD

from pilothouse.accounts.models import ApiToken
from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.models import Delegation, Grant, Notification, Role, Team, TeamMember, Watcher
from pilothouse.kernel.outbox import drain
from pilothouse.kernel.talk import comment
from pilothouse.kernel.tree import seal_place


def taken(site: GuardedSite) -> None:
    Grant.objects.filter(person=site.people.manager).delete()


def ended(site: GuardedSite) -> None:
    Grant.objects.filter(person=site.people.manager).update(ends=timezone.now())


def sealed(site: GuardedSite) -> None:
    Grant.objects.filter(person=site.people.manager).update(place=site.places["programme"])
    seal_place(site.open.place, sealed=True)


WAYS: dict[str, Callable[[GuardedSite], None]] = {"taken": taken, "ended": ended, "sealed": sealed}


@pytest.mark.parametrize("way", WAYS)
def test_a_right_that_is_taken_is_gone_at_once(site: GuardedSite, enter: Any, client: Any, way: str) -> None:
    browser, token = enter("manager"), make_token(site.people.manager, "t")[1]
    risk, file = site.open.risk.uid, f"/files/{site.open.file}"
    pages = [f"/risks/{risk}", f"/w/{site.open.place.uid}", file]
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    Notification.objects.create(
        person=site.people.manager, card=site.open.risk.card, text="old words", key="k", at=timezone.now()
    )
    assert [browser.get(p).status_code for p in pages] == [200] * 3
    assert client.get(f"/api/v1/risks/{risk}", **head).status_code == 200

    WAYS[way](site)

    assert [browser.get(p).status_code for p in pages] == [404] * 3
    assert client.get(f"/api/v1/risks/{risk}", **head).status_code == 404
    assert "old words" not in browser.get("/inbox").content.decode() + browser.get("/").content.decode()


def test_who_leaves_a_team_leaves_what_it_held(site: GuardedSite, enter: Any) -> None:
    team = Team.objects.create(name="Crew")
    seat = TeamMember.objects.create(team=team, person=site.people.stranger)
    Grant.objects.create(team=team, role=Role.objects.get(slug="team-member"), place=site.open.place)
    browser = enter("stranger")
    assert browser.get(f"/risks/{site.open.risk.uid}").status_code == 200

    seat.delete()

    assert browser.get(f"/risks/{site.open.risk.uid}").status_code == 404


def test_a_closed_account_ends_every_session_and_token(site: GuardedSite, enter: Any, client: Any) -> None:
    browser, token = enter("manager"), make_token(site.people.manager, "t")[1]
    enter("administrator").post(f"/people/{site.people.manager.uid}/access")

    assert browser.get("/risks")["Location"].startswith("/accounts/login/")
    assert client.get("/api/v1/risks", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_a_token_ends_when_it_is_revoked_or_its_day_has_come(
    site: GuardedSite, enter: Any, client: Any, how: str
) -> None:
    made, token = make_token(site.people.manager, "t")
    if how == "revoked":
        enter("manager").post(f"/me/tokens/{made.pk}/revoke")
    else:
        ApiToken.objects.filter(pk=made.pk).update(expires=timezone.now())

    assert client.get("/api/v1/risks", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


def test_a_new_password_ends_the_other_sessions(site: GuardedSite, enter: Any) -> None:
    member = site.people.member
    member.set_password(PASSWORD)
    member.save()
    here, elsewhere = enter("member"), enter("member")

    new = "quite another secret 8"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    member.refresh_from_db()
    assert member.check_password(new)
    assert elsewhere.get("/risks").status_code == 302


def test_a_delegation_that_ended_ends_the_acting(site: GuardedSite, enter: Any) -> None:
    lent = Delegation.objects.create(
        absent=site.people.director, deputy=site.people.stranger, starts=timezone.now() - timedelta(days=1),
        ends=timezone.now() + timedelta(days=1), verbs=["change"],
    )  # fmt: skip
    browser = enter("stranger")
    browser.post(f"/me/delegation/act/{site.people.director.uid}")
    assert browser.get(f"/risks/{site.open.risk.uid}").status_code == 200

    Delegation.objects.filter(pk=lent.pk).update(ends=timezone.now())

    assert browser.get(f"/risks/{site.open.risk.uid}").status_code == 404


@pytest.mark.parametrize(
    ("minutes", "signed_in"), [((50, 50, 50), True), ((50, 61), False), ((55,) * 14, False)]
)
def test_a_session_ends_after_an_hour_away_and_after_half_a_day(
    site: GuardedSite, enter: Any, minutes: tuple[int, ...], signed_in: bool
) -> None:
    with time_machine.travel("2026-11-22T06:00:00Z", tick=False) as clock:
        browser = enter("member")
        for pause in minutes:
            clock.shift(timedelta(minutes=pause))
            last = browser.get("/risks")

    assert (last.status_code == 200) is signed_in


def test_nobody_is_told_of_what_they_see_no_more(site: GuardedSite) -> None:
    Watcher.objects.create(card=site.open.risk.card, person=site.people.manager)
    drain()
    before = Notification.objects.filter(person=site.people.manager).count()
    comment(actor_for(site.people.director), site.open.risk.uid, "hello @manager")
    taken(site)

    drain()

    assert Notification.objects.filter(person=site.people.manager).count() == before


def test_signing_out_ends_the_session_itself_and_not_the_cookie_alone(site: GuardedSite, enter: Any) -> None:
    browser, kept = enter("member"), Client()
    kept.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert kept.get("/risks").status_code == 200

    browser.post("/accounts/logout/")

    assert kept.get("/risks").status_code == 302
