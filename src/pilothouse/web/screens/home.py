"""Home: what needs me, at most seven items: to decide, due, changed; the rest behind a link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.inbox import told
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.listing import ongoing, read_state
from pilothouse.kernel.models import Card, Lift, Verb
from pilothouse.kernel.rows import cards, places
from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.door import actor_of, open_door, own_actor
from pilothouse.web.screens.details import when
from pilothouse.web.screens.finding import address
from pilothouse.web.screens.home_first import NO_ROLE, begin_card, demo_card
from pilothouse.web.screens.lists import at
from pilothouse.workspaces.first import nobody_yet
from pilothouse.workspaces.models import Workspace

MOST = 7


def _row(card: Card, *, why: str, when_: str = "", late: bool = False) -> dict[str, Any]:
    return {
        "kind": REGISTERS[card.register].one.capitalize(),
        "title": card.title,
        "url": address(card),
        "place": card.place.name,
        "why": why,
        "when": when_,
        "late": late,
    }


def _due(actor: Actor) -> dict[str, Any]:
    soon = timezone.localdate() + timedelta(days=14)
    over = {status for spec in REGISTERS.values() for status in spec.model.over}
    due = cards(actor).filter(owner=actor.own_id, due__lte=soon).exclude(status__in=sorted(over))
    mine = due.select_related("place")
    listed = list(mine.order_by("due", "pk")[: MOST + 1])
    today = timezone.localdate()
    rows = [
        _row(c, why="review due", when_=nice_day(c.due), late=c.due < today) for c in listed[:MOST] if c.due
    ]
    total = mine.count() if len(listed) > MOST else len(listed)
    return {
        "title": "Due",
        "rows": rows,
        "count": total,
        "more_url": _due_url(soon),
        "more_label": f"All {total}",
        "empty": "Nothing of yours is due in the next two weeks.",
    }


def _due_url(until: date) -> str:
    """The list of just those: one's own, to be reviewed by the day, and not over."""
    asked = {"owner": ["me"], "next_review_to": [until.isoformat()], "sort": ["next_review"]}
    risks = REGISTERS["risks"]
    return at("/risks", ongoing(risks, read_state(risks, asked)).pairs())


def _escalated(actor: Actor) -> dict[str, Any] | None:
    """What waits at the actor's own level: where their grant to escalate is given, and at what they lead."""
    led = Workspace.objects.filter(owner=actor.own_id, removed_at__isnull=True, place__in=places(actor))
    mine = Q(place__in=actor.places(Verb.ESCALATE, "risks")) | Q(place__in=led.values("place"))
    open_still = Lift.objects.filter(ended__isnull=True, redacted=False, card__status="escalated")
    lifted = open_still.filter(mine, card__in=cards(actor))
    listed = list(lifted.select_related("card__place", "place").order_by("-at")[: MOST + 1])
    if not listed:
        return None
    rows = [
        _row(x.card, why=f"escalated to {x.place.name}: {x.reason}", when_=nice_day(x.at.date()))
        for x in listed[:MOST]
    ]
    total = lifted.count() if len(listed) > MOST else len(listed)
    return {
        "title": "Escalated to you",
        "rows": rows,
        "count": total,
        "more_label": "All escalated risks that you see",
        "more_url": "/risks?status=escalated",
    }


def _news(own: Actor) -> dict[str, Any]:
    waiting = told(own).filter(read_at__isnull=True).select_related("card__place")
    listed = list(waiting[: MOST + 1])
    rows = [
        {
            "kind": n.card.code if n.card else "",
            "title": n.text,
            "url": address(n.card) if n.card else "/inbox",
            "place": n.card.place.name if n.card else "",
            "why": "",
            "when": when(n.at),
        }
        for n in listed[:MOST]
    ]
    return {
        "title": "New for you",
        "rows": rows,
        "count": waiting.count() if len(listed) > MOST else len(listed),
        "more_url": "/inbox",
        "more_label": "Inbox",
        "empty": "Nothing new. Watch a record, and its changes come here.",
    }


def _led(actor: Actor) -> dict[str, Any] | None:
    """What one leads: the way to one's own work, in a line."""
    led = Workspace.objects.filter(
        owner=actor.own_id, removed_at__isnull=True, place__in=places(actor)
    ).select_related("place")
    links = [{"title": w.title, "url": f"/w/{w.place.uid}"} for w in led.order_by("sort")[: MOST + 1]]
    if not links:
        return None
    more = f"and {led.count() - MOST} more" if len(links) > MOST else ""
    return {"links": links[:MOST], "more_label": more, "more_url": "/workspaces?owner=me"}


def share_out(groups: list[dict[str, Any]]) -> None:
    """Leave seven items over all groups, one to each in turn; the rest of a group lies behind its link."""
    kept, left = [0] * len(groups), MOST
    while left and any(n < len(g["rows"]) for n, g in zip(kept, groups, strict=True)):
        for n, group in enumerate(groups):
            if left and kept[n] < len(group["rows"]):
                kept[n], left = kept[n] + 1, left - 1
    for n, group in zip(kept, groups, strict=True):
        group["behind"] = len(group["rows"]) > n or group["count"] > n
        group["rows"] = group["rows"][:n]


@open_door()
def home(request: HttpRequest) -> HttpResponse:
    """What needs me."""
    if not request.user.is_authenticated:
        return redirect("/setup" if nobody_yet() else "/accounts/login/")
    actor: Actor = actor_of(request)
    # what somebody was told is theirs alone, so whoever looks as them sees neither their news nor the own ones
    news = None if request.session.get("view_as") else _news(own_actor(request))
    groups = [g for g in (_escalated(actor), _due(actor), news) if g]
    led = _led(actor)
    name = str(actor.person).split()[0]
    card = demo_card(actor) if actor.holdings else NO_ROLE
    if card is None and not led and not any(g["rows"] for g in groups if g is not news):
        card = begin_card(actor)
    share_out(groups)
    context = {
        "home": {"title": f"Good day, {name}", "groups": groups, "first": card, "led": led},
        "crumbs": [{"label": "Home"}],
    }
    return render(request, "home.html", context)
