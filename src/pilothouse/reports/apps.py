"""Tells Django that the reports layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports layer."""

    name = "pilothouse.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
