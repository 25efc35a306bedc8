"""Organisational units: what there is, what lies within what, and how many people sit in each."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts.models import Unit
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied
from pilothouse.kernel.folding import folded
from pilothouse.kernel.models import Verb
from pilothouse.web.door import BOTH, WRITE, actor_of, door
from pilothouse.web.screens.buttons import post_button, table_row, table_section
from pilothouse.web.screens.teams import counted_people

CRUMBS = [{"label": "People", "url": "/people"}, {"label": "Units"}]


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new unit, and within which one it lies."""

    class Meta:
        model = Unit
        fields = ("name", "parent")
        labels = {"parent": "Within"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].empty_label = "no other unit"  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """The name, which no other unit has."""
        name = " ".join(self.cleaned_data["name"].split())
        if any(folded(name) == folded(known) for known in Unit.objects.values_list("name", flat=True)):
            raise forms.ValidationError("There is a unit of that name.")
        return name


def _may_change(actor: Actor) -> None:
    if not actor.holds(Verb.ADMINISTER):
        raise Denied("You may not change the units.")


def _row(request: HttpRequest, unit: Unit) -> str:
    people: int = unit.sits  # type: ignore[attr-defined]
    who = (
        f"Who sits in it stays, without a unit: {counted_people(people)}." if people else "Nobody sits in it."
    )
    asked = f"Remove {unit.name}? {who}"
    button = post_button(request, f"/units/{unit.pk}/remove", "Remove", confirm=asked)
    within = escape(unit.parent.name) if unit.parent else "–"
    return table_row(escape(unit.name), within, f"{people:,}", button)


@door(Verb.ADMINISTER, "people", methods=BOTH)
def units(request: HttpRequest) -> HttpResponse:
    """Every unit, and a form for one more."""
    actor: Actor = actor_of(request)
    _may_change(actor)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with changeset(actor, "people: unit", why=form.cleaned_data["name"]):
            unit = form.save()
        messages.success(request, f"{unit.name} is there.")
        return redirect("/units")
    found = Unit.objects.annotate(sits=Count("people")).select_related("parent").order_by("name")
    rows = "".join(_row(request, unit) for unit in found)
    sections = [
        table_section("Units", ("Unit", "Within", "People", ""), rows, "No unit yet.", numeric=("People",)),
        {"title": "Add a unit", "form": form, "action_url": "/units", "submit_label": "Add"},
    ]
    context = {"title": "Organisational units", "sections": sections, "crumbs": CRUMBS}
    return render(request, "page.html", context, status=422 if form.errors else 200)


@door(Verb.ADMINISTER, "people", methods=WRITE)
def remove_unit(request: HttpRequest, key: int) -> HttpResponse:
    """Remove a unit; its people stay, without one. One that others lie within stays."""
    actor: Actor = actor_of(request)
    _may_change(actor)
    unit = Unit.objects.filter(pk=key).first()
    if unit is not None and unit.children.exists():
        messages.error(request, f"{unit.name} stays: other units lie within it.")
    elif unit is not None:
        with changeset(actor, "people: unit removed", why=unit.name):
            unit.delete()
        messages.success(request, f"{unit.name} is removed.")
    return redirect("/units")
