"""Tells Django that the accounts layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts layer."""

    name = "pilothouse.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
