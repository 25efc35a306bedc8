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
        from pilothouse.kernel import announcing  # noqa: F401, PLC0415 - makes its jobs known
        from pilothouse.kernel.limits import forget_old_counts  # noqa: PLC0415
        from pilothouse.kernel.outbox import TICKS  # noqa: PLC0415
        from pilothouse.kernel.quick_dates import read_dates_once  # noqa: PLC0415 - after Django's own converter
        from pilothouse.kernel.spec import REGISTERS, check  # noqa: PLC0415 - needs the models
        from pilothouse.kernel.verify import seal_history  # noqa: PLC0415

        read_dates_once()
        TICKS.extend((seal_history, forget_old_counts))
        for spec in REGISTERS.values():
            check(spec)
