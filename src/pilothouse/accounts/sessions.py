"""How long one stays signed in: an hour without doing anything, half a day at most."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

BEGUN, SEEN = "begun", "seen"
NOTED_EVERY_SECONDS = 300


@receiver(user_logged_in, dispatch_uid="session-begins")
def note_beginning(sender: Any, request: HttpRequest, **rest: Any) -> None:
    """Note when a session begins, in the session itself."""
    now = int(time.time())
    request.session[BEGUN], request.session[SEEN] = now, now


@receiver(authentication_step_completed, dispatch_uid="session-steps-up")
def give_new_id(sender: Any, request: HttpRequest, **rest: Any) -> None:
    """Give the session a new id whenever its person proves again who they are: an id seen before is worth no more."""
    request.session.cycle_key()


class SessionAgeMiddleware:
    """Ends a session that is too old when it is next used, so that nothing depends on a clean-up having run."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Sign out whoever was away or in for too long; otherwise note, now and then, that they are here."""
        if SESSION_KEY in request.session:
            now = int(time.time())
            begun, seen = request.session.get(BEGUN, 0), request.session.get(SEEN, 0)
            if now - begun > settings.SESSION_LONGEST_SECONDS or now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif now - seen > NOTED_EVERY_SECONDS:
                request.session[SEEN] = now
        return self.get_response(request)
