"""Finding things: the search page, the palette, and the small lists that a field asks for while one types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from pilothouse.accounts.days import from_words, until_words
from pilothouse.accounts.known import known_people, knows_everybody, named_first
from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied, NotThere
from pilothouse.kernel.folding import folded
from pilothouse.kernel.matching import holding
from pilothouse.kernel.models import Card, Verb
from pilothouse.kernel.prepared import prepared
from pilothouse.kernel.remembering import rights_key
from pilothouse.kernel.rows import card, cards
from pilothouse.kernel.seers import who_can_see
from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.door import actor_of, door, page_number
from pilothouse.web.limits import limited
from pilothouse.web.screens.commands import offered

PAGE = 50
SHORT = ("register", "uid", "code", "title", "place__name")


def address(found: Card) -> str:
    """The page of a card's record."""
    return f"/{found.register}/{found.uid}"


def matching_cards(actor: Actor, text: str) -> Any:
    """The cards that hold every word, in the order in which they are likely meant."""
    words = folded(text).split()[:8]
    if not words:
        return Card.objects.none()
    said = Card.objects.all()
    for word in words:
        coded = Q(code__iexact=word) if any(letter.isdigit() for letter in word) else Q()
        said = said.filter(Q(search__contains=word) | coded)
    found = said & cards(actor)  # the words first: few cards are left for what costs more to judge
    return _in_order(found, [holding(word) for word in words])


def first_cards(actor: Actor, text: str, most: int) -> list[Any]:
    """The first of them as (register, uid, code, title, name of the place). One query, worded once for all words."""
    words = folded(text).split()[:8]
    if not words:
        return []
    if any(letter.isdigit() for letter in text):  # it may be a code
        return list(matching_cards(actor, text).values_list(*SHORT)[:most])

    def held(*patterns: str) -> QuerySet[Any, Any]:
        said = Card.objects.all()
        for pattern in patterns:
            said = said.filter(search__like=pattern)
        return _in_order(said & cards(actor), patterns).values_list(*SHORT)[:most]

    return prepared(("first cards", rights_key(actor), len(words), most), held, *map(holding, words))


def _in_order(found: QuerySet[Card, Card], patterns: Sequence[str]) -> QuerySet[Card, Card]:
    """What bears the words in its title first, and of that what has a place of its own; then by register and title.

    The bare column would send SQLite through its index, to fetch every card one by one.
    """
    titled = Q(*(Q(lowered__like=pattern) for pattern in patterns))
    own = [spec.slug for spec in REGISTERS.values() if spec.model.own_place]
    register = Coalesce("register", Value(""))
    return found.alias(lowered=Lower("title")).order_by(
        Case(When(titled, then=Value(0)), default=Value(1)),
        Case(When(register__in=own, then=Value(0)), default=Value(1)),
        register,
        "title",
        "pk",
    )


def _bears(person: Person, text: str) -> bool:
    """Whether it is by name that a person is found, and not by what they do or may be asked."""
    name = folded(person.name)
    return all(word in name for word in folded(text).split())


def matching_people(actor: Actor, text: str) -> QuerySet[Person, Person]:
    """The people who hold every word, as far as the actor may know of them; those of that name first."""
    words = folded(text).split()[:8]
    if not words or not knows_everybody(actor):
        return Person.objects.none()
    found = known_people(actor)
    for word in words:
        found = found.filter(search__contains=word)
    return named_first(found, text)


def _person_result(person: Person) -> dict[str, str]:
    page = f"/people/{person.uid}"
    return {
        "kind": "Person",
        "code": "",
        "title": person.name,
        "url": page,
        "place": person.job,
        "status": "",
    }


def _record_result(found: Card) -> dict[str, str]:
    spec = REGISTERS[found.register]
    return {
        "kind": spec.one.capitalize(),
        "code": found.code,
        "title": found.title,
        "url": address(found),
        "place": "" if found.place.name == found.title else found.place.name,
        "status": spec.statuses.get(found.status, ""),
    }


def _spans(first: int, most: int, sizes: Sequence[int]) -> list[slice]:
    """Of lists that follow each other, what of each stands among `most` from the `first` on."""
    found = []
    for size in sizes:
        begin, end = min(max(first, 0), size), min(max(first + most, 0), size)
        found.append(slice(begin, end))
        first -= size
    return found


@door(Verb.VIEW, "any")
@limited("search", 120)
def search(request: HttpRequest) -> HttpResponse:
    """Every person, and every record of all registers, that holds the words, in one count.

    People of that name first; who is found by what they do or know comes after the records.
    """
    actor, text = actor_of(request), request.GET.get("q", "")[:200]
    page = page_number(request)
    people, found = list(matching_people(actor, text)), matching_cards(actor, text)
    named = [p for p in people if _bears(p, text)]
    bearing = {p.pk for p in named}
    others = [p for p in people if p.pk not in bearing]
    sizes = (len(named), found.count(), len(others))
    total = sum(sizes)
    first, cards_shown, last = _spans((page - 1) * PAGE, PAGE, sizes)
    shown = found.select_related("place").defer("search")[cards_shown] if sizes[1] else ()
    results = [_person_result(p) for p in named[first]]
    results += [_record_result(c) for c in shown]
    results += [_person_result(p) for p in others[last]]
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
    """Pages, commands, people and records for the palette."""
    actor, text = actor_of(request), request.GET.get("q", "")[:100]
    pages = offered(actor, text, own=not request.session.get("view_as"))
    found = list(matching_people(actor, text)[:5])
    named = [p for p in found if _bears(p, text)]
    records = [
        {
            "label": title if title == place else f"{title} · {place}",
            "url": f"/{register}/{uid}",
            "kind": REGISTERS[register].one,
            "code": code,
        }
        for register, uid, code, title, place in first_cards(actor, text, 12)
    ]
    people, others = map(_people_hits, (named, [p for p in found if p not in named]))
    return JsonResponse({"results": [*pages, *people, *records, *others]})


def _people_hits(people: list[Person]) -> list[dict[str, str]]:
    return [
        {"label": f"{p.name} · {p.job}" if p.job else p.name, "url": f"/people/{p.uid}", "kind": "person"}
        for p in people
    ]


@door(Verb.VIEW, "any")
@limited("palette", 600, block=20)
def pick_records(request: HttpRequest) -> JsonResponse:
    """Records to tie to."""
    shown = first_cards(actor_of(request), request.GET.get("q", "")[:100], 10)
    return JsonResponse(
        {
            "results": [
                {"value": uid, "label": f"{code} {title}", "note": place}
                for _, uid, code, title, place in shown
            ]
        }
    )


@door(Verb.VIEW, "any")
@limited("palette", 600, block=20)
def pick_people(request: HttpRequest) -> JsonResponse:
    """People, for a field that takes one: by their name, or by their address where several have that name."""
    actor = actor_of(request)
    if not knows_everybody(actor):
        raise NotThere("There is no such page.")
    people = list(matching_people(actor, request.GET.get("q", "")[:100])[:8])
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
