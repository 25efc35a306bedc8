"""Organisational units."""

from __future__ import annotations

from html import escape

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts.models import Unit
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Verb
from pilothouse.web.door import BOTH, WRITE, actor_of, door
from pilothouse.web.screens.buttons import post_button, table_row


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
