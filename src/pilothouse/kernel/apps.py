"""Tells Django that the kernel layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel layer."""

    name = "pilothouse.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
