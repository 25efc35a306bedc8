"""The facts of one workspace: each with its day, its source and who told it, to be corrected or withdrawn."""

from __future__ import annotations

from html import escape
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.facts import told_facts
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.listing import asked_day
from pilothouse.kernel.models import Fact, Verb
from pilothouse.reports.marks import fact_mark, fact_why
from pilothouse.web.door import WRITE, actor_of, door
from pilothouse.web.screens.buttons import place_tabs, post_button, table_section
from pilothouse.web.screens.places import crumbs, seen_workspace
from pilothouse.web.shell import as_of_block
from pilothouse.workspaces.actions import tellable, withdraw_fact
from pilothouse.workspaces.made_up import DOOR
from pilothouse.workspaces.measures import MEASURES

SHOWN = 500
ASK = "From that day on, what was told before holds again. It stays on record as withdrawn."


def _told(fact: Fact) -> str:
    """Who told it and when; what was made up at once for two years back says so instead of a day."""
    teller = fact.changeset.by.name if fact.changeset.by else "Pilothouse"
    made_up = fact.changeset.door == DOOR
    return f"{teller}, in the demonstration" if made_up else f"{teller}, {nice_day(fact.recorded.date())}"


def said_of(fact: Fact) -> tuple[Any, ...]:
    """What a fact is about; a later one about the same replaces it."""
    return fact.measure, fact.effective, fact.topic


def _row(fact: Fact, holds: Fact | None, acts: str) -> str:
    value = f"{fact_mark(fact)} {fact_why(fact)}"
    if holds is None:
        value = f'<s>{value}</s> <span class="sub">withdrawn, {nice_day(fact.withdrawn_by.recorded.date())}</span>'
    elif holds.pk != fact.pk:
        again = fact_mark(holds) == fact_mark(fact)
        by = f" by {fact_mark(holds)}" if MEASURES[fact.measure].kind != "text" else ""
        told = "told again" if again else f"replaced{by}"
        value = f'<s>{value}</s> <span class="sub">{told}, {nice_day(holds.recorded.date())}</span>'
    return (
        f'<tr><th scope="row">{nice_day(fact.effective)}</th><td>{escape(MEASURES[fact.measure].label)}</td>'
        f"<td>{value}</td><td>{escape(fact.source) or '–'}</td>"
        f"<td>{escape(_told(fact))}</td><td>{acts}</td></tr>"
    )


def _rows(request: HttpRequest, uid: str, found: list[Fact], able: set[str]) -> str:
    newest: dict[tuple[Any, ...], Fact] = {}
    body = []
    for fact in found:
        gone = hasattr(fact, "withdrawn_by")
        holds = None if gone else newest.setdefault(said_of(fact), fact)
        acts = ""
        if holds is fact and fact.measure in able:
            correct = f'<a href="/w/{uid}/tell?correct={fact.pk}">Correct</a>'
            what = f"{MEASURES[fact.measure].label.lower()} of {nice_day(fact.effective)}"
            ask = f"Withdraw the {what}? {ASK}"
            button = post_button(request, f"/w/{uid}/facts/{fact.pk}/withdraw", "Withdraw", confirm=ask)
            acts = f'<div class="acts">{correct}{button}</div>'
        body.append(_row(fact, holds, acts))
    return "".join(body)


@door(Verb.VIEW, "workspaces")
def facts(request: HttpRequest, uid: str) -> HttpResponse:
    """Every fact told about a workspace, newest first; what was replaced or withdrawn is struck out."""
    actor: Actor = actor_of(request)
    workspace = seen_workspace(actor, uid)
    measure, day = request.GET.get("measure", ""), asked_day(request.GET.get("as_of", ""))
    past = day < timezone.localdate()
    if measure and measure not in MEASURES:
        raise Invalid({"measure": "There is no such measure."})
    told = told_facts(actor, "workspaces").filter(place=workspace.place)
    found = told.select_related("changeset__by", "withdrawn_by")
    if measure:
        found = found.filter(measure=measure)
    if past:
        found = found.filter(effective__lte=day)
    able = set() if past else tellable(actor, workspace)
    shown = list(found.order_by("-effective", "-recorded", "-pk")[:SHOWN])
    body = _rows(request, workspace.place.uid, shown, able)
    headings = ("Holds from", "What", "Value", "Source", "Told by, on", "")
    choices = [("", "All"), *((m.name, m.label) for m in MEASURES.values())]
    kept = f"&as_of={day}" if past else ""
    context = {
        "title": f"Facts: {workspace.title}",
        "views": [
            {"label": label, "url": f"?measure={name}{kept}", "current": name == measure}
            for name, label in choices
        ],
        "sections": [
            table_section(MEASURES[measure].label if measure else "All", headings, body, "Nothing told yet.")
        ],
        "tabs": place_tabs(workspace.place, "Facts", day if past else None),
        "as_of": as_of_block(request),
        "crumbs": crumbs(actor, workspace.place, "Facts"),
    }
    return render(request, "page.html", context)


@door(Verb.CHANGE, "workspaces", methods=WRITE)
def withdraw(request: HttpRequest, uid: str, fact: int) -> HttpResponse:
    """Take one fact back; what was told before it holds again."""
    try:
        taken = withdraw_fact(actor_of(request), uid, fact)
    except Invalid as error:
        messages.warning(request, "; ".join(error.fields.values()))
    else:
        told = f"{MEASURES[taken.measure].label} from {nice_day(taken.effective)} is withdrawn."
        request.session["undo"] = {"text": told, "url": f"/undo/{taken.withdrawn_by.changeset.uid}"}
    return redirect(f"/w/{uid[:12]}/facts")
