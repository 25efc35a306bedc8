"""Finding things: the search page, the palette, and the small lists that a field asks for while one types."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from pilothouse.accounts.days import from_words, until_words
from pilothouse.accounts.known import known_people, knows_everybody
from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied, NotThere
from pilothouse.kernel.folding import folded
from pilothouse.kernel.models import Card, Verb
from pilothouse.kernel.rows import card, cards
from pilothouse.kernel.seers import who_can_see
from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.door import actor_of, door, page_number
from pilothouse.web.limits import limited
from pilothouse.web.shell import RAIL

PAGE = 50


def address(found: Card) -> str:
    """The page of a card's record."""
    return f"/{found.register}/{found.uid}"


def matching_cards(actor: Actor, text: str) -> Any:
    """The cards that hold every word, by register and title."""
    words = folded(text).split()[:8]
    if not words:
        return Card.objects.none()
    said = Card.objects.all()
    for word in words:
        coded = Q(code__iexact=word) if any(letter.isdigit() for letter in word) else Q()
        said = said.filter(Q(search__contains=word) | coded)
    found = said & cards(actor)  # the words first: few cards are left for what costs more to judge
    # ordering by the bare column would send SQLite through its index and fetch every card one by one
    return found.order_by(Coalesce("register", Value("")), "title", "pk")


def _people_found(text: str) -> list[dict[str, str]]:
    people = get_user_model().objects.filter(is_active=True)
    for word in folded(text).split()[:8]:
        people = people.filter(search__contains=word)
    return [
        {
            "kind": "Person",
            "code": "",
            "title": p.name,
            "url": f"/people/{p.uid}",
            "place": p.job,
            "status": "",
        }
        for p in people.order_by("name")[:20]
    ]


@door(Verb.VIEW, "any")
@limited("search", 120)
def search(request: HttpRequest) -> HttpResponse:
    """Every record, of all registers, that holds the words."""
    actor, text = actor_of(request), request.GET.get("q", "")[:200]
    page = page_number(request)
    found = matching_cards(actor, text)
    total = found.count()
    shown = found.select_related("place").defer("search")[(page - 1) * PAGE : page * PAGE]
    results = [
        {
            "kind": REGISTERS[c.register].one.capitalize(),
            "code": c.code,
            "title": c.title,
            "url": address(c),
            "place": c.place.name,
            "status": REGISTERS[c.register].statuses.get(c.status, ""),
        }
        for c in shown
    ]
    if page == 1 and text.strip() and actor.holds(Verb.VIEW, "workspaces"):
        results += _people_found(text)
    context = {
        "query": text,
        "results": results,
        "count_label": f"{total:,} found" if text else "",
        "next_url": f"?{urlencode({'q': text, 'page': page + 1})}" if total > page * PAGE else "",
        "crumbs": [{"label": "Search"}],
        "page_title": "Search",
    }
    return render(request, "search.html", context)


@door(Verb.VIEW, "any")
@limited("palette", 600, block=20)
def palette(request: HttpRequest) -> JsonResponse:
    """Pages, commands and records for the palette."""
    actor, text = actor_of(request), request.GET.get("q", "")[:100]
    wanted = folded(text)
    pages = [
        {"label": label, "url": url, "kind": "page"}
        for label, url, _, kind in RAIL
        if (not kind or actor.holds(Verb.VIEW, kind)) and wanted in folded(label)
    ]
    for spec in REGISTERS.values():
        if (
            not spec.model.own_place
            and actor.holds(Verb.CREATE, spec.slug)
            and wanted
            and wanted in folded(f"new {spec.one}")
        ):
            pages.append({"label": f"New {spec.one}", "url": f"/{spec.slug}/new", "kind": "command"})
    found = matching_cards(actor, text).select_related("place").defer("search")[:12]
    records = [
        {
            "label": f"{c.title} · {c.place.name}",
            "url": address(c),
            "kind": REGISTERS[c.register].one,
            "code": c.code,
        }
        for c in found
    ]
    return JsonResponse({"results": pages + records})


@door(Verb.VIEW, "any")
@limited("palette", 600, block=20)
def pick_records(request: HttpRequest) -> JsonResponse:
    """Records to tie to."""
    found = matching_cards(actor_of(request), request.GET.get("q", "")[:100])
    shown = found.select_related("place").defer("search")[:10]
    return JsonResponse(
        {"results": [{"value": c.uid, "label": f"{c.code} {c.title}", "note": c.place.name} for c in shown]}
    )


@door(Verb.VIEW, "any")
@limited("palette", 600, block=20)
def pick_people(request: HttpRequest) -> JsonResponse:
    """People, for a field that takes one: by their name, or by their address where several have that name."""
    actor = actor_of(request)
    if not knows_everybody(actor):
        raise NotThere("There is no such page.")
    found = known_people(actor)
    for word in folded(request.GET.get("q", "")[:100]).split()[:8]:
        found = found.filter(search__contains=word)
    people = list(found[:8])
    alike = Counter(Person.objects.filter(name__in=[p.name for p in people]).values_list("name", flat=True))
    return JsonResponse(
        {
            "results": [
                {
                    "value": p.name if alike[p.name] == 1 else p.email,
                    "label": p.name,
                    "note": ", ".join(filter(None, (p.job, p.email if alike[p.name] > 1 else ""))),
                }
                for p in people
            ]
        }
    )


@door(Verb.VIEW, "any")
@limited("palette", 600, block=20)
def pick_mentions(request: HttpRequest, uid: str) -> JsonResponse:
    """People who may see a record and can therefore be mentioned on it."""
    actor = actor_of(request)
    seen = card(actor, uid)
    wanted = folded(request.GET.get("q", "")[:60])
    able = {s.person.pk for s in who_can_see(seen)}
    people = known_people(actor).filter(pk__in=able, search__contains=wanted)[:8]
    return JsonResponse({"results": [{"value": p.handle, "label": p.name, "note": p.job} for p in people]})


@door(Verb.VIEW, "any")
def who(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Who can see a record, and why."""
    actor = actor_of(request)
    seen = card(actor, uid)
    if not knows_everybody(actor):
        raise Denied("Only those who work here see who else can see this.")
    return _seers(
        request,
        seen,
        {"code": seen.code, "title": seen.title, "url": address(seen), "sealed": seen.place.sealed},
    )


def _seers(request: HttpRequest, seen: Card, subject: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    seers = [
        {
            "name": s.person.name,
            "url": f"/people/{s.person.uid}",
            "may": s.may,
            "because": s.because,
            "starts": from_words(s.starts) if s.starts and s.starts > now else "",
            "ends": until_words(s.ends) if s.ends else "",
        }
        for s in who_can_see(seen)
    ]
    people = len({s["url"] for s in seers})
    context = {
        "subject": subject,
        "seers": seers,
        "count_label": f"{people} {'person' if people == 1 else 'people'}",
    }
    return render(request, "who_can_see.html", {**context, "page_title": "Who can see this, and why"})
