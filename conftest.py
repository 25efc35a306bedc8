"""What every test may use: a small organisation, people with roles, and actors."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings

# the gates try the same cases each time, so that a change is judged by itself; the nightly run looks for new ones
settings.register_profile("same", derandomize=True)
settings.register_profile("new", print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True)
def _uncollected_static(settings: Any) -> None:
    """Pages are tested without collecting the front end first."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}


@dataclass
class Organisation:
    """A little tree: office > portfolio > programme > two projects, and a sealed project."""

    office: Any
    portfolio: Any
    programme: Any
    project: Any
    other: Any
    sealed: Any
    people: SimpleNamespace


@pytest.fixture
def org(db: Any) -> Organisation:
    """The small organisation, with one person a role, each granted where such a person works."""
    from pilothouse.accounts.presets import load_presets
    from pilothouse.kernel.models import Grant, Role
    from pilothouse.kernel.tree import add_place

    load_presets()
    office = add_place("office", "Office")
    portfolio = add_place("portfolio", "Portfolio", office)
    programme = add_place("programme", "Programme", portfolio)
    project = add_place("project", "Project", programme)
    other = add_place("project", "Other project", programme)
    sealed = add_place("project", "Sealed project", programme, sealed=True)
    posts = {
        "director": ("portfolio-director", office),
        "office_manager": ("office-manager", office),
        "analyst": ("analyst", office),
        "administrator": ("administrator", office),
        "manager": ("project-manager", project),
        "support": ("project-support", project),
        "member": ("team-member", project),
        "guest": ("guest", project),
        "insider": ("project-manager", sealed),
        "stranger": (None, None),
    }
    people = SimpleNamespace()
    for name, (role, place) in posts.items():
        person = _person(name)
        setattr(people, name, person)
        if role:
            Grant.objects.create(person=person, role=Role.objects.get(slug=role), place=place)
    return Organisation(office, portfolio, programme, project, other, sealed, people)


def _person(name: str) -> Any:
    from pilothouse.accounts.models import Person

    person = Person(email=f"{name}@example.org", name=name.replace("_", " ").title())
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def act(org: Organisation) -> Callable[..., Any]:
    """An actor by the name of the post: act("manager")."""
    from pilothouse.kernel.actors import actor_for

    def named(name: str, **options: Any) -> Any:
        return actor_for(getattr(org.people, name), **options)

    return named
