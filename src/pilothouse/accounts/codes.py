"""The second step of signing in, with the same limits as the first: codes cannot be guessed through."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm

from pilothouse.accounts.adapter import guard
from pilothouse.kernel.limits import forgive


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The code that is asked for after the password."""

    def clean_code(self) -> str:
        """Raises TooOften after five wrong codes in a quarter of an hour."""
        key = guard("second-step", context.request, str(self.user.pk))
        code: str = super().clean_code()
        forgive("second-step", key)
        return code


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The code that is asked for again before something grave."""

    def clean_code(self) -> str:
        """Raises TooOften after five wrong codes in a quarter of an hour."""
        key = guard("second-step", context.request, str(self.user.pk))
        code: str = super().clean_code()
        forgive("second-step", key)
        return code
