"""Tells Django that the accounts layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts layer."""

    name = "pilothouse.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear when somebody signs in."""
        from pilothouse.accounts import sessions  # noqa: F401, PLC0415 - signals are heard once models are there
