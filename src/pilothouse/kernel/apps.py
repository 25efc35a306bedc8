"""Tells Django that the kernel layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel layer."""

    name = "pilothouse.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Check every register's specification; a wrong name stops the start."""
        from pilothouse.kernel.spec import REGISTERS, check  # noqa: PLC0415 - needs the models

        for spec in REGISTERS.values():
            check(spec)
