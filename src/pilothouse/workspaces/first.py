"""The first administrator of an empty installation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from pilothouse.accounts.models import Person
from pilothouse.accounts.presets import load_presets
from pilothouse.kernel.models import Role
from pilothouse.workspaces.beginning import begin_organisation


@dataclass(frozen=True)
class FirstSteps:
    """What the first page asks."""

    organisation: str
    name: str
    email: str
    password: str


def nobody_yet() -> bool:
    """Whether nobody can sign in yet."""
    return not Person.objects.exists()


def make_first_administrator(steps: FirstSteps) -> Person | None:
    """Make the organisation and its first administrator; None when somebody was quicker."""
    with transaction.atomic():
        load_presets()
        list(Role.objects.select_for_update().order_by("pk"))
        if not nobody_yet():
            return None
        person = Person.objects.create_user(steps.email, steps.name, steps.password)
        begin_organisation(person, steps.organisation, None)
    return person
