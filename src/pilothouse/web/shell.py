"""What every page shows around its content: rail, person, inbox, the day looked at."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.inbox import unread
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.models import Verb
from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.door import actor_of, own_actor, signed_in

RAIL = (
    ("Home", "/", "h", None),
    ("Landscape", "/landscape", "l", "workspaces"),
    ("Registers", "/registers", "r", "risks"),
    ("People", "/people", "p", "workspaces"),
)
# pages that lie within one of these, though their address begins otherwise
WITHIN = {"/landscape": ("/w/",), "/people": ("/teams", "/units")}


def rail(path: str, actor: Actor) -> list[dict[str, Any]]:
    """The main pages that the actor may open; the one at `path` is marked."""
    shown = []
    for label, url, key, kind in RAIL:
        if kind and not (
            actor.holds(Verb.VIEW, kind) or (kind == "risks" and actor.holds(Verb.VIEW_OWN, kind))
        ):
            continue
        section = path == "/" if url == "/" else path.startswith((url, *WITHIN.get(url, ())))
        if url == "/registers":
            section = section or path.split("/")[1] in REGISTERS
        shown.append({"label": label, "url": url, "key": key, "current": section})
    return shown


def foot(path: str, actor: Actor) -> list[dict[str, Any]]:
    """The pages of those who keep the installation, as far as the actor may open them."""
    links = [("Import", "/import", Verb.IMPORT), ("Roles and access", "/access", Verb.GRANT),
             ("Activity", "/activity", Verb.ADMINISTER), ("Mail", "/mailbox", Verb.ADMINISTER),
             ("System", "/system", Verb.ADMINISTER)]  # fmt: skip
    return [
        {"label": label, "url": url, "current": path.startswith(url)}
        for label, url, verb in links
        if actor.holds(verb)
    ]


def as_of_block(request: HttpRequest, dates: list[date] | None = None) -> dict[str, Any]:
    """The date slider: the day looked at, and the days it steps over."""
    today = timezone.localdate()
    text = request.GET.get("as_of", "")
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        day = today
    kept = [(k, v) for k in request.GET if k not in {"as_of", "page"} for v in request.GET.getlist(k)]
    query = request.GET.copy()
    query.pop("as_of", None)
    return {
        "url": request.path,
        "value": day.isoformat(),
        "label": nice_day(day),
        "past": bool(text) and day < today,
        "hidden": kept,
        "dates": [d.isoformat() for d in (dates or []) if d <= today],
        "last": today.isoformat(),
        "now_url": f"{request.path}?{query.urlencode()}" if query else request.path,
    }


def menu(actor: Actor) -> list[dict[str, Any]]:
    """What somebody does with their own account; signing out is a post."""
    return [
        {"label": "My page", "url": f"/people/{actor.person.uid}"},
        {"label": "Sign-in and tokens", "url": "/me/security"},
        {"label": "Act for somebody", "url": "/me/delegation"},
        {"label": "Sign out", "url": "/accounts/logout/", "post": True},
    ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the shell, nothing of it for a visitor. One query for the inbox, two when something waits."""
    theme = request.COOKIES.get("theme", "")
    basic = {"theme": theme if theme in {"light", "dark"} else ""}
    if not getattr(request, "actor", None) or request.headers.get("HX-Target"):
        return basic
    if not request.user.is_authenticated:
        return basic  # signed out a moment ago, within this very request
    actor: Actor = actor_of(request)
    person = signed_in(request)
    context: dict[str, Any] = {
        **basic,
        "rail": rail(request.path, actor),
        "rail_foot": foot(request.path, actor),
        "search_url": "/search",
        "palette_url": "/palette",
        "person": {"name": person.name, "role": person.job, "menu": menu(actor)},
        "notices": {"url": "/inbox", "count": unread(own_actor(request))},
        "undo": request.session.pop("undo", None) if "undo" in request.session else None,
    }
    if actor.behalf_of:
        context["behalf"] = {"name": actor.behalf_of.name, "stop_url": "/me/delegation/stop"}
    if request.session.get("view_as"):
        context["viewing_as"] = {"name": actor.person.name, "stop_url": "/view-as/stop"}
        context["person"]["menu"] = []
    return context
