"""Teams: one is made once, and people join and leave it one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts.teams import join_team, make_team, remove_team
from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.models import ChangeSet, Grant, Role, Team
from pilothouse.kernel.writing import remove
from pilothouse.workspaces.actions import NewWorkspace, create_workspace
from pilothouse.workspaces.workspace import WORKSPACES


@pytest.fixture
def crew(org: Any, act: Any) -> Team:
    """A team of two that holds a role at a project."""
    made = make_team(act("administrator"), "Crew", [org.people.member, org.people.support])
    Grant.objects.create(team=made, role=Role.objects.get(slug="team-member"), place=org.other)
    return made


@pytest.fixture
def at(org: Any) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(org.people.administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def names(team: Team) -> list[str]:
    return list(team.people.order_by("name").values_list("name", flat=True))


def test_a_name_that_exists_changes_nobody_and_leads_to_its_team(org: Any, crew: Team, at: Client) -> None:
    answer = at.post("/teams", {"name": " crew ", "people": org.people.stranger.pk})

    assert answer.status_code == 422
    assert f'href="/teams/{crew.pk}"' in answer.content.decode()
    assert names(crew) == ["Member", "Support"]


def test_people_join_by_name_and_leave_one_by_one(org: Any, crew: Team, at: Client) -> None:
    assert at.post(f"/teams/{crew.pk}", {"person": "stranger"}).status_code == 302
    assert names(crew) == ["Member", "Stranger", "Support"]

    page = at.post(f"/teams/{crew.pk}/remove/{org.people.member.uid}", follow=True).content.decode()

    assert names(crew) == ["Stranger", "Support"]
    assert "2 people in this team" in page
    assert f'action="/teams/{crew.pk}/add/{org.people.member.uid}"' in page
    at.post(f"/teams/{crew.pk}/add/{org.people.member.uid}")
    assert names(crew) == ["Member", "Stranger", "Support"]
    assert ChangeSet.objects.filter(action="team: leave", why="Member out of Crew").count() == 1


def test_the_question_says_what_is_lost(crew: Team, at: Client) -> None:
    page = at.get(f"/teams/{crew.pk}").content.decode()

    assert "Take Member out of Crew? They lose what it gives: Team member of Other project." in page


def test_a_name_that_several_have_is_asked_for_again(org: Any, act: Any, crew: Team, at: Client) -> None:
    for number in (1, 2):
        type(org.people.member).objects.create_user(f"sam{number}@example.org", "Sam Alike")

    answer = at.post(f"/teams/{crew.pk}", {"person": "Sam Alike"})

    assert answer.status_code == 422
    assert names(crew) == ["Member", "Support"]
    offered = at.get("/pick/people?q=alike").json()["results"]
    assert [one["value"] for one in offered] == ["sam1@example.org", "sam2@example.org"]
    assert at.post(f"/teams/{crew.pk}", {"person": "sam2@example.org"}).status_code == 302


def test_one_is_one_person(act: Any, org: Any, at: Client) -> None:
    team = make_team(act("administrator"), "Pair", [])
    join_team(act("administrator"), team, org.people.member)

    assert "1 person in this team" in at.get(f"/teams/{team.pk}").content.decode()


def test_a_team_is_renamed_and_keeps_its_people_and_roles(crew: Team, at: Client) -> None:
    page = at.post(f"/teams/{crew.pk}/name", {"name": " Night  crew "}, follow=True).content.decode()

    assert "<h1>Night crew</h1>" in page
    assert names(crew) == ["Member", "Support"]
    assert crew.grants.count() == 1


def test_a_name_that_another_team_has_is_refused_and_ones_own_in_other_letters_is_not(
    act: Any, crew: Team, at: Client
) -> None:
    make_team(act("administrator"), "Pair", [])

    assert "There is a team called Pair already." in at.post(
        f"/teams/{crew.pk}/name", {"name": "pair"}, follow=True
    ).content.decode(errors="strict")
    at.post(f"/teams/{crew.pk}/name", {"name": "CREW"})
    crew.refresh_from_db()
    assert crew.name == "CREW"


def test_a_team_is_removed_only_once_it_holds_no_role(crew: Team, at: Client) -> None:
    page = at.post(f"/teams/{crew.pk}/remove", follow=True).content.decode()
    assert "Crew holds roles" in page

    crew.grants.all().delete()
    at.post(f"/teams/{crew.pk}/remove")

    assert not Team.objects.filter(pk=crew.pk).exists()
    assert ChangeSet.objects.filter(action="team: remove", why="Crew").exists()


def test_who_could_not_give_what_a_team_holds_neither_renames_nor_removes_it(org: Any, crew: Team) -> None:
    client = Client()
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(f"/teams/{crew.pk}/name", {"name": "Mine"}).status_code == 403
    assert client.post(f"/teams/{crew.pk}/remove").status_code == 403
    crew.refresh_from_db()
    assert crew.name == "Crew"


def test_a_role_at_what_lies_in_the_trash_does_not_keep_a_team(org: Any, act: Any) -> None:
    canal = create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.programme, {}))
    team = make_team(act("administrator"), "Gang", [])
    Grant.objects.create(team=team, role=Role.objects.get(slug="team-member"), place=canal.place)
    with pytest.raises(Invalid, match="holds roles"):
        remove_team(act("administrator"), team)
    remove(WORKSPACES, machine("cli"), canal.uid, canal.version)

    remove_team(act("administrator"), team)

    assert not Team.objects.filter(name="Gang").exists()
