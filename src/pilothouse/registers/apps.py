"""Tells Django that the registers layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The registers layer."""

    name = "pilothouse.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
