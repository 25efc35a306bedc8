"""How signing in behaves: nobody signs up by themselves, links carry the configured address, tries are limited."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from pilothouse.kernel.limits import attempt

# after this many tries against one account from anywhere, each further try waits; nobody is locked out
SLOW_AFTER = 20
LONGEST_WAIT_SECONDS = 2.0


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The rules of this installation for allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited; nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of the peer; forwarded headers are believed only from listed proxies."""
        peer = str(request.META.get("REMOTE_ADDR", ""))
        if peer in getattr(settings, "TRUSTED_PROXIES", ()):
            forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
            return forwarded or peer
        return peer

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Slow down an account that is tried from many addresses; the same for an address nobody has."""
        account = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        verdict = attempt("sign-in-account", account, limit=SLOW_AFTER, seconds=900)
        if not verdict.allowed:
            time.sleep(min(LONGEST_WAIT_SECONDS, 0.1 * (verdict.count - SLOW_AFTER)))
        return super().authenticate(request, **credentials)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links carry the configured base address, whatever the request said."""
        for key, value in list(context.items()):
            if isinstance(value, str) and key.endswith("url") and "://" in value:
                path = value.split("://", 1)[1].partition("/")[2]
                context[key] = f"{settings.BASE_URL}/{path}"
        super().send_mail(template_prefix, email, context)
