"""Tells Django that the workspaces are here."""

from __future__ import annotations

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    """Portfolios, programmes, projects and initiatives."""

    name = "pilothouse.workspaces"
    label = "workspaces"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the standings follow every write of facts."""
        from pilothouse.kernel.facts import AFTER  # noqa: PLC0415 - needs the models
        from pilothouse.kernel.undo import ALSO  # noqa: PLC0415 - needs the models
        from pilothouse.workspaces import staging  # noqa: F401, PLC0415 - makes its job known
        from pilothouse.workspaces.moving import hang_back  # noqa: PLC0415
        from pilothouse.workspaces.standings import rework  # noqa: PLC0415

        AFTER.append(rework)
        ALSO.append(hang_back)
