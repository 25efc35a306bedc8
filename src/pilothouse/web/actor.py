"""Puts the actor on every request, and turns what the kernel refuses into pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from pilothouse.kernel.actors import Actor, actor_for, on_behalf_of
from pilothouse.kernel.errors import Denied, Invalid, KernelError, NotThere, Stale, TooOften
from pilothouse.kernel.models import Verb
from pilothouse.kernel.rows import reached
from pilothouse.web.errors import error_page, too_often

SAFE = {"GET", "HEAD", "OPTIONS"}
STATUS = {NotThere: 404, Denied: 403, Invalid: 400, Stale: 409}


def _person(uid: str) -> Any:
    return get_user_model().objects.filter(uid=uid, is_active=True).first()


def as_seen_by(viewer: Actor, person: Any) -> Actor:
    """What another person sees, as far as the viewer sees it too; rights to read only."""
    theirs = actor_for(person, door=viewer.door, request_id=viewer.request_id)
    held = [h.place_id for h in theirs.holdings]
    shared = set(
        reached(viewer, Verb.VIEW, "workspaces").filter(place_id__in=held).values_list("place_id", flat=True)
    )
    return replace(
        theirs,
        holdings=tuple(h for h in theirs.holdings if h.place_id in shared),
        verbs=frozenset({Verb.VIEW, Verb.VIEW_OWN}),
    )


def request_actor(request: HttpRequest) -> Actor:
    """The actor of a request: the signed-in person, perhaps acting for or looking as somebody else."""
    own = actor_for(request.user, request_id=getattr(request, "request_id", ""))
    if uid := request.session.get("behalf_of"):
        absent = _person(uid)
        acting = on_behalf_of(own, absent) if absent else None
        if acting:
            return acting
        del request.session["behalf_of"]
    if uid := request.session.get("view_as"):
        person = _person(uid)
        if person and own.holds(Verb.GRANT):
            return as_seen_by(own, person)
        del request.session["view_as"]
    return own


class ActorMiddleware:
    """Gives each request its `actor`, read on first use, and answers kernel errors with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request with its actor."""
        if request.user.is_authenticated:
            request.actor = SimpleLazyObject(lambda: request_actor(request))  # type: ignore[attr-defined]
            looking = request.session.get("view_as") and request.method not in SAFE
            if looking and request.path not in {"/view-as/stop", "/accounts/logout/"}:
                return error_page(
                    request, 403, "You are looking as somebody else, so nothing can be changed."
                )
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return error_page(request, 400)  # no database keeps such a character as text
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a kernel error into its page; anything else goes on to the general handler."""
        if not isinstance(error, KernelError):
            return None
        status = next((code for cls, code in STATUS.items() if isinstance(error, cls)), 400)
        if isinstance(error, NotThere):
            return error_page(request, 404)
        if isinstance(error, TooOften):
            return too_often(request, str(error), error.wait_seconds)
        return error_page(request, status, str(error))
