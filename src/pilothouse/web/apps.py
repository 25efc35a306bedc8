"""Tells Django that the web layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web layer."""

    name = "pilothouse.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
