"""The two forms that set a password, in the words of the rest of the application."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm

LABELS = {"oldpassword": "Current password", "password1": "New password", "password2": "New password, again"}


def _in_our_words(form: Any) -> None:
    for name, field in form.fields.items():
        field.label = LABELS.get(name, field.label)
        field.widget.attrs.pop("placeholder", None)


class ChangeForm(ChangePasswordForm):  # type: ignore[misc]
    """Another password, by somebody who knows the present one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _in_our_words(self)


class NewForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by somebody who came with a link."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _in_our_words(self)
