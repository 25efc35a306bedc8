"""A workspace: one portfolio, programme, project or initiative; itself a record, with past and card."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from pilothouse.kernel.fields import PersonField
from pilothouse.kernel.models import Record
from pilothouse.kernel.spec import Help, Move, RegisterSpec, Section, Visibility, register


class Workspace(Record):
    """A piece of the landscape that somebody leads: it has a place of its own in the tree."""

    prefix: ClassVar[str] = "W"
    own_place: ClassVar[bool] = True

    class Kind(models.TextChoices):
        """What it is."""

        OFFICE = "office", "Organisation"
        PORTFOLIO = "portfolio", "Portfolio"
        PROGRAMME = "programme", "Programme"
        PROJECT = "project", "Project"
        INITIATIVE = "initiative", "Initiative"

    class Status(models.TextChoices):
        """Where it stands in its life."""

        PROPOSED = "proposed", "Proposed"
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PROJECT)
    sponsor = PersonField(null=True, blank=True)
    category = models.CharField(max_length=120, blank=True)
    aims = models.TextField(blank=True)
    reference = models.CharField(
        max_length=160, blank=True, db_index=True, help_text="its name in the system it came from"
    )

    class Meta:
        verbose_name = "workspace"
        verbose_name_plural = "workspaces"
        indexes = [models.Index(fields=["place"], name="workspace_place")]


S = Workspace.Status

WORKSPACES = register(
    RegisterSpec(
        slug="workspaces",
        model=Workspace,
        columns=("code", "title", "kind", "status", "owner", "sponsor", "category"),
        form=(
            Section("What it is", ("title", "category", "aims", "reference")),
            Section("Who leads it", ("owner", "sponsor")),
        ),
        filters=("status", "kind", "owner", "sponsor"),
        search=("code", "title", "aims", "category", "reference"),
        moves=(
            Move("start", "Start", (S.PROPOSED, S.PAUSED), S.ACTIVE),
            Move("pause", "Pause", (S.ACTIVE,), S.PAUSED, asks=("reason",)),
            Move("close", "Close", (S.ACTIVE, S.PAUSED), S.CLOSED, asks=("reason",)),
            Move("cancel", "Cancel it", (S.PROPOSED, S.ACTIVE, S.PAUSED), S.CANCELLED, asks=("reason",)),
            Move("reopen", "Reopen", (S.CLOSED, S.CANCELLED), S.ACTIVE, asks=("reason",)),
        ),
        lanes="status",
        visibility=Visibility(own=("owner", "sponsor")),
        help=Help(
            "Everything the organisation is changing, in one tree.",
            good="Replace the billing system; led by one named manager, with a sponsor who pays.",
            bad="Various IT.",
        ),
    )
)
