"""C03: the right is asked for before anything changes, for the right subject, and the same through every door."""

from __future__ import annotations

import json
from typing import Any

import pytest
from guarded_site import GuardedSite
from members import PASSWORD

from pilothouse.accounts.actions import NewGrant, add_person, give_role
from pilothouse.accounts.teams import join_team, leave_team, make_team
from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.models import ChangeSet, Delegation, Grant, Role, Verb
from pilothouse.kernel.rows import card

LOOK = (str(Verb.VIEW), str(Verb.VIEW_OWN))


@pytest.mark.parametrize("who", ["analyst", "member", "guest", "stranger", "insider"])
def test_what_is_denied_leaves_the_database_as_it_was(
    site: GuardedSite, enter: Any, picture: Any, who: str
) -> None:
    client, risk, place = enter(who), site.near.risk, site.near.place.uid
    client.get("/inbox")
    before = picture()
    denied = [
        (f"/risks/{risk.uid}/edit", {"version": "1", "title": "x"}),
        (f"/risks/{risk.uid}/move/assess", {"version": "1"}),
        (f"/risks/{risk.uid}/remove", {"version": "1"}),
        (f"/risks/{risk.uid}/parts/responses/new", {"title": "x"}),
        (f"/access/{place}", {"role": "guest", "person": str(site.people.stranger.pk)}),
        (f"/w/{place}/seal", {"sealed": "1"}),
        (f"/access/take/{site.near.grant}", {}),
        (f"/people/{site.people.support.uid}/access", {}),
        (f"/people/{site.people.support.uid}/edit", {"name": "x"}),
        ("/units", {"name": "x"}),
        ("/system/retry", {}),
    ]

    for path, form in denied:
        assert client.post(path, form).status_code in {403, 404}, path
        assert picture() == before, path


def test_every_door_gives_the_same_verdict(site: GuardedSite, enter: Any, client: Any) -> None:
    for who in ("director", "analyst", "manager", "member", "guest", "stranger"):
        token = make_token(getattr(site.people, who), "t")[1]
        head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IF_MATCH": f'"{site.open.risk.version}"'}
        page = enter(who).get(f"/risks/{site.open.risk.uid}/edit").status_code
        call = client.patch(
            f"/api/v1/risks/{site.open.risk.uid}", json.dumps({}), "application/json", **head
        ).status_code

        assert page == call, who


def test_a_token_to_read_writes_nothing_whoever_holds_it(
    site: GuardedSite, client: Any, picture: Any
) -> None:
    token = make_token(site.people.director, "r", verbs=LOOK)[1]
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IF_MATCH": '"1"'}
    risk, kind = site.open.risk.uid, "application/json"
    client.get("/api/v1/risks", **head)
    before = picture()

    answers = [
        client.patch(f"/api/v1/risks/{risk}", json.dumps({"title": "x"}), kind, **head),
        client.delete(f"/api/v1/risks/{risk}", **head),
        client.post(f"/api/v1/risks/{risk}/moves/assess", "{}", kind, **head),
        client.post("/api/v1/risks", json.dumps({"place": site.open.place.uid, "title": "x"}), kind, **head),
        client.post(f"/api/v1/changesets/{site.open.change}/undo", "{}", kind, **head),
    ]

    assert [a.status_code for a in answers[:4]] == [403] * 4
    assert answers[4].status_code in {403, 404}
    assert picture() == before


def test_an_invitation_takes_nobodys_account_over(site: GuardedSite, enter: Any) -> None:
    """Who may invite could otherwise set the password of somebody who may do more."""
    director = site.people.director
    for given in ("", PASSWORD):
        if given:
            director.set_password(given)
        director.save()
        with pytest.raises(Invalid):
            add_person(actor_for(site.people.manager), email=director.email, name="Director")
        answer = enter("manager").post("/people/new", {"email": director.email, "name": "Director"})
        assert answer.status_code == 422
        assert b"/invitation/" not in answer.content
        assert (
            b"/invitation/"
            not in enter("manager").post(f"/people/{director.uid}/invite", follow=True).content
        )


def test_a_closed_account_is_not_opened_by_an_invitation(site: GuardedSite, client: Any) -> None:
    support = site.people.support
    _, secret = add_person(actor_for(site.people.manager), email=support.email, name="Support")
    support.is_active = False
    support.save()

    answer = client.post(f"/invitation/{secret}", {"password": PASSWORD})

    assert answer.status_code == 404
    with pytest.raises(Invalid):
        add_person(actor_for(site.people.manager), email=support.email, name="Support")
    support.refresh_from_db()
    assert not support.is_active


def test_nobody_gives_more_than_they_hold(site: GuardedSite) -> None:
    manager, here = actor_for(site.people.manager), site.open.place
    for role in ("portfolio-director", "administrator", "office-manager", "analyst"):
        with pytest.raises(Denied):
            give_role(manager, NewGrant(role, here, site.people.stranger))
    with pytest.raises(Invalid):
        give_role(manager, NewGrant("guest", here, site.people.manager))
    with pytest.raises(Denied):
        give_role(manager, NewGrant("guest", site.near.place, site.people.stranger))


def test_a_team_is_no_way_round(site: GuardedSite) -> None:
    team = make_team(actor_for(site.people.administrator), "Board", [site.people.director])
    Grant.objects.create(
        team=team, role=Role.objects.get(slug="portfolio-director"), place=site.places["office"]
    )

    with pytest.raises(Denied):
        join_team(actor_for(site.people.manager), team, site.people.manager)
    with pytest.raises(Denied):
        leave_team(actor_for(site.people.manager), team, site.people.director)


def test_a_move_is_asked_for_at_both_ends(site: GuardedSite, enter: Any) -> None:
    for who in ("manager", "support"):
        answer = enter(who).post(f"/w/{site.open.place.uid}/move", {"parent": site.places["portfolio"].uid})
        assert answer.status_code in {403, 404}
    site.open.place.refresh_from_db()
    assert site.open.place.parent == site.places["programme"]


def test_a_deputy_does_only_what_was_asked_of_them(site: GuardedSite, enter: Any) -> None:
    Delegation.objects.create(
        absent=site.people.director,
        deputy=site.people.stranger,
        starts="2020-01-01T00:00Z",
        ends="2099-01-01T00:00Z",
        verbs=["comment"],
    )
    client = enter("stranger")
    client.post(f"/me/delegation/act/{site.people.director.uid}")
    risk = f"/risks/{site.open.risk.uid}"

    assert client.get(risk).status_code == 200
    assert client.post(f"{risk}/comment", {"text": "for the director"}).status_code == 302
    assert client.get(f"{risk}/edit").status_code == 403
    assert client.post(f"{risk}/remove", {"version": "1"}).status_code == 403
    assert client.get(f"/access/{site.open.place.uid}").status_code == 403
    assert client.get(f"/risks/{site.sealed.risk.uid}").status_code == 404


def test_while_looking_as_somebody_nothing_is_written(site: GuardedSite, enter: Any, picture: Any) -> None:
    client = enter("director")
    client.post(f"/view-as/{site.people.manager.uid}")
    client.get("/")
    before = picture()

    answers = [
        client.post(f"/risks/{site.open.risk.uid}/comment", {"text": "x"}),
        client.post("/me/security", {"name": "x", "scope": "write", "days": "3"}),
        client.patch(f"/api/v1/risks/{site.open.risk.uid}", "{}", "application/json"),
    ]

    assert {a.status_code for a in answers} == {403}
    assert picture() == before


def test_an_own_change_is_undone_only_with_the_right_of_today(site: GuardedSite, enter: Any) -> None:
    client = enter("manager")
    client.post(f"/risks/{site.open.risk.uid}/autosave", {"_field": "title", "title": "Mine", "version": "1"})
    change = ChangeSet.objects.filter(by=site.people.manager).latest("pk")
    Grant.objects.filter(person=site.people.manager).update(role=Role.objects.get(slug="team-member"))

    answer = client.post(f"/undo/{change.uid}")

    assert answer.status_code in {403, 404}
    site.open.risk.refresh_from_db()
    assert site.open.risk.title == "Mine"


def test_a_file_of_somebody_else_is_not_removed_by_a_guest(site: GuardedSite, enter: Any) -> None:
    assert enter("guest").post(f"/files/{site.open.file}/remove").status_code == 403
    assert enter("guest").get(f"/files/{site.open.file}").status_code == 200


def test_missing_and_hidden_raise_the_same(site: GuardedSite) -> None:
    told = []
    for uid in (site.sealed.risk.uid, "nobodyhadit1"):
        with pytest.raises(NotThere) as raised:
            card(actor_for(site.people.director), uid)
        told.append(str(raised.value))
    assert told[0] == told[1]
