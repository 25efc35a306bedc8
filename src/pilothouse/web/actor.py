"""Puts the actor on every request, and turns what the kernel refuses into pages."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from pilothouse.kernel.actors import Actor, Holding, Right, actor_for, on_behalf_of
from pilothouse.kernel.errors import Denied, Invalid, KernelError, NotThere, Stale, TooOften
from pilothouse.kernel.models import ANY_KIND, PRIMARY, Reach, Verb
from pilothouse.web.api.problems import Problem, answer
from pilothouse.web.errors import error_page, too_often

SAFE = {"GET", "HEAD", "OPTIONS"}
STATUS = {NotThere: 404, Denied: 403, Invalid: 400, Stale: 409}


def _person(uid: str) -> Any:
    return get_user_model().objects.filter(uid=uid, is_active=True).first()


def as_seen_by(viewer: Actor, person: Any) -> Actor:
    """What another person sees, as far as the viewer sees it too; rights to read only."""
    theirs = actor_for(person, door=viewer.door, request_id=viewer.request_id)
    return replace(theirs, holdings=_shared(viewer, theirs), verbs=frozenset({Verb.VIEW, Verb.VIEW_OWN}))


def _shared(mine: Actor, theirs: Actor) -> tuple[Holding, ...]:
    """What two people both hold: of each two holdings the lower place, with the rights of both. One query."""
    held = {h.place_id for h in (*mine.holdings, *theirs.holdings)}
    flows = set(
        Reach.objects.filter(hierarchy=PRIMARY, ancestor__in=held, place__in=held, seals=0).values_list(
            "ancestor_id", "place_id"
        )
    )
    found: dict[int, frozenset[Right]] = {}
    for one, other in itertools.product(mine.holdings, theirs.holdings):
        for upper, lower in ((one.place_id, other.place_id), (other.place_id, one.place_id)):
            if (upper, lower) in flows:
                found[lower] = found.get(lower, frozenset()) | _both(other.rights, one.rights)
    return tuple(Holding(place, rights) for place, rights in sorted(found.items()))


def _has(rights: frozenset[Right], verb: str, kind: str) -> bool:
    return (verb, kind) in rights or (verb, ANY_KIND) in rights


def _both(theirs: frozenset[Right], mine: frozenset[Right]) -> frozenset[Right]:
    """The rights to see that two people both have; own items of one are seen by who sees all of that kind."""
    found: set[Right] = set()
    for kind in {kind for _, kind in theirs | mine}:
        for verb in (str(Verb.VIEW), str(Verb.VIEW_OWN)):
            if _has(theirs, verb, kind) and _has(mine, str(Verb.VIEW), kind):
                found.add((verb, kind))
    return frozenset(found)


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
        response = self.get_response(request)
        if response.status_code == 405 and request.path.startswith("/api/"):
            allowed = {"Allow": response["Allow"]}
            return answer(Problem(405, f"This address takes {allowed['Allow']}.", headers=allowed))
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], options: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse a form with a character that no database keeps; the API reads its own bodies."""
        if request.method != "POST" or request.path.startswith("/api/"):
            return None
        texts = itertools.chain.from_iterable((name, *values) for name, values in request.POST.lists())
        return error_page(request, 400) if any("\x00" in text for text in texts) else None

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
