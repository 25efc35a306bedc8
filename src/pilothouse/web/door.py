"""Every view says who may come in and what right it turns on; a view without a door fails the tests."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor, actor_for
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.models import Verb
from pilothouse.web.errors import error_page

View = Callable[..., HttpResponseBase]
READ = ("GET", "HEAD")
WRITE = ("POST",)
BOTH = READ + WRITE


def actor_of(request: HttpRequest) -> Actor:
    """Who makes this request; the middleware has put it there for everybody who is signed in."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def own_actor(request: HttpRequest) -> Actor:
    """The signed-in person as themselves, also while they act for or look as somebody else."""
    actor = actor_of(request)
    if actor.person_id == request.user.pk and actor.behalf_of is None:
        return actor
    return actor_for(request.user, request_id=actor.request_id)


def signed_in(request: HttpRequest) -> Person:
    """The person who is signed in; views behind a door have one."""
    return request.user  # type: ignore[return-value]


def page_number(request: HttpRequest) -> int:
    """The page that the address asks for, the first when it says none. Raises Invalid for what is no page."""
    text = request.GET.get("page", "") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) >= 1):
        raise Invalid({"page": "This must be a number from 1 to 999999."})
    return int(text)


def _is_page(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return "GET" in getattr(view, "door", ("", "", ()))[2]


def _not_so(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """405: such as the address of a button that somebody typed; with the way to the page the button stands on."""
    above = "/".join(request.path.split("/")[:3])
    way_out = {"label": "The page that it belongs to", "url": above} if _is_page(above) else None
    answer = error_page(request, 405, "This address only takes what a button or a form sends.", way_out)
    answer["Allow"] = ", ".join(methods)
    return answer


def door(verb: Verb | None, kind: str, *, methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """Let signed-in people through to a view that asks the kernel for `verb` on `kind`.

    The right itself is checked where the rows are read or written; this says which one, for the matrix of tests.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def entered(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.method not in methods:
                return _not_so(request, methods)
            return view(request, *args, **options)

        entered.door = (verb, kind, methods)  # type: ignore[attr-defined]
        return entered

    return wrap


def open_door(*, methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """A view for anybody, signed in or not, such as the health probes."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def entered(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            if request.method not in methods:
                return _not_so(request, methods)
            return view(request, *args, **options)

        entered.door = (None, "anyone", methods)  # type: ignore[attr-defined]
        return entered

    return wrap
