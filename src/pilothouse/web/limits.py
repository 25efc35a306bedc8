"""Limits on pages that cost much or invite guessing: 429 with Retry-After."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from pilothouse.accounts.peers import peer_of
from pilothouse.kernel.limits import attempt
from pilothouse.web.errors import too_often

View = Callable[..., HttpResponseBase]


def limited(what: str, per_minute: int, *, block: int = 1) -> Callable[[View], View]:
    """Let one person open a view so many times a minute, over all workers together.

    block : tries that a worker takes at once, for views that are asked at every key that is pressed
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def counted(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            who = str(request.user.pk) if request.user.is_authenticated else peer_of(request)
            verdict = attempt(what, who, limit=per_minute, seconds=60, block=block)
            if not verdict.allowed:
                return too_often(request, f"At most {per_minute} a minute.", verdict.wait_seconds)
            return view(request, *args, **options)

        return counted

    return wrap
