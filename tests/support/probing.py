"""Every address with its arguments filled in, asked as anybody, and undone again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from crawling import body_of
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from guarded_site import Content, GuardedSite

from pilothouse.kernel.uids import new_uid

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
# the sign-in library's own pages and the API, which has its own table; both are listed by what they are
FOREIGN = ("allauth.", "ninja.")
API = "api/v1/"


@dataclass(frozen=True)
class Route:
    """One pattern of an address, and the view behind it."""

    pattern: str
    view: Any

    @property
    def door(self) -> Any:
        """What the view declares: verb, kind of record and methods; None when it declares nothing."""
        return getattr(self.view, "door", None)


def routes(resolver: Any = None, before: str = "") -> Iterator[Route]:
    """Every pattern that the application answers."""
    for one in (resolver or get_resolver()).url_patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, text)
        else:
            yield Route(text, one.callback)


def own_routes() -> list[Route]:
    """The routes of our own views, API and sign-in library left out."""
    return [
        r for r in routes() if not r.pattern.startswith(API) and not r.view.__module__.startswith(FOREIGN)
    ]


# the beginning of a pattern -> which of a project's things its `uid` or `key` names
NAMES: tuple[tuple[str, Callable[[Content, Any], Any]], ...] = (
    ("w/", lambda c, x: c.place.uid),
    ("access/take/", lambda c, x: c.grant),
    ("access/", lambda c, x: c.place.uid),
    ("people/", lambda c, x: x["person"]),
    ("view-as/", lambda c, x: x["person"]),
    ("me/delegation/act/", lambda c, x: x["person"]),
    ("me/delegation/", lambda c, x: x["delegation"]),
    ("me/tokens/", lambda c, x: x["token"]),
    ("inbox/", lambda c, x: x["notice"]),
    ("units/", lambda c, x: x["unit"]),
    ("mailbox/", lambda c, x: x["mail"]),
    ("import/", lambda c, x: c.staged),
    ("files/", lambda c, x: c.file),
    ("undo/", lambda c, x: c.change),
    ("pick/mentions/", lambda c, x: c.risk.uid),
    ("<register:slug>/<slug:uid>/unlink/", lambda c, x: c.risk.uid),
    ("<register:slug>/<slug:uid>/restore", lambda c, x: c.removed.uid),
    ("<register:slug>/", lambda c, x: c.risk.uid),
)
FIXED = {"secret": "no-such-invitation", "form": "csv", "name": "responses", "slug": "risks"}


def filled(pattern: str, content: Content, others: dict[str, Any]) -> str:
    """The address of one thing; raises LookupError for an argument that nobody explained."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if pattern.startswith("teams/"):
            return str(others["team"] if name == "key" else others["person"])
        if name == "uid" or (name == "key" and "unlink" not in pattern and "confirm-email" not in pattern):
            for start, of in NAMES:
                if pattern.startswith(start):
                    return str(of(content, others))
            raise LookupError(f"Say in tests/support/probing.py what {name} means in {pattern}.")
        if name == "name" and "/move/" in pattern:
            return "assess"
        known = {
            **FIXED,
            "child": content.response,
            "said": content.comment,
            "key": str(content.link),
            "fact": str(content.fact),
        }
        if name not in known:
            raise LookupError(f"Say in tests/support/probing.py what {name} means in {pattern}.")
        return known[name]

    return "/" + ARGUMENT.sub(value, pattern)


def form_for(site: GuardedSite, content: Content) -> dict[str, str]:
    """One form that every page finds enough in."""
    return {
        "version": "1", "title": "Changed", "_field": "title", "text": "said", "to": content.risk.uid,
        "kind": "relates",
        "reason": "because", "parent": site.places["portfolio"].uid, "sealed": "1", "place": content.place.uid,
        "effective": "2026-05-01", "budget": "100", "name": "A name", "email": "new@example.org",
        "role": "team-member", "person": str(site.people.stranger.pk), "days": "30", "scope": "read",
        "deputy": str(site.people.member.pk), "starts": "2026-11-01", "ends": "2027-01-01", "verbs": "change",
        "people": str(site.people.member.pk), "mine": "keep",
    }  # fmt: skip


def nothing_there(content: Content) -> Content:
    """The same shape with ids that nobody ever had."""

    class Missing:
        def __init__(self) -> None:
            self.uid, self.pk, self.version = new_uid(), 987_654, 1

    return Content(
        Missing(), Missing(), Missing(), Missing(), new_uid(), new_uid(), new_uid(), 987_654, 987_654, 987_654,
        new_uid(), new_uid(),
    )  # fmt: skip


def asked(client: Client, method: str, path: str, **options: Any) -> tuple[str, bytes]:
    """The verdict and the bytes of one request, whose effects are taken back."""
    with transaction.atomic():
        response = client.generic(method, path, HTTP_X_REQUEST_ID="the-same-each-time", **options)
        body = body_of(response)
        transaction.set_rollback(True)
    where = response.get("Location", "")
    return ("login" if where.startswith("/accounts/login/") else str(response.status_code)), body


def posted(client: Client, path: str, form: dict[str, str]) -> tuple[str, bytes]:
    """The verdict and the bytes of one form that is sent; its effects are taken back."""
    with transaction.atomic():
        response = client.post(path, form, HTTP_X_REQUEST_ID="the-same-each-time")
        body = body_of(response)
        transaction.set_rollback(True)
    where = response.get("Location", "")
    return ("login" if where.startswith("/accounts/login/") else str(response.status_code)), body


def operations(client: Client) -> list[tuple[str, str]]:
    """Every operation of the API, as its own description lists them."""
    described = json.loads(client.get("/api/v1/openapi.json").content)
    return [(m.upper(), path) for path, methods in sorted(described["paths"].items()) for m in methods]


def called(method: str, path: str, token: str, content: Any, site: GuardedSite) -> tuple[str, bytes]:
    """The verdict and the bytes of one operation of the API, with a body that it finds enough in."""
    thing = {"risks": content.risk.uid, "workspaces": content.workspace.uid, "changesets": content.change}
    kind = path.split("/")[3]
    address = path.replace("{uid}", thing[kind]).replace("{step}", "assess" if kind == "risks" else "pause")
    body: dict[str, Any] = {"title": "Changed"} if "moves" not in path else {}
    if kind == "workspaces" and "moves" in path:
        body = {"reason": "because"}
    if path.endswith("/facts"):
        body = {"measure": "budget", "effective": "2026-05-01", "value": "12.50"}
    if method == "POST" and "{uid}" not in path:
        body = {
            "title": "New",
            "place": content.place.uid,
            "parent": site.places["programme"].uid,
            "kind": "project",
        }
        body = {k: v for k, v in body.items() if (k in {"parent", "kind"}) <= (kind == "workspaces")}
        body = {k: v for k, v in body.items() if k != "place" or kind == "risks"}
    version = {"risks": content.risk.version, "workspaces": content.workspace.version, "changesets": 1}[kind]
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IF_MATCH": f'"{version}"'}
    more = {} if method == "GET" else {"data": json.dumps(body), "content_type": "application/json"}
    return asked(Client(), method, address, **more, **head)
