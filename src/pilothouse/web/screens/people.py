"""People: the directory, one person's page, who is who at a place, teams."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.accounts.actions import add_person, close_access, invitation_link
from pilothouse.accounts.days import from_words, until_words
from pilothouse.accounts.known import known_people, knows_everybody
from pilothouse.accounts.models import Person
from pilothouse.accounts.queries import held_by, who_is_who
from pilothouse.accounts.second_step import clear_second_step, has_second_step
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.folding import folded
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.listing import asked_day
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Verb
from pilothouse.kernel.rows import cards
from pilothouse.web.door import BOTH, WRITE, actor_of, door, page_number
from pilothouse.web.screens.buttons import place_tabs, show_faults, table_row, table_section
from pilothouse.web.screens.finding import address
from pilothouse.web.screens.places import crumbs, seen_workspace

PAGE = 100


def may_look(actor: Actor) -> None:
    """Only who sees workspaces sees who works on them."""
    if not knows_everybody(actor):
        raise NotThere("There is no such page.")


def _directory_rows(people: Iterable[Person]) -> str:
    return "".join(
        table_row(
            f'<a href="/people/{p.uid}">{escape(p.name)}</a>',
            escape(p.job) or "–",
            escape(p.unit.name) if p.unit else "–",
            escape(p.ask_me) or "–",
            escape(p.email),
            escape(p.phone) or "–",
        )
        for p in people
    )


def _directory_actions(actor: Actor) -> list[dict[str, str]]:
    found = [{"label": "Teams", "url": "/teams"}]
    if actor.holds(Verb.ADMINISTER):
        found.append({"label": "Units", "url": "/units"})
    if actor.holds(Verb.GRANT):
        found.append({"label": "Invite somebody", "url": "/people/new", "key": "n"})
    return found


def _views(closed: bool) -> list[dict[str, Any]]:
    return [
        {"label": "Everybody", "url": "/people", "current": not closed},
        {"label": "Access closed", "url": "/people?show=closed", "current": closed},
    ]


@door(Verb.VIEW, "workspaces")
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody, found by name, job, unit, language, or what they may be asked about."""
    actor: Actor = actor_of(request)
    may_look(actor)
    text, show = request.GET.get("q", "")[:100], request.GET.get("show", "")
    if show not in {"", "closed"}:
        raise Invalid({"show": "This shows everybody, or those whose access is closed."})
    page, closed = page_number(request), show == "closed"
    if closed and not actor.holds(Verb.ADMINISTER):
        raise NotThere("There is no such page.")
    there = Person.objects.filter(is_active=not closed).select_related("unit", "backup")
    found = there.order_by("name", "pk")
    for word in folded(text).split()[:8]:
        found = found.filter(search__contains=word)
    total = found.count()
    shown = found[(page - 1) * PAGE : page * PAGE]
    noun = "person" if total == 1 else "people"
    kept = {"q": text} | ({"show": "closed"} if closed else {})
    empty = {
        "filtered": bool(text),
        "title": "Nobody matches" if text else "Nobody's access is closed",
        "text": "Try fewer words." if text else "Whoever leaves is found here once their access is closed.",
        "clear_url": "/people" if text else "",
    }
    block = {
        **table_section(
            "People", ("Name", "Job", "Unit", "Ask about", "Mail", "Phone"), _directory_rows(shown)
        ),
        "answer": "Who is who: find somebody by name, job or what they know.",
        "count_label": f"{total:,} {noun}",
        "searchable": True,
        "search": text,
        "hidden": [("show", "closed")] if closed else [],
        "views": _views(closed) if actor.holds(Verb.ADMINISTER) else [],
        "actions": _directory_actions(actor),
        "next_url": f"?{urlencode(kept | {'page': page + 1})}" if total > page * PAGE else "",
        "prev_url": f"?{urlencode(kept | {'page': page - 1})}" if page > 1 else "",
        "empty": empty,
    }
    return render(request, "people/list.html", {"people": block, "crumbs": [{"label": "People"}]})


def seen_person(actor: Actor, uid: str) -> Person:
    """A person of whom the actor may know; raises NotThere in the same words whether missing or hidden."""
    person = Person.objects.select_related("unit", "backup").filter(uid=uid[:12]).first()
    if person is None or (person.pk != actor.person_id and not knows_everybody(actor)):
        raise NotThere("There is nobody like that.")
    return person


def _contact(person: Person) -> list[dict[str, Any]]:
    contact = [
        ("Mail", person.email),
        ("Phone", person.phone),
        ("Unit", str(person.unit or "")),
        ("Hours", person.hours),
        ("Languages", person.languages),
        ("Ask me about", person.ask_me),
    ]
    facts = [{"label": label, "html": value} for label, value in contact if value]
    if person.backup:
        link = f'<a href="/people/{person.backup.uid}">{escape(person.backup.name)}</a>'
        facts.append({"label": "Backup", "html": markup(link)})
    return facts


def _held_rows(actor: Actor, person: Person) -> str:
    return "".join(
        table_row(
            escape(h.words),
            f'<a href="/w/{h.place.uid}">{escape(h.place.name)}</a>',
            from_words(h.starts),
            until_words(h.ends),
        )
        for h in held_by(actor, person)
    )


def _owned_rows(actor: Actor, person: Person) -> str:
    return "".join(
        table_row(
            f'<a href="{address(c)}">{escape(c.title)}</a>',
            escape(c.code),
            escape(c.place.name),
            nice_day(c.due) if c.due else "–",
        )
        for c in cards(actor).filter(owner=person).select_related("place").order_by("due", "pk")[:50]
    )


@door(Verb.VIEW, "workspaces")
def person_page(request: HttpRequest, uid: str) -> HttpResponse:
    """One person: how to reach them, what they may be asked, what they hold and own, as far as one may see."""
    actor: Actor = actor_of(request)
    person = seen_person(actor, uid)
    held, owned = _held_rows(actor, person), _owned_rows(actor, person)
    sections = [
        {"title": "How to reach them", "facts": _contact(person)},
        table_section("Roles", ("Role", "Where", "From", "Until"), held, "No role that you may see."),
        table_section("Owns", ("What", "Code", "Where", "Due"), owned, "Owns nothing that you may see."),
    ]
    line = ", ".join(
        filter(
            None,
            (
                person.job,
                str(person.unit or ""),
                "external" if person.external else "",
                "" if person.is_active else "access closed",
            ),
        )
    )
    context = {
        "subject": {"name": person.name, "line": line},
        "sections": sections,
        "actions": _person_actions(actor, person),
        "crumbs": [{"label": "People", "url": "/people"}, {"label": person.name}],
    }
    return render(request, "people/person.html", context)


def _person_actions(actor: Actor, person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if person.pk == actor.person_id or actor.holds(Verb.ADMINISTER):
        found.append({"label": "Edit", "url": f"/people/{person.uid}/edit"})
    if person.pk != actor.person_id and person.is_active and actor.holds(Verb.GRANT):
        found.append({"label": "View as", "url": f"/view-as/{person.uid}", "post": True})
        found.append({"label": "Invite again", "url": f"/people/{person.uid}/invite", "post": True})
    if person.pk != actor.person_id and actor.holds(Verb.ADMINISTER):
        if has_second_step(person):
            found.append(
                {
                    "label": "Clear second step",
                    "url": f"/people/{person.uid}/second-step",
                    "post": True,
                    "confirm": f"Let {person.name} sign in by password alone until they set up a new second step? "
                    "They are told by mail. Do it only when you are sure that it is they who ask.",
                }
            )
        word = "Close access" if person.is_active else "Open access"
        found.append(
            {
                "label": word,
                "url": f"/people/{person.uid}/access",
                "post": True,
                "danger": person.is_active,
                "confirm": f"{word} for {person.name}? It holds from their next request.",
            }
        )
    return found


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person says about themselves."""

    class Meta:
        model = Person
        fields = ("name", "job", "unit", "phone", "languages", "hours", "ask_me", "backup")
        widgets = {"ask_me": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["backup"].queryset = known_people(actor)  # type: ignore[attr-defined]
        if not knows_everybody(actor):
            del self.fields["unit"]


class InviteForm(forms.Form):
    """Whom to invite."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Mail address")
    job = forms.CharField(label="Job title", max_length=120, required=False)
    external = forms.BooleanField(label="Works for a supplier or a client", required=False)


def _page(
    request: HttpRequest, form: forms.BaseForm, title: str, back: str, label: str = "Save"
) -> HttpResponse:
    context = {
        "form": form,
        "sections": [{"title": "", "fields": list(form)}],
        "title": title,
        "action_url": request.path,
        "cancel_url": back,
        "submit_label": label,
    }
    return render(request, "register/form.html", context, status=422 if form.errors else 200)


@door(Verb.ADMINISTER, "people", methods=BOTH)
def edit_person(request: HttpRequest, uid: str) -> HttpResponse:
    """Edit one's own page, or as administrator anybody's."""
    actor: Actor = actor_of(request)
    person = seen_person(actor, uid)
    if person.pk != actor.person_id and not actor.holds(Verb.ADMINISTER):
        raise Denied("You may not edit this person.")
    form = PersonForm(actor, request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        with changeset(actor, "people: edit", why=person.name):
            form.save()
        messages.success(request, "Saved.")
        return redirect(f"/people/{uid}")
    return _page(request, form, person.name, f"/people/{uid}")


@door(Verb.GRANT, "people", methods=BOTH)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown once, and mailed where a mail server is set."""
    actor: Actor = actor_of(request)
    if not actor.holds(Verb.GRANT):
        raise Denied("You may not invite people.")
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, secret = add_person(actor, **form.cleaned_data)
        except Invalid as error:
            show_faults(form, error)
        else:
            return _invited(request, person, secret)
    return _page(request, form, "Invite somebody", "/people", "Invite")


def _invited(request: HttpRequest, person: Person, secret: str) -> HttpResponse:
    link = invitation_link(secret)
    notes = [
        {
            "level": "good",
            "text": f"{person.name} is invited. The link works once, for three days; it is shown only now:",
            "once": link,
        }
    ]
    page = f'<a href="/people/{person.uid}">{escape(person.name)}</a>'
    words = f'<p>Give them a role: <a href="/access">Roles and access</a>. Their page: {page}.</p>'
    section = {"title": "What next", "html": markup(words)}
    return render(request, "page.html", {"title": "Invited", "notes": notes, "sections": [section]})


@door(Verb.GRANT, "people", methods=WRITE)
def invite_again(request: HttpRequest, uid: str) -> HttpResponse:
    """A fresh invitation for somebody who is there."""
    actor: Actor = actor_of(request)
    person = seen_person(actor, uid)
    try:
        _, secret = add_person(actor, email=person.email, name=person.name)
    except Invalid as error:
        messages.error(request, " ".join(error.fields.values()))
        return redirect(f"/people/{uid}")
    return _invited(request, person, secret)


@door(Verb.ADMINISTER, "people", methods=WRITE)
def toggle_access(request: HttpRequest, uid: str) -> HttpResponse:
    """Close somebody's way in, or open it."""
    actor: Actor = actor_of(request)
    person = seen_person(actor, uid)
    close_access(actor, person, closed=person.is_active)
    now = (
        "may sign in again"
        if person.is_active
        else "can no longer sign in; you find them under Access closed"
    )
    messages.success(request, f"{person.name} {now}.")
    return redirect(f"/people/{uid}")


@door(Verb.ADMINISTER, "people", methods=WRITE)
def clear_step(request: HttpRequest, uid: str) -> HttpResponse:
    """Clear the second step of somebody who has lost it."""
    actor: Actor = actor_of(request)
    person = seen_person(actor, uid)
    try:
        clear_second_step(actor, person)
    except Invalid as error:
        messages.error(request, " ".join(error.fields.values()))
    else:
        messages.success(request, f"{person.name} signs in by password alone now.")
    return redirect(f"/people/{uid}")


@door(Verb.VIEW, "workspaces")
def place_people(request: HttpRequest, uid: str) -> HttpResponse:
    """Who is who at a workspace: roles that flow to it, and whom to ask about what."""
    actor: Actor = actor_of(request)
    workspace = seen_workspace(actor, uid)
    text, day = request.GET.get("q", "")[:100], asked_day(request.GET.get("as_of", ""))
    roles = [
        {
            "title": title,
            "does": does,
            "people": [
                {
                    "name": p.name,
                    "url": f"/people/{p.uid}",
                    "note": ", ".join(filter(None, (p.job, p.ask_me, p.phone or p.email))),
                }
                for p in people
            ],
        }
        for title, does, people in who_is_who(actor, workspace.place, text)
    ]
    answer = (
        f"Whom to turn to in {workspace.title}."
        if not text
        else f"Who knows about “{text}” in {workspace.title}."
    )
    context = {
        "answer": answer,
        "roles": roles,
        "search": text,
        "crumbs": crumbs(actor, workspace.place, "Who is who"),
        "tabs": place_tabs(workspace.place, "Who is who", day if day < timezone.localdate() else None),
    }
    return render(request, "people/who_is_who.html", context)
