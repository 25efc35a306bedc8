"""Who gets in where, until when, in whose name, and who can give that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from pilothouse.accounts.actions import NewGrant, delegate, end_delegation, give_role, take_role
from pilothouse.accounts.models import Person
from pilothouse.accounts.teams import join_team, leave_team
from pilothouse.kernel.actors import actor_for, on_behalf_of
from pilothouse.kernel.errors import Denied, Invalid
from pilothouse.kernel.models import ChangeSet, Grant, Role, RoleRight, Team, TeamMember, Verb
from pilothouse.kernel.rows import cards, may, places, rows
from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS, Risk
from pilothouse.web.actor import as_seen_by

DAY = datetime(2026, 5, 31, 12, tzinfo=UTC)


@pytest.mark.req("REQ-038")
def test_a_time_boxed_grant_ends_by_itself(org: Any, workspace: Any, browser: Any, signed_in: Any) -> None:
    """From the day after its end the project is answered as one that does not exist, which tells less than a 403."""
    place = workspace("project", "Canal", below=org.programme)
    assistant = Person.objects.create_user("pa@example.org", "Pat Assist")
    with time_machine.travel(DAY, tick=False):
        given = browser("director").post(
            f"/access/{place.uid}",
            {"person": assistant.pk, "role": "project-support", "starts": "2026-05-01", "ends": "2026-05-31",
             "reason": "covers for Ann; hands over to the manager"},
        )  # fmt: skip
        assert given.status_code == 302, given.content.decode()[:2000]
        assert signed_in(assistant).get(f"/w/{place.uid}").status_code == 200
        held = browser("director").get(f"/people/{assistant.uid}").content.decode()
        assert "Project support" in held

    with time_machine.travel(DAY + timedelta(hours=13), tick=False):
        answer = signed_in(assistant).get(f"/w/{place.uid}")
        assert answer.status_code in {403, 404}
        assert "Canal" not in answer.content.decode()
        assert list(places(actor_for(assistant))) == []
        kept = Grant.objects.get(person=assistant)
        assert kept.reason == "covers for Ann; hands over to the manager"


def test_a_grant_that_begins_later_is_not_there_yet(org: Any, act: Any) -> None:
    person = Person.objects.create_user("new@example.org", "New")
    start = DAY + timedelta(days=1)
    with time_machine.travel(DAY, tick=False):
        give_role(act("director"), NewGrant("project-manager", org.project, person, starts=start))
        assert not actor_for(person).holds(Verb.VIEW)
    with time_machine.travel(start, tick=False):
        assert may(actor_for(person), Verb.CHANGE, "risks", org.project)


def test_done_for_somebody_carries_both_names(org: Any, act: Any, workspace: Any, browser: Any) -> None:
    """Support enters what the manager asked for; the history page and the activity list name both."""
    place = workspace("project", "Canal", below=org.project)
    chosen = (str(Verb.CREATE), str(Verb.CHANGE))
    delegate(act("manager"), org.people.stranger, DAY, DAY.replace(year=2099), chosen, "holiday")
    deputy = browser("stranger")
    assert deputy.get(f"/w/{place.uid}").status_code == 404

    assert deputy.post(f"/me/delegation/act/{org.people.manager.uid}").status_code == 302
    deputy.post("/risks/new", {"place": place.uid, "title": "Raised for her", "kind": "threat"})

    risk = Risk.objects.get()
    made = RISKS.past.objects.get(card=risk.pk).changeset
    assert (made.by, made.on_behalf_of, risk.author) == (
        org.people.stranger,
        org.people.manager,
        org.people.manager,
    )
    history = browser("manager").get(f"/risks/{risk.uid}/history").content.decode()
    assert "Stranger" in history
    assert "Manager" in history
    activity = browser("administrator").get("/activity").content.decode()
    assert "Stranger" in activity
    assert "Manager" in activity
    assert (
        deputy.post(f"/risks/{risk.uid}/remove", {"version": "1"}).status_code == 403
    )  # not among the chosen
    assert deputy.post(f"/access/{place.uid}", {"role": "guest"}).status_code in {403, 404}
    deputy.post("/me/delegation/stop")
    assert deputy.get(f"/risks/{risk.uid}").status_code == 404


def test_a_delegation_ends_with_its_time_its_giver_and_at_once(org: Any, act: Any) -> None:
    deputy, absent = org.people.stranger, org.people.manager
    given = delegate(act("manager"), deputy, DAY, DAY.replace(year=2099), ("change",), "")
    assert on_behalf_of(actor_for(deputy), absent) is not None
    assert on_behalf_of(actor_for(deputy), org.people.director) is None

    absent.is_active = False
    absent.save()
    assert on_behalf_of(actor_for(deputy), absent) is None
    absent.is_active = True
    absent.save()
    end_delegation(act("manager"), given.pk)

    assert on_behalf_of(actor_for(deputy), absent) is None
    with pytest.raises(Invalid):
        delegate(act("manager"), deputy, DAY, DAY.replace(year=2099), ("grant",), "")


def test_nobody_gives_to_themselves_nor_more_than_they_hold(org: Any, act: Any) -> None:
    person = Person.objects.create_user("x@example.org", "X")
    own_team = Team.objects.create(name="Mine")
    TeamMember.objects.create(team=own_team, person=org.people.manager)
    TeamMember.objects.create(team=own_team, person=org.people.administrator)
    before = Grant.objects.count()
    refused = [
        ("manager", NewGrant("project-manager", org.project, org.people.manager), Invalid),
        ("administrator", NewGrant("portfolio-director", org.office, org.people.administrator), Invalid),
        ("administrator", NewGrant("portfolio-director", org.office, team=own_team), Invalid),
        ("manager", NewGrant("project-support", org.project, team=own_team), Invalid),
        ("manager", NewGrant("portfolio-director", org.project, person), Denied),
        ("manager", NewGrant("administrator", org.project, person), Denied),
        ("manager", NewGrant("project-support", org.programme, person), Denied),
        ("director", NewGrant("project-support", org.sealed, person), Denied),
        ("support", NewGrant("guest", org.project, person), Denied),
        ("analyst", NewGrant("guest", org.project, person), Denied),
        ("manager", NewGrant("no-such-role", org.project, person), Invalid),
        ("manager", NewGrant("guest", org.project), Invalid),
        ("manager", NewGrant("guest", org.project, person, starts=DAY, ends=DAY), Invalid),
    ]

    for name, new, error in refused:
        with pytest.raises(error):
            give_role(act(name), new)

    assert Grant.objects.count() == before
    give_role(act("manager"), NewGrant("team-member", org.project, person))


def test_nobody_lets_themselves_in_through_a_team(org: Any, act: Any) -> None:
    board = Team.objects.create(name="Board")
    give_role(act("director"), NewGrant("portfolio-director", org.office, team=board))

    with pytest.raises(Denied):
        join_team(act("manager"), board, org.people.stranger)
    with pytest.raises(Invalid):
        join_team(act("administrator"), board, org.people.administrator)

    join_team(act("administrator"), board, org.people.stranger)
    assert may(act("stranger"), Verb.CHANGE, "risks", org.project)
    leave_team(act("administrator"), board, org.people.stranger)
    assert not act("stranger").holds(Verb.VIEW)


def test_access_taken_is_gone_with_the_next_request(org: Any, act: Any, workspace: Any, browser: Any) -> None:
    place, support = workspace("project", "Canal", below=org.project), browser("support")
    assert support.get(f"/w/{place.uid}").status_code == 200

    take_role(act("director"), Grant.objects.get(person=org.people.support).pk)

    assert support.get(f"/w/{place.uid}").status_code == 404
    assert ChangeSet.objects.filter(action="access: take", why__contains="Support").exists()


def test_view_as_never_shows_more_than_the_viewer_may_see(org: Any, act: Any, browser: Any) -> None:
    narrow = Role.objects.create(slug="giver", name="Gives access")
    for verb, kind in ((Verb.GRANT, "*"), (Verb.VIEW, "workspaces")):
        RoleRight.objects.create(role=narrow, verb=verb, kind=kind)
    giver = Person.objects.create_user("giver@example.org", "Giver")
    Grant.objects.create(person=giver, role=narrow, place=org.office)
    for place, by in ((org.project, "manager"), (org.sealed, "insider"), (org.other, "director")):
        create(RISKS, act(by), place, {"title": f"at {place.name}", "owner": org.people.guest})
    viewers = [actor_for(giver), *(act(n) for n in ("director", "administrator", "manager", "insider"))]

    for viewer in viewers:
        for looked_at in ("director", "manager", "support", "member", "guest", "insider", "analyst"):
            shown = as_seen_by(viewer, getattr(org.people, looked_at))
            theirs = set(rows(RISKS, act(looked_at)).values_list("pk", flat=True))
            mine = set(rows(RISKS, viewer).values_list("pk", flat=True))
            assert set(rows(RISKS, shown).values_list("pk", flat=True)) == theirs & mine, looked_at
            assert set(cards(shown).values_list("pk", flat=True)) <= set(
                cards(viewer).values_list("pk", flat=True)
            )
            assert set(places(shown)) <= set(places(viewer))
            assert not rows(RISKS, shown, verb=Verb.CHANGE).exists()

    looking = browser("director")
    looking.post(f"/view-as/{org.people.guest.uid}")
    assert "at Project" in looking.get("/risks").content.decode()
    risk = Risk.objects.get(place=org.project)
    assert looking.post(f"/risks/{risk.uid}/edit", {"title": "x", "version": "1"}).status_code == 403
    assert browser("support").post(f"/view-as/{org.people.director.uid}").status_code == 404
