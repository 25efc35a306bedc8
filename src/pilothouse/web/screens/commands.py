"""What the palette offers beside records and people: every page one may open, and what one may begin there."""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.accounts.known import knows_everybody
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.folding import folded
from pilothouse.kernel.models import Verb
from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.shell import foot, menu, rail

Hit = dict[str, str | bool]
# further words by which somebody may look for a page
ALSO = {
    "/inbox": "notifications news told",
    "/import": "upload file excel csv",
    "/access": "rights permissions grants",
    "/activity": "log audit history",
    "/me/security": "password token api two factor second step",
    "/me/delegation": "deputy leave away on behalf",
    "/accounts/logout/": "log out leave",
    "/system": "worker health",
}


def offered(actor: Actor, text: str, *, own: bool) -> list[Hit]:
    """The pages and commands whose name holds every word; without words the pages of the rail.

    own : with the matters of the person themselves, which one does not have while looking as somebody else
    """
    words = folded(text).split()[:8]
    if not words:
        return [*_pages(actor)]
    found = [*_pages(actor), *_commands(actor), *(_own(actor) if own else ())]
    return [hit for hit in found if all(f" {word}" in f" {_words(hit)}" for word in words)]


def _words(hit: Hit) -> str:
    return folded(f"{hit['label']} {ALSO.get(str(hit['url']), '')}")


def _pages(actor: Actor) -> Iterator[Hit]:
    for one in (*rail("/", actor), {"label": "Inbox", "url": "/inbox"}, *foot("/", actor)):
        yield {"label": one["label"], "url": one["url"], "kind": "page"}


def _commands(actor: Actor) -> Iterator[Hit]:
    for spec in REGISTERS.values():
        if actor.holds(Verb.VIEW, spec.slug) or actor.holds(Verb.VIEW_OWN, spec.slug):
            yield {"label": spec.title, "url": f"/{spec.slug}", "kind": "page"}
    if knows_everybody(actor):
        yield {"label": "Teams", "url": "/teams", "kind": "page"}
    if actor.holds(Verb.ADMINISTER):
        yield {"label": "Organisational units", "url": "/units", "kind": "page"}
    for spec in REGISTERS.values():
        if not spec.model.own_place and actor.holds(Verb.CREATE, spec.slug):
            yield {"label": f"New {spec.one}", "url": f"/{spec.slug}/new", "kind": "command"}
    if actor.holds(Verb.GRANT):
        yield {"label": "Invite somebody", "url": "/people/new", "kind": "command"}


def _own(actor: Actor) -> Iterator[Hit]:
    for one in menu(actor):
        kind = "command" if one.get("post") else "page"
        yield {"label": one["label"], "url": one["url"], "kind": kind, "post": bool(one.get("post"))}
