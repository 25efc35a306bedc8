"""Tells Django that the workspaces layer is here."""

from __future__ import annotations

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    """The workspaces layer."""

    name = "pilothouse.workspaces"
    label = "workspaces"
    default_auto_field = "django.db.models.BigAutoField"
