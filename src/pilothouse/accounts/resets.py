"""Asking for a new password: limited by who asks, so that nobody who asks too often keeps its owner from asking."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from pilothouse.accounts.peers import peer_of
from pilothouse.kernel.errors import TooOften
from pilothouse.kernel.limits import attempt, try_strictly

ASKED, STRETCH_SECONDS = 5, 900
# mails an hour to one address, whoever asks; a link holds for an hour, so its owner always has one that works
MAILS_AN_HOUR = 10


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """The form that asks for a link."""

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Mail the link. Raises TooOften for the address that asks; a mailbox that has had enough gets no more."""
        email: str = self.cleaned_data["email"].strip().lower()
        verdict = try_strictly("reset", f"{peer_of(request)} {email}", limit=ASKED, seconds=STRETCH_SECONDS)
        if not verdict.allowed:
            raise TooOften(
                "A link was sent several times. Look at your mail, also at the unwanted.",
                verdict.wait_seconds,
            )
        if not attempt("reset-mail", email, limit=MAILS_AN_HOUR, seconds=3600).allowed:
            return email
        return str(super().save(request, **options))
