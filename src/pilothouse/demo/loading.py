"""Loads the demonstration into the database, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import transaction

from pilothouse.accounts.models import Person
from pilothouse.demo.plan import make_plan
from pilothouse.demo.staff import SIGN_INS
from pilothouse.demo.writing_people import write_access, write_people
from pilothouse.demo.writing_places import Progress, write_facts, write_places
from pilothouse.demo.writing_risks import write_risks
from pilothouse.demo.writing_talk import write_talk
from pilothouse.kernel.errors import RuleBroken

ROLE_NAMES = {
    "director": "Portfolio director", "office": "Office manager", "analyst": "Analyst",
    "administrator": "Administrator", "manager": "Project manager", "support": "Project support",
    "member": "Team member", "guest": "Guest",
}  # fmt: skip


@dataclass(frozen=True)
class SignIn:
    """Somebody whom the demonstration offers as a way in: what they are, and the name to sign in with."""

    role: str
    email: str


def _quiet(*_: Any) -> None:
    """Say nothing."""


@transaction.atomic
def load_demo(scale: int = 1, seed: int = 1, progress: Progress = _quiet) -> list[SignIn]:
    """Write Northwater Authority; returns one way in for each of the eight roles, none with a password yet.

    scale    : how many times the usual 60 projects, with their portfolios, programmes, facts and risks
    seed     : same seed and scale, same titles, people and numbers
    progress : told a few words and how many of how many are done
    Raises RuleBroken when it was loaded before.
    """
    if Person.objects.filter(email__in=[email for _, _, email, _, _ in SIGN_INS]).exists():
        raise RuleBroken("The demonstration was loaded here before.")
    plan = make_plan(scale=scale, seed=seed)
    # 2026-11-22: made-up data, the same from the same seed; nothing secret
    rng = Random(seed + 1)  # noqa: S311
    progress("people", 0, len(plan.staff.people))
    people = write_people(plan.staff)
    places = write_places(plan, people, progress)
    write_access(plan, people, places)
    write_facts(rng, plan, people, places, progress)
    written = write_risks(plan, people, places, progress)
    write_talk(rng, plan, people, written)
    return [SignIn(ROLE_NAMES[post], email) for post, _, email, _, _ in SIGN_INS]
