"""Teams: who is in them, what they hold, what they are called."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts.models import Person
from pilothouse.accounts.queries import person_named, team_grants, team_rows
from pilothouse.accounts.teams import (
    TeamThere,
    join_team,
    leave_team,
    make_team,
    may_fill,
    remove_team,
    rename_team,
    team_of,
)
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied, Invalid
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Grant, Team, Verb
from pilothouse.web.door import BOTH, WRITE, actor_of, door
from pilothouse.web.screens.buttons import post_button, show_faults, table_row, table_section
from pilothouse.web.screens.people import may_look, seen_person

PEOPLE = {"label": "People", "url": "/people"}


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(label="Name of the team", max_length=120)


class SeatForm(forms.Form):
    """Somebody who shall be in a team."""

    person = forms.CharField(
        label="Person",
        max_length=200,
        help_text="a name or a mail address",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "data-island": "pick", "data-pick-url": "/pick/people"}
        ),
    )


def counted_people(count: int) -> str:
    """`1 person`, `2 people`, `nobody`."""
    return "nobody" if not count else "1 person" if count == 1 else f"{count:,} people"


@door(Verb.GRANT, "people", methods=BOTH)
def teams(request: HttpRequest) -> HttpResponse:
    """All teams; who may give access makes new ones."""
    actor: Actor = actor_of(request)
    may_look(actor)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_team(actor, form.cleaned_data["name"], [])
        except TeamThere as taken:
            link = f'<a href="/teams/{taken.team.pk}">Open it</a>'
            form.add_error("name", markup(f"{escape(taken.fields['name'])} {link} to change who is in it."))
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, f"{made.name} is there, and nobody is in it yet.")
            return redirect(f"/teams/{made.pk}")
    rows = "".join(
        table_row(
            f'<a href="/teams/{t.key}">{escape(t.name)}</a>',
            f"{len(t.people):,}",
            escape(", ".join(t.people[:8]) + (f" and {len(t.people) - 8} more" if len(t.people) > 8 else "")),
            str(t.roles),
        )
        for t in team_rows(actor)
    )
    headings = ("Team", "People", "Who", "Roles that you may see")
    sections: list[dict[str, Any]] = [
        table_section("Teams", headings, rows, "No team yet. A team is given access as one.")
    ]
    if actor.holds(Verb.GRANT):
        make = {"title": "New team", "form": form, "action_url": "/teams", "submit_label": "Make the team"}
        sections.append(make)
    context = {"title": "Teams", "sections": sections, "crumbs": [PEOPLE, {"label": "Teams"}]}
    return render(request, "page.html", context, status=422 if form.errors else 200)


def _what_is_lost(person: Person, name: str, grants: list[Grant]) -> str:
    held = [f"{g.title or g.role.name} of {g.place.name}" for g in grants]
    more = f" and {len(held) - 3} more" if len(held) > 3 else ""
    lost = f" They lose what it gives: {', '.join(held[:3])}{more}." if held else ""
    return f"Take {person.name} out of {name}?{lost}"


def _seats(request: HttpRequest, team: Team, grants: list[Grant], *, able: bool) -> str:
    listed = team.people.select_related("unit").order_by("name", "pk")
    return "".join(
        table_row(
            f'<a href="/people/{p.uid}">{escape(p.name)}</a>',
            escape(p.job) or "–",
            "–" if p.is_active else "access closed",
            post_button(
                request,
                f"/teams/{team.pk}/remove/{p.uid}",
                "Take out",
                confirm=_what_is_lost(p, team.name, grants),
            )
            if able
            else "",
        )
        for p in listed
    )


@door(Verb.GRANT, "people", methods=BOTH)
def one_team(request: HttpRequest, key: int) -> HttpResponse:
    """One team: who is in it and what it holds; who could give all of that says who is in it."""
    actor: Actor = actor_of(request)
    may_look(actor)
    team = team_of(key)
    grants, able = team_grants(actor, team), may_fill(actor, team)
    if request.method == "POST" and not able:
        raise Denied("You may not say who is in this team; it holds access that you may not give.")
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _seat(request, actor, team, form.cleaned_data["person"])
        except Invalid as error:
            show_faults(form, error)
        else:
            return redirect(f"/teams/{key}")
    held = "".join(
        table_row(escape(g.title or g.role.name), f'<a href="/w/{g.place.uid}">{escape(g.place.name)}</a>')
        for g in grants
    )
    seats = _seats(request, team, grants, able=able)
    sections: list[dict[str, Any]] = [
        table_section("People", ("Name", "Job", "Now", ""), seats, "They stand here once they are added."),
        table_section("Roles", ("Role", "Where"), held, "No role that you may see."),
    ]
    if able:
        add = {"title": "Add somebody", "form": form, "action_url": f"/teams/{key}", "submit_label": "Add"}
        sections.insert(1, add)
        sections += _name_and_end(request, team)
    answer = f"{counted_people(team.people.count()).capitalize()} in this team."
    way = [PEOPLE, {"label": "Teams", "url": "/teams"}, {"label": team.name}]
    context = {"title": team.name, "answer": answer, "sections": sections, "crumbs": way}
    return render(request, "page.html", context, status=422 if form.errors else 200)


def _name_and_end(request: HttpRequest, team: Team) -> list[dict[str, Any]]:
    """The sections that rename a team and, once it holds no role, remove it."""
    form = TeamForm(initial={"name": team.name})
    url = f"/teams/{team.pk}"
    name = {"title": "Name", "form": form, "action_url": f"{url}/name", "submit_label": "Rename"}
    if team.grants.exists():
        words = "<p>A team that holds roles cannot be removed; take them back first, under "
        return [
            name,
            {"title": "Remove", "html": markup(f'{words}<a href="/access">Roles and access</a>.</p>')},
        ]
    question = f"Remove {team.name}? Its people stay; that they were in it together is forgotten."
    button = post_button(request, f"{url}/remove", "Remove the team", confirm=question)
    return [name, {"title": "Remove", "html": markup(button)}]


def _done(request: HttpRequest, team: Team, deed: Callable[[Actor], None], said: str) -> bool:
    """Do something to a team and say what came of it; whether it was done."""
    actor: Actor = actor_of(request)
    may_look(actor)
    try:
        deed(actor)
    except Invalid as error:
        messages.error(request, " ".join(error.fields.values()))
        return False
    messages.success(request, f"{team.name} {said}")
    return True


@door(Verb.GRANT, "people", methods=WRITE)
def rename(request: HttpRequest, key: int) -> HttpResponse:
    """Call a team something else."""
    team, name = team_of(key), request.POST.get("name", "")
    _done(request, team, lambda actor: rename_team(actor, team, name), "has a new name.")
    return redirect(f"/teams/{key}")


@door(Verb.GRANT, "people", methods=WRITE)
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Remove a team that holds no role."""
    team = team_of(key)
    gone = _done(request, team, lambda actor: remove_team(actor, team), "is removed.")
    return redirect("/teams" if gone else f"/teams/{key}")


def _seat(request: HttpRequest, actor: Actor, team: Team, text: str) -> None:
    person = person_named(actor, text)
    if person is None:
        raise Invalid(
            {"person": "Nobody has this name alone; choose from the list, or write the mail address."}
        )
    join_team(actor, team, person)
    messages.success(request, f"{person.name} is in {team.name} now.")


@door(Verb.GRANT, "people", methods=WRITE)
def add_seat(request: HttpRequest, key: int, uid: str) -> HttpResponse:
    """Put somebody back into a team, as the offer to undo asks."""
    actor: Actor = actor_of(request)
    may_look(actor)
    team, person = team_of(key), seen_person(actor, uid)
    try:
        join_team(actor, team, person)
    except Invalid as error:
        messages.warning(request, "; ".join(error.fields.values()))
    else:
        messages.success(request, f"{person.name} is in {team.name} again.")
    return redirect(f"/teams/{key}")


@door(Verb.GRANT, "people", methods=WRITE)
def remove_seat(request: HttpRequest, key: int, uid: str) -> HttpResponse:
    """Take one person out of a team; the next page offers to put them back."""
    actor: Actor = actor_of(request)
    may_look(actor)
    team, person = team_of(key), seen_person(actor, uid)
    leave_team(actor, team, person)
    text = f"{person.name} is no longer in {team.name}."
    if actor.person_id == person.pk and team.grants.exists():
        messages.success(request, text)  # nobody gives access to themselves, so there is no way back to offer
    else:
        request.session["undo"] = {"text": text, "url": f"/teams/{key}/add/{person.uid}"}
    return redirect(f"/teams/{key}")
