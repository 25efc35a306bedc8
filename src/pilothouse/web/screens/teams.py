"""Teams and organisational units."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts.actions import make_team
from pilothouse.accounts.models import Person, Unit
from pilothouse.accounts.queries import team_rows
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Verb
from pilothouse.web.door import BOTH, WRITE, actor_of, door
from pilothouse.web.screens.buttons import post_button, show_faults, table_row
from pilothouse.web.screens.people import may_look


class TeamForm(forms.Form):
    """A team and who is in it."""

    name = forms.CharField(label="Team", max_length=120)
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="People", widget=forms.SelectMultiple(attrs={"size": 12})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].queryset = Person.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]


@door(Verb.GRANT, "people", methods=BOTH)
def teams(request: HttpRequest) -> HttpResponse:
    """All teams; who may give access makes and changes them."""
    actor: Actor = actor_of(request)
    may_look(actor)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_team(actor, form.cleaned_data["name"], list(form.cleaned_data["people"]))
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, f"{made.name} has {len(form.cleaned_data['people'])} people.")
            return redirect("/teams")
    rows = "".join(
        table_row(escape(name), escape(", ".join(people)), str(grants))
        for name, people, grants in team_rows(actor)
    )
    sections: list[dict[str, Any]] = [
        {
            "title": "Teams",
            "columns": [{"label": "Team"}, {"label": "People"}, {"label": "Roles that you may see"}],
            "rows_html": markup(rows),
            "empty": "No team yet. A team is given access as one.",
        }
    ]
    if actor.holds(Verb.GRANT):
        sections.append({"title": "Make a team, or set who is in it", "form": form, "action_url": "/teams"})
    return render(
        request, "page.html", {"title": "Teams", "sections": sections}, status=422 if form.errors else 200
    )


@door(Verb.ADMINISTER, "people", methods=BOTH)
def units(request: HttpRequest) -> HttpResponse:
    """Organisational units."""
    actor: Actor = actor_of(request)
    if not actor.holds(Verb.ADMINISTER):
        raise Denied("You may not change the units.")
    if request.method == "POST":
        name = request.POST.get("name", "").strip()[:120]
        if name:
            with changeset(actor, "people: unit", why=name):
                Unit.objects.get_or_create(name=name)
        return redirect("/units")
    rows = "".join(
        table_row(
            escape(u.name),
            str(u.people.count()),
            post_button(request, f"/units/{u.pk}/remove", "Remove", confirm=f"Remove {u.name}?"),
        )
        for u in Unit.objects.order_by("name")
    )
    form = forms.modelform_factory(Unit, fields=("name",))()
    sections = [
        {
            "title": "Units",
            "columns": [{"label": "Unit"}, {"label": "People", "numeric": True}, {"label": ""}],
            "rows_html": markup(rows),
            "empty": "No unit yet.",
        },
        {"title": "Add a unit", "form": form, "action_url": "/units", "submit_label": "Add"},
    ]
    return render(request, "page.html", {"title": "Organisational units", "sections": sections})


@door(Verb.ADMINISTER, "people", methods=WRITE)
def remove_unit(request: HttpRequest, key: int) -> HttpResponse:
    """Remove a unit; its people stay, without one."""
    actor: Actor = actor_of(request)
    if not actor.holds(Verb.ADMINISTER):
        raise Denied("You may not change the units.")
    unit = Unit.objects.filter(pk=key).first()
    if unit is not None and not unit.children.exists():
        with changeset(actor, "people: unit removed", why=unit.name):
            unit.delete()
    return redirect("/units")
