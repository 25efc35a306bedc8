"""The page of one workspace: how it stands, its facts with their sources, its registers, its people."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.accounts.sealing import named, sealing
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.facts import seen_facts
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.lifting import restricted_below
from pilothouse.kernel.listing import asked_day
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import PRIMARY, Fact, Place, Reach, Verb
from pilothouse.kernel.money import short_money
from pilothouse.kernel.richtext import rich
from pilothouse.kernel.rows import may, places, rows
from pilothouse.reports.landscape import Question, landscape
from pilothouse.reports.landscape_lines import WORK, Line, ordered, variance
from pilothouse.reports.marks import (
    fact_mark,
    fact_why,
    rating_mark,
    share_mark,
    slip_words,
    sparkline,
    topic_words,
)
from pilothouse.web.door import BOTH, WRITE, actor_of, door
from pilothouse.web.screens.buttons import place_tabs, table_row, table_section
from pilothouse.web.screens.lists import register_list
from pilothouse.web.screens.live import live_figures
from pilothouse.web.shell import as_of_block
from pilothouse.workspaces.actions import (
    BELOW,
    NewWorkspace,
    create_workspace,
    move_workspace,
    seal_workspace,
)
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.workspace import WORKSPACES, Workspace


def seen_workspace(actor: Actor, uid: str) -> Any:
    """The workspace at a place; raises NotThere in the same words whether missing or hidden."""
    found = (
        rows(WORKSPACES, actor)
        .select_related("place", "place__parent", "owner", "sponsor")
        .filter(place__uid=uid[:12])
    )
    workspace = found.first()
    if workspace is None:
        raise NotThere("There is no such workspace.")
    return workspace


def crumbs(actor: Actor, place: Place, *last: str) -> list[dict[str, str]]:
    """The way down to a place, of the places that the actor may see."""
    above = (
        Reach.objects.filter(hierarchy=PRIMARY, place=place)
        .order_by("-depth")
        .values_list("ancestor", flat=True)
    )
    seen = {p.pk: p for p in places(actor).filter(pk__in=list(above))}
    way = [{"label": seen[key].name, "url": f"/w/{seen[key].uid}"} for key in above if key in seen]
    return [*way, *({"label": text, "url": ""} for text in last)]


def _line(actor: Actor, workspace: Any, day: date) -> tuple[Line | None, int]:
    """Its line as the landscape and the printed page have it, and how many works below are left out there.

    What is itself left out there, not told of for a year, is shown all the same on its own page.
    """
    for stale in (False, True):
        found = landscape(actor, Question(as_of=day, place=workspace.place.uid, stale=stale))
        line = next((root for root in found.whole.roots if root.place_id == workspace.place_id), None)
        if line is not None:
            return line, found.stale + found.untold
    return None, 0


def latest_facts(actor: Actor, place: Place, day: date = date.max) -> dict[tuple[str, str], Fact]:
    """The facts that hold on a day, as far as the actor may see them, by measure and topic. One query."""
    facts = seen_facts(actor, "workspaces").filter(place=place, effective__lte=day)
    return {(f.measure, f.topic): f for f in facts.order_by("effective", "recorded", "pk")}


def _source(fact: Fact) -> str:
    return f"from {nice_day(fact.effective)}" + (f" · {fact.source}" if fact.source else "")


def _facts_section(place: Place, latest: dict[tuple[str, str], Fact], as_of: str) -> dict[str, Any]:
    facts = []
    for name, measure in MEASURES.items():
        fact = latest.get((name, ""))
        if fact and measure.kind != "text":
            link = f'<a href="/w/{place.uid}/facts?measure={name}{as_of}">{fact_mark(fact)}</a>'
            why = f"<br>{fact_why(fact)}" if fact_why(fact) else ""
            facts.append(
                {"label": measure.label, "html": markup(link), "source": _source(fact), "why": markup(why)}
            )
    return {
        "title": "Facts",
        "facts": facts,
        "empty": "Nothing told yet: no rating, no money, no dates.",
        "more_url": f"/w/{place.uid}/facts{as_of.replace('&', '?', 1)}",
        "more_label": "All facts and their past",
    }


def _strip(line: Line | None, left_out: int, as_of: str) -> list[dict[str, Any]]:
    if line is None:
        return []
    past = f"/w/{line.uid}/facts?{as_of.removeprefix('&')}{'&' if as_of else ''}measure="
    strip: list[dict[str, Any]] = []
    if not line.is_work:
        strip.append({"label": "Pieces of work", "value": f"{line.work:,}"})
        if left_out:
            all_of_them = f"/landscape?place={line.uid}&stale=1{as_of}"
            strip[0] |= {"note": f"{left_out:,} left out", "note_url": all_of_them}
    for name, label in (
        ("budget", "Budget"),
        ("forecast", "Forecast"),
        ("whole_life_cost", "Whole-life cost"),
    ):
        sums = line.sums.get(name, {})
        if sums:
            value = " + ".join(short_money(a, c) for c, a in sorted(sums.items()))
            over = share_mark(variance(line)) if name == "forecast" and variance(line) is not None else ""
            note = f"{over} against budget" if over else ""
            strip.append(
                {"label": label, "value": value, "note": note, "url": past + name if line.is_work else ""}
            )
    if line.get("finish"):
        moved = slip_words(line.slip)
        strip.append(
            {"label": "Finish", "value": nice_day(line.get("finish")), "note": moved, "url": past + "finish"}
        )
    return strip


def _children(line: Line | None, as_of: str) -> dict[str, Any] | None:
    if line is None or not line.children:
        return None
    body = []
    for child in ordered(line.children, "")[:200]:
        money = (
            " + ".join(short_money(a, c) for c, a in sorted(child.sums.get("forecast", {}).items())) or "–"
        )
        name = f'<a href="/w/{child.uid}{as_of}">{escape(child.title)}</a>'
        ratings = (rating_mark(child.get(f"rating_{who}") or "") for who in ("manager", "office"))
        past = sparkline(child.get("trend") or "")
        body.append(table_row(name, *ratings, past, money, escape(child.owner) or "–"))
    headings = ("Name", "Manager", "Office", "Ratings so far", "Forecast", "Led by")
    note = f"{len(line.children)}" if len(line.children) <= 200 else f"first 200 of {len(line.children)}"
    return {**table_section("Below", headings, "".join(body), numeric=("Forecast",)), "note": note}


def _actions(actor: Actor, workspace: Any, past: str) -> list[dict[str, Any]]:
    """What one can do from here; on a past day, named by the tail of its addresses, only what one can read."""
    place = workspace.place
    record = {"label": "Its record", "url": f"/workspaces/{workspace.uid}{past.replace('&', '?', 1)}"}
    whole = {"label": "In the landscape", "url": f"/landscape?place={place.uid}{past}"}
    paper = {"label": "One page (PDF)", "url": f"/landscape.pdf?place={place.uid}{past}"}
    last = [whole, paper] if place.kind not in WORK else [paper]
    if past:
        return [record, *last]
    found: list[dict[str, Any]] = []
    if may(actor, Verb.CHANGE, "workspaces", place) or may(actor, Verb.RATE, "workspaces", place):
        found.append({"label": "Tell a fact", "url": f"/w/{place.uid}/tell", "key": "t"})
    if BELOW.get(place.kind) and may(actor, Verb.CREATE, "workspaces", place):
        found.append({"label": "New below", "url": f"/w/{place.uid}/new"})
    found.append(record)
    if may(actor, Verb.GRANT, "workspaces", place):
        found.append({"label": "Access", "url": f"/access/{place.uid}"})
    return [*found, *last]


def _sections(
    workspace: Any, latest: dict[tuple[str, str], Fact], line: Line | None, as_of: str
) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = []
    if workspace.aims:
        sections.append({"title": "Aims", "html": rich(workspace.aims)})
    sections.append(_facts_section(workspace.place, latest, as_of))
    if below := _children(line, as_of.replace("&", "?", 1)):
        sections.append(below)
    above = workspace.aims.strip()  # what stands at the head of the page is not said twice
    told = [f for (measure, _), f in latest.items() if measure == "narrative" and f.note.strip() != above]
    if told:
        facts = [
            {"label": topic_words(f.word) or "Note", "html": rich(f.note), "source": _source(f)} for f in told
        ]
        sections.append({"title": "What is told", "facts": facts})
    if hidden := restricted_below(workspace.place):
        words = f"{hidden} escalated from a restricted place; ask whoever leads it."
        sections.append({"title": "Restricted", "html": words})
    return sections


@door(Verb.VIEW, "workspaces")
def overview(request: HttpRequest, uid: str) -> HttpResponse:
    """One workspace on a day."""
    actor: Actor = actor_of(request)
    workspace, day = seen_workspace(actor, uid), asked_day(request.GET.get("as_of", ""))
    place = workspace.place
    as_of = f"&as_of={day.isoformat()}" if "as_of" in request.GET else ""
    past = day < timezone.localdate()
    latest = latest_facts(actor, place, day)
    line, left_out = _line(actor, workspace, day)
    sections = _sections(workspace, latest, line, as_of)
    people = [
        {"role": r, "name": p.name, "url": f"/people/{p.uid}"}
        for r, p in (("Led by", workspace.owner), ("Sponsor", workspace.sponsor))
        if p
    ]
    days = sorted(
        set(seen_facts(actor, "workspaces").filter(place=place).values_list("effective", flat=True))
    )
    block = {
        "title": workspace.title,
        "code": workspace.code,
        "kind": workspace.get_kind_display(),
        "answer": f"{workspace.get_kind_display()}, {workspace.get_status_display().lower()}",
        "actions": _actions(actor, workspace, as_of if past else ""),
        "tabs": place_tabs(place, "Overview", day if past else None),
        "strip": _strip(line, left_out, as_of),
        "sections": sections,
        "people": people,
        "registers": live_figures(actor, place, day if past else None),
        "who_url": f"/workspaces/{workspace.uid}/who",
    }
    context = {"place": block, "as_of": as_of_block(request, days), "crumbs": crumbs(actor, place)}
    return render(request, "workspaces/overview.html", context)


def plain_form(
    request: HttpRequest, form: forms.Form, title: str, back: str, way: list[dict[str, str]]
) -> HttpResponse:
    context = {
        "form": form,
        "sections": [{"title": "", "fields": list(form)}],
        "title": title,
        "action_url": request.get_full_path(),
        "cancel_url": back,
        "crumbs": way,
    }
    return render(request, "register/form.html", context, status=422 if form.errors else 200)


class NewForm(forms.Form):
    """A new workspace: what it is and what it is called."""

    kind = forms.ChoiceField(label="Kind")
    title = forms.CharField(label="Name", max_length=200)
    aims = forms.CharField(
        label="Aims", required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 4})
    )
    sealed = forms.BooleanField(
        label="Sealed",
        help_text="rights given above stop here; only those given inside count",
        required=False,
    )

    def __init__(self, place: Place, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = dict(Workspace.Kind.choices)
        self.fields["kind"].choices = [(k, words[k]) for k in BELOW[place.kind]]  # type: ignore[attr-defined]


@door(Verb.CREATE, "workspaces", methods=BOTH)
def new_below(request: HttpRequest, uid: str) -> HttpResponse:
    """Make a workspace below another."""
    actor: Actor = actor_of(request)
    parent = seen_workspace(actor, uid)
    if not may(actor, Verb.CREATE, "workspaces", parent.place) or not BELOW.get(parent.place.kind):
        raise Denied("You may not make a workspace here.")
    form = NewForm(parent.place, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        aims = {"aims": given["aims"]}
        new = NewWorkspace(given["kind"], given["title"], parent.place, aims, sealed=given["sealed"])
        made = create_workspace(actor, new)
        messages.success(request, f"{made.title} is there.")
        return redirect(f"/w/{made.place.uid}")
    return plain_form(
        request, form, f"New below {parent.title}", f"/w/{uid}", crumbs(actor, parent.place, "New")
    )


@door(Verb.GRANT, "workspaces", methods=WRITE)
def seal(request: HttpRequest, uid: str) -> HttpResponse:
    """Seal a workspace, or open it."""
    actor: Actor = actor_of(request)
    workspace = seen_workspace(actor, uid)
    sealed = request.POST.get("sealed") == "1"
    keys = sealing(workspace.place).keys if sealed else ()
    try:
        seal_workspace(actor, workspace.place, sealed=sealed)
    except Invalid as error:
        messages.error(request, error.fields.get("", str(error)))
        return redirect(f"/access/{uid}")
    if places(actor).filter(pk=workspace.place_id).exists():
        messages.success(request, f"{workspace.title} is {'sealed' if sealed else 'open again'}.")
        return redirect(f"/access/{uid}")
    opened_by = named(keys, None)
    messages.success(
        request, f"{workspace.title} is sealed; you no longer see it. {opened_by} can open it again."
    )
    return redirect("/")


@door(Verb.CREATE, "workspaces", methods=WRITE)
def move_under(request: HttpRequest, uid: str) -> HttpResponse:
    """Hang a workspace under another."""
    actor: Actor = actor_of(request)
    workspace = seen_workspace(actor, uid)
    parent = seen_workspace(actor, request.POST.get("parent", ""))
    try:
        move_workspace(actor, workspace.place, parent.place)
    except Invalid as error:
        messages.error(request, "; ".join(error.fields.values()))
    return redirect(f"/w/{uid}")


@door(Verb.VIEW, "any")
def place_list(request: HttpRequest, uid: str, slug: str) -> HttpResponse:
    """A register of one workspace and everything below."""
    actor: Actor = actor_of(request)
    found = places(actor, kind=slug).filter(uid=uid[:12]).first()
    if found is None:
        raise NotThere("There is no such workspace.")
    response: HttpResponse = register_list(request, slug, place=found)  # type: ignore[assignment]
    return response
