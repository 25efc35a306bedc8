"""Removing the demonstration: what goes, what people added to it, and what shall be there afterwards."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import NotThere
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Card, Verb
from pilothouse.kernel.outbox import enqueue
from pilothouse.kernel.rows import places, rows
from pilothouse.kernel.spec import REGISTERS
from pilothouse.kernel.uids import new_uid
from pilothouse.web.door import BOTH, actor_of, door
from pilothouse.web.screens.buttons import table_row, table_section
from pilothouse.web.screens.finding import address
from pilothouse.workspaces.made_up import Added, added_inside, inside, made_up_office
from pilothouse.workspaces.models import Workspace

MOST = 100
KEEP, ALL = "keep", "all"


class RemoveForm(forms.Form):
    """What becomes of what people added, and what the organisation is called afterwards."""

    mine = forms.ChoiceField(
        label="What we added ourselves",
        widget=forms.RadioSelect,
        choices=(
            (KEEP, "stays, with the workspaces in which it lies; these are emptied of what is made up"),
            (ALL, "is removed as well"),
        ),
    )
    organisation = forms.CharField(
        label="Name of your organisation",
        max_length=200,
        required=False,
        help_text="what you begin with afterwards; it can be renamed",
    )

    def __init__(self, added: Added, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not added:
            del self.fields["mine"]


def _what_goes(actor: Actor, office: Workspace) -> str:
    below = inside(office.place)
    counts = []
    for spec in REGISTERS.values():
        count = rows(spec, actor).filter(place__in=below).count()
        counts.append(f"{count:,} {spec.one if count == 1 else spec.title.lower()}")
    return (
        f"<p>{escape(office.title)} is made up. All of it goes: {', '.join(counts)}, every fact told of them, and "
        "whatever was written on them since: comments, files, changes. Roles held there end, and the made-up people "
        "can no longer sign in, except you. This cannot be undone.</p>"
        "<p>Whoever is not made up and holds a role at the top holds it in your organisation afterwards.</p>"
    )


def _added_rows(added: Added) -> str:
    listed = Card.objects.filter(pk__in=added.cards).select_related("place", "owner").order_by("-pk")[:MOST]
    found = [
        table_row(
            f'<a href="{address(c)}">{escape(c.title)}</a>',
            escape(REGISTERS[c.register].one.capitalize()),
            escape(c.code),
            escape(c.place.name),
        )
        for c in listed
    ]
    told = {fact.place_id: fact.place for fact in added.facts}
    for key, place in list(told.items())[:MOST]:
        count = sum(fact.place_id == key for fact in added.facts)
        words = f"{count:,} fact{'' if count == 1 else 's'}"
        link = f'<a href="/w/{place.uid}/facts">{words}</a>'
        found.append(table_row(link, "Fact" if count == 1 else "Facts", "–", escape(place.name)))
    return "".join(found)


@door(Verb.ADMINISTER, "system", methods=BOTH)
def remove(request: HttpRequest) -> HttpResponse:
    """Say what goes, and ask the worker to take it away; its answer comes to the inbox. 404 where there is none."""
    actor: Actor = actor_of(request)
    office = made_up_office(places(actor))
    if not actor.holds(Verb.ADMINISTER) or actor.person is None or office is None:
        raise NotThere("There is no such page.")
    added = added_inside(office).seen_by(actor)
    form = RemoveForm(added, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = new_uid()
        mine = {KEEP: False, ALL: True}.get(form.cleaned_data.get("mine", ""))
        payload = {"person": actor.person.pk, "asked": asked, "mine": mine}
        wanted = {"organisation": form.cleaned_data["organisation"].strip()}
        enqueue("remove-demo", f"remove-demo:{asked}", {**payload, **wanted})
        messages.success(request, "The demonstration is being taken away; your inbox tells when it is done.")
        return redirect("/")
    sections: list[dict[str, Any]] = [{"title": "What goes", "html": markup(_what_goes(actor, office))}]
    if added:
        headings = ("What", "Kind", "Code", "Where")
        sections.append(table_section(f"You added {added.words()}", headings, _added_rows(added)))
    sections.append(
        {
            "title": "Go on",
            "form": form,
            "action_url": "/demo/remove",
            "submit_label": "Remove the demonstration",
        }
    )
    context = {"title": "Remove the demonstration", "sections": sections}
    return render(request, "page.html", context, status=422 if form.errors else 200)
