"""Home: what needs me, first; then what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.inbox import told
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.models import Card, Lift, OutboxItem, StoredMail, Verb
from pilothouse.kernel.rows import cards, places
from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.door import actor_of, door, open_door, own_actor
from pilothouse.web.screens.buttons import table_row
from pilothouse.web.screens.details import when
from pilothouse.web.screens.finding import address
from pilothouse.workspaces.first import nobody_yet
from pilothouse.workspaces.made_up import made_up_office
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
        "more_url": "/risks?owner=me&sort=next_review" if total > MOST else "",
        "more_label": f"All {total}",
        "empty": "Nothing of yours is due in the next two weeks.",
    }


def _escalated(actor: Actor) -> dict[str, Any] | None:
    """What waits at the actor's own level: where their grant to escalate is given, and at what they lead."""
    led = Workspace.objects.filter(owner=actor.own_id, removed_at__isnull=True, place__in=places(actor))
    mine = Q(place__in=actor.places(Verb.ESCALATE, "risks")) | Q(place__in=led.values("place"))
    lifted = Lift.objects.filter(mine, ended__isnull=True, redacted=False, card__in=cards(actor))
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


def _mine(actor: Actor) -> dict[str, Any] | None:
    led = Workspace.objects.filter(
        owner=actor.own_id, removed_at__isnull=True, place__in=places(actor)
    ).select_related("place")
    rows = [
        {
            "kind": w.get_kind_display(),
            "title": w.title,
            "url": f"/w/{w.place.uid}",
            "place": w.code,
            "why": "you lead it",
        }
        for w in led.order_by("sort")[: MOST + 1]
    ]
    total = led.count() if len(rows) > MOST else len(rows)
    more = {"more_url": "/workspaces?owner=me", "more_label": f"All {total}"} if total > MOST else {}
    return {"title": "Yours", "rows": rows[:MOST], "count": total, **more} if rows else None


LOOK_AROUND = {
    "title": "Look around",
    "text": "The landscape on any day of two years.",
    "label": "Open the landscape",
    "url": "/landscape",
}
SEE_RISKS = {
    "title": "See the risks",
    "text": "With matrix, responses and history.",
    "label": "Open the risks",
    "url": "/risks",
}
BRING_YOUR_OWN = {
    "title": "Bring your own",
    "text": "A CSV or Excel file becomes a landscape.",
    "label": "Import your portfolio",
    "url": "/import",
}
BEGIN_ANEW = {
    "title": "Begin with your own",
    "text": "Takes the made-up works, risks and people away; says first what of yours lies among them.",
    "label": "Remove the demonstration",
    "url": "/demo/remove",
}


def _demo_card(actor: Actor) -> dict[str, Any] | None:
    office = made_up_office(places(actor))
    if office is None:
        return None
    steps: list[dict[str, Any]] = [LOOK_AROUND, SEE_RISKS]
    if actor.holds(Verb.IMPORT):
        steps.append(BRING_YOUR_OWN)
    if actor.holds(Verb.ADMINISTER):
        steps.append(BEGIN_ANEW)
    return {
        "title": "You are looking at made-up data",
        "steps": steps,
        "text": f"{office.title} does not exist; its people, projects and risks are invented.",
    }


def _begin_card(actor: Actor) -> dict[str, Any] | None:
    """The first steps of an organisation that holds no work yet. Two queries, for those who may import."""
    if not actor.holds(Verb.IMPORT):
        return None
    office = places(actor, Verb.CREATE).filter(parent=None).order_by("pk").first()
    if office is None or Workspace.objects.filter(place__in=places(actor)).exclude(kind="office").exists():
        return None
    by_hand = {
        "title": "Or begin by hand",
        "text": "A portfolio, then what lies below it.",
        "label": f"New below {office.name}",
        "url": f"/w/{office.uid}/new",
    }
    steps = [BRING_YOUR_OWN, by_hand]
    if actor.holds(Verb.GRANT):
        steps.append(
            {
                "title": "Let others in",
                "text": "Then give them a role, on the page of a workspace.",
                "label": "Invite somebody",
                "url": "/people/new",
            }
        )
    return {"title": "Begin here", "text": f"{office.name} holds no work yet.", "steps": steps}


@open_door()
def home(request: HttpRequest) -> HttpResponse:
    """What needs me."""
    if not request.user.is_authenticated:
        return redirect("/setup" if nobody_yet() else "/accounts/login/")
    actor: Actor = actor_of(request)
    # what somebody was told is theirs alone, so whoever looks as them sees neither their news nor the own ones
    news = None if request.session.get("view_as") else _news(own_actor(request))
    groups = [g for g in (_escalated(actor), _due(actor), news, _mine(actor)) if g]
    name = request.user.name.split()[0]
    card = _demo_card(actor)
    if card is None and not any(g["rows"] for g in groups if g is not news):
        card = _begin_card(actor)
    context = {
        "home": {"title": f"Good day, {name}", "groups": groups, "first": card},
        "crumbs": [{"label": "Home"}],
    }
    return render(request, "home.html", context)


@door(Verb.ADMINISTER, "system")
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails that no mail server took: all for an administrator, one's own for others."""
    actor: Actor = actor_of(request)
    found = StoredMail.objects.order_by("-at", "-pk")
    if not actor.holds(Verb.ADMINISTER):
        found = found.filter(to__iexact=request.user.email)  # type: ignore[union-attr]
    mails = [
        {
            "subject": m.subject,
            "url": f"/mailbox/{m.pk}",
            "to": m.to,
            "when": when(m.at),
            "state": "kept here",
        }
        for m in found[:200]
    ]
    return render(request, "desk/mailbox.html", {"mails": mails})


@door(Verb.ADMINISTER, "system")
def mail(request: HttpRequest, key: int) -> HttpResponse:
    """One mail."""
    actor: Actor = actor_of(request)
    found = StoredMail.objects.filter(pk=key)
    if not actor.holds(Verb.ADMINISTER):
        found = found.filter(to__iexact=request.user.email)  # type: ignore[union-attr]
    kept = found.first()
    if kept is None:
        return redirect("/mailbox")
    block = {
        "subject": kept.subject,
        "to": kept.to,
        "sender": "Pilothouse",
        "when": when(kept.at),
        "state": "kept here",
        "body": kept.body,
        "list_url": "/mailbox",
    }
    return render(request, "desk/mail.html", {"mail": block})


def outbox_rows() -> tuple[str, str]:
    """The parked and waiting pieces of work, as table rows."""
    parked = OutboxItem.objects.filter(parked_at__isnull=False).order_by("-pk")[:50]
    waiting = OutboxItem.objects.filter(done_at__isnull=True, parked_at__isnull=True).order_by("due")[:20]

    def line(item: OutboxItem) -> str:
        return table_row(
            item.job, str(item.attempts), when(item.due), (item.error or "–").replace("<", "&lt;")[:200]
        )

    return "".join(map(line, parked)), "".join(map(line, waiting))
