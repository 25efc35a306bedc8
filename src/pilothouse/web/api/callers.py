"""Who calls the API: a token's owner within the token's scope, or a signed-in person with the page's CSRF token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from pilothouse.accounts.peers import peer_of
from pilothouse.accounts.tokens import token_for
from pilothouse.kernel.actors import Actor, actor_for
from pilothouse.kernel.limits import attempt
from pilothouse.web.api.problems import Problem
from pilothouse.web.door import actor_of

PER_MINUTE = 600
BLOCK = 20


def _limit(kind: str, who: str) -> None:
    verdict = attempt(f"api-{kind}", who, limit=PER_MINUTE, seconds=60, block=BLOCK)
    if not verdict.allowed:
        raise Problem(
            429,
            f"At most {PER_MINUTE} requests a minute.",
            headers={"Retry-After": str(verdict.wait_seconds)},
        )


def narrowed(actor: Actor) -> str:
    """What to add to a refusal when it may be the token that may less than its owner."""
    return (
        ""
        if actor.verbs is None or actor.door != "api"
        else f" The token you sent may only: {', '.join(sorted(actor.verbs))}."
    )


class TokenAuth(HttpBearer):
    """`Authorization: Bearer ph_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind a live token; None is 401."""
        found = token_for(token)
        if found is None:
            verdict = attempt("api-bad-token", peer_of(request), limit=30, seconds=900)
            if not verdict.allowed:
                raise Problem(
                    429, "Too many wrong tokens.", headers={"Retry-After": str(verdict.wait_seconds)}
                )
            return None
        _limit("token", found.digest)
        verbs = found.verbs or None
        request_id = getattr(request, "request_id", "")
        actor = actor_for(found.person, door="api", request_id=request_id, verbs=verbs)
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class PageAuth(SessionAuth):
    """The session of a signed-in person; unsafe methods need the CSRF token of the page."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The actor of the session."""
        if not request.user.is_authenticated:
            return None
        _limit("session", str(request.user.pk))
        return actor_of(request)
