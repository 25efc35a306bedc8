"""Tells Django that the web layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web layer."""

    name = "pilothouse.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker forget idempotency keys that have had their day; say one thing of an empty field."""
        from django.forms import Field  # noqa: PLC0415 - needs the settings

        from pilothouse.kernel.outbox import TICKS  # noqa: PLC0415 - needs the models
        from pilothouse.web.api.repeating import forget_old_keys  # noqa: PLC0415

        TICKS.append(forget_old_keys)
        Field.default_error_messages["required"] = "This cannot be empty."
