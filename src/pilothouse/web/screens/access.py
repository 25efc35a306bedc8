"""Roles and access: who holds what where, giving and taking, what each role may do, looking as somebody else."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.accounts.actions import NewGrant, give_role, take_role
from pilothouse.accounts.days import first_moment, from_words, moment_after, until_words
from pilothouse.accounts.models import Person
from pilothouse.accounts.sealing import sealing
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.in_use import places_in_trash
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import ANY_KIND, PRIMARY, Grant, Place, Reach, Role, RoleRight, Team, Verb
from pilothouse.kernel.rows import may, places
from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.door import BOTH, WRITE, actor_of, door
from pilothouse.web.screens.buttons import NEAR, post_button, show_faults, table_row, table_section
from pilothouse.web.screens.places import crumbs, seen_workspace
from pilothouse.workspaces.models import Workspace

KINDS = dict(Workspace.Kind.choices)


class GrantForm(forms.Form):
    """A role to give at a place."""

    person = forms.ModelChoiceField(Person.objects.none(), label="Person", required=False, empty_label="–")
    team = forms.ModelChoiceField(Team.objects.none(), label="or team", required=False, empty_label="–")
    role = forms.ModelChoiceField(Role.objects.none(), label="Role", to_field_name="slug", empty_label="–")
    title = forms.CharField(
        label="Called here", required=False, max_length=80, help_text="such as Delivery lead"
    )
    starts = forms.DateField(
        label="From", required=False, validators=NEAR, widget=forms.DateInput(attrs={"type": "date"})
    )
    ends = forms.DateField(
        label="Until, this day included",
        required=False,
        validators=NEAR,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label="Why", required=False, max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = Person.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["role"].queryset = Role.objects.order_by("pk")  # type: ignore[attr-defined]


def _state(grant: Grant, now: datetime) -> str:
    if grant.ends and grant.ends <= now:
        return "ended"
    if grant.starts and grant.starts > now:
        return "not yet"
    return "holds"


def _asked(form: GrantForm, place: Place) -> NewGrant:
    given = form.cleaned_data
    return NewGrant(
        given["role"].slug,
        place,
        given["person"],
        given["team"],
        first_moment(given["starts"]) if given["starts"] else None,
        moment_after(given["ends"]) if given["ends"] else None,
        given["title"],
        given["reason"],
    )


@door(Verb.GRANT, "workspaces", methods=BOTH)
def place_access(request: HttpRequest, uid: str) -> HttpResponse:
    """Who has access at a workspace, from here and from above; giving and taking it."""
    actor: Actor = actor_of(request)
    workspace = seen_workspace(actor, uid)
    place = workspace.place
    if not may(actor, Verb.GRANT, "workspaces", place):
        raise Denied("You may not see or change the access here.")
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            give_role(actor, _asked(form, place))
        except Invalid as error:
            show_faults(form, error)
        except Denied as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, f"{given['person'] or given['team']} is {given['role'].name} of {place.name}."
            )
            return redirect(f"/access/{uid}")
    sections = [
        _here(request, actor, workspace),
        _seal_section(request, workspace),
        {"title": "Give a role", "form": form, "action_url": f"/access/{uid}", "submit_label": "Give"},
    ]
    context = {
        "title": f"Access to {workspace.title}",
        "sections": sections,
        "crumbs": crumbs(actor, place, "Access"),
        "answer": "A role given at a place holds for everything below it.",
    }
    return render(request, "page.html", context, status=422 if form.errors else 200)


def _grant_row(request: HttpRequest, grant: Grant, here: Place, now: datetime) -> str:
    whom = grant.person.name if grant.person else f"Team {grant.team}"
    role = f"{grant.title} ({grant.role.name})" if grant.title else grant.role.name
    button, ask = (
        "",
        f"Take {role} of {grant.place.name} back from {whom}? It is lost there and everywhere below.",
    )
    if may(actor_of(request), Verb.GRANT, "workspaces", grant.place_id):
        button = post_button(request, f"/access/take/{grant.pk}", "Take back", confirm=ask)
    above = f'<a href="/access/{grant.place.uid}">{escape(grant.place.name)}</a>'
    return table_row(
        escape(whom),
        escape(role),
        "here" if grant.place_id == here.pk else above,
        from_words(grant.starts),
        until_words(grant.ends),
        _state(grant, now),
        escape(grant.reason) or "–",
        button,
    )


def _here(request: HttpRequest, actor: Actor, workspace: Any) -> dict[str, Any]:
    now = timezone.now()
    above = Reach.objects.filter(hierarchy=PRIMARY, place=workspace.place, seals=0).values("ancestor")
    grants = Grant.objects.filter(place__in=above).filter(place__in=places(actor))
    listed = grants.select_related("person", "team", "role", "place").order_by("role__pk", "pk")
    rows = "".join(_grant_row(request, grant, workspace.place, now) for grant in listed)
    headings = ("Who", "Role", "Given at", "From", "Until", "Now", "Why", "")
    return table_section("Who has access", headings, rows, "Nobody.")


def _seal_section(request: HttpRequest, workspace: Any) -> dict[str, Any]:
    place, title = workspace.place, workspace.title
    if place.sealed:
        words = "Sealed: rights given above stop here, and nobody outside can tell that it exists."
        button = _seal_button(
            request, place, "Open it again", f"Open {title} again? Roles given above count here then."
        )
        return {"title": "Seal", "html": markup(f"<p>{words}</p>{button}")}
    words = (
        "Open to the roles given above. Sealed, only roles given here would count, without a trace outside."
    )
    meant = sealing(place)
    if not meant.keys:
        words += " To seal it, first give somebody a role here with which they may give access."
        return {"title": "Seal", "html": markup(f"<p>{words}</p>")}
    button = _seal_button(request, place, "Seal it", meant.words(title, actor_of(request).person_id))
    return {"title": "Seal", "html": markup(f"<p>{words}</p>{button}")}


def _seal_button(request: HttpRequest, place: Place, word: str, ask: str) -> str:
    button = post_button(request, f"/w/{place.uid}/seal", word, confirm=ask)
    hidden = f'<input type="hidden" name="sealed" value="{"0" if place.sealed else "1"}">'
    return button.replace("<button", hidden + "<button", 1)


@door(Verb.GRANT, "workspaces", methods=WRITE)
def take(request: HttpRequest, key: int) -> HttpResponse:
    """Take a role back."""
    grant = take_role(actor_of(request), key)
    messages.success(
        request, f"{grant.person or grant.team} is no longer {grant.role.name} of {grant.place.name}."
    )
    return redirect(f"/access/{grant.place.uid}")


def _role_rows() -> str:
    rights: dict[int, dict[str, list[str]]] = {}
    for right in RoleRight.objects.order_by("pk"):
        rights.setdefault(right.role_id, {}).setdefault(right.kind, []).append(right.verb)
    roles = Role.objects.order_by("pk")
    return "".join(
        table_row(escape(r.name), escape(r.purpose), escape(_may_words(rights.get(r.pk, {})))) for r in roles
    )


def _may_words(rights: dict[str, list[str]]) -> str:
    """What a role may do, in a sentence for each kind of record: `See, comment. Risks: raise.`"""
    said = []
    for kind, verbs in sorted(rights.items(), key=lambda item: item[0] != ANY_KIND):
        words = ", ".join(v.label for v in Verb if v.value in verbs)
        title = REGISTERS[kind].title if kind in REGISTERS else kind.capitalize()
        said.append(f"{words[:1].upper()}{words[1:]}." if kind == ANY_KIND else f"{title}: {words}.")
    return " ".join(said)


def _top_first() -> Case:
    """Places in the order of the tree's kinds: offices, portfolios, programmes, then the work."""
    kinds = ("office", "portfolio", "programme", "project", "initiative")
    return Case(*(When(kind=kind, then=at) for at, kind in enumerate(kinds)), default=len(kinds))


@door(Verb.GRANT, "workspaces")
def access(request: HttpRequest) -> HttpResponse:
    """The roles and what each may do, and the places where one gives access."""
    actor: Actor = actor_of(request)
    if not actor.holds(Verb.GRANT):
        raise NotThere("There is no such page.")
    alive = places(actor, Verb.GRANT).exclude(pk__in=places_in_trash())
    able = alive.annotate(given=Count("grants")).order_by(_top_first(), "name")[:300]
    where = "".join(
        table_row(
            f'<a href="/access/{p.uid}">{escape(p.name)}</a>',
            KINDS.get(p.kind, escape(p.kind)),
            "sealed" if p.sealed else "–",
            str(p.given),
        )
        for p in able
    )
    sections = [
        table_section("What each role may do", ("Role", "For", "May"), _role_rows()),
        table_section(
            "Where you give access", ("Place", "Kind", "Seal", "Roles given here"), where, "Nowhere."
        ),
    ]
    return render(request, "page.html", {"title": "Roles and access", "sections": sections})


@door(Verb.GRANT, "people", methods=WRITE)
def view_as(request: HttpRequest, uid: str) -> HttpResponse:
    """Look at Pilothouse as somebody else sees it, as far as one sees it oneself; nothing can be changed then."""
    actor: Actor = actor_of(request)
    person = Person.objects.filter(uid=uid[:12], is_active=True).first()
    if person is None or not actor.holds(Verb.GRANT):
        raise NotThere("There is nobody like that.")
    request.session.pop("behalf_of", None)
    request.session["view_as"] = person.uid
    return redirect("/")


@door(None, "self", methods=BOTH)
def stop_viewing(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    if request.method == "POST":
        request.session.pop("view_as", None)
    return redirect("/")
