"""How signing in behaves: nobody signs up by themselves, links carry the configured address, tries are limited."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from pilothouse.accounts.peers import peer_of
from pilothouse.kernel.errors import TooOften
from pilothouse.kernel.limits import attempt, forgive, try_strictly

# wrong passwords, or wrong codes, for one account from one address
WRONG, STRETCH_SECONDS = 5, 900
# after this many tries against one account from anywhere, each further try waits; nobody is locked out
SLOW_AFTER = 20
LONGEST_WAIT_SECONDS = 2.0


def guard(what: str, request: HttpRequest, account: str) -> str:
    """Count one try to get into an account; raises TooOften for this address alone, and slows all others.

    Returns the key under which a try that succeeded is taken off again.
    """
    key = f"{peer_of(request)} {account}"
    verdict = try_strictly(what, key, limit=WRONG, seconds=STRETCH_SECONDS)
    if not verdict.allowed:
        raise TooOften(
            "Too many wrong tries from here. Wait a little, or reset the password.", verdict.wait_seconds
        )
    from_anywhere = attempt(f"{what}-anywhere", account, limit=SLOW_AFTER, seconds=STRETCH_SECONDS)
    if not from_anywhere.allowed:
        time.sleep(min(LONGEST_WAIT_SECONDS, 0.1 * (from_anywhere.count - SLOW_AFTER)))
    return key


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The rules of this installation for allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited; nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of the peer; forwarded headers are believed only from listed proxies."""
        return peer_of(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Limit and slow down guessing; an address that nobody has is treated the same."""
        account = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        key = guard("sign-in", request, account)
        person = super().authenticate(request, **credentials)
        if person is None or not person.is_active:
            return None
        forgive("sign-in", key)
        return person

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links carry the configured base address, whatever the request said."""
        for key, value in list(context.items()):
            if isinstance(value, str) and key.endswith("url") and "://" in value:
                path = value.split("://", 1)[1].partition("/")[2]
                context[key] = f"{settings.BASE_URL}/{path}"
        super().send_mail(template_prefix, email, context)
