"""Stories are told by people who are signed in, in workspaces that have a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from pilothouse.kernel.actors import machine
from pilothouse.kernel.models import Place
from pilothouse.workspaces.actions import NewWorkspace, create_workspace

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    """A browser of this person."""

    def browser(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend=BACKEND)
        return client

    return browser


@pytest.fixture
def browser(org: Any, signed_in: Any) -> Callable[[str], Client]:
    """A browser signed in as the holder of a post: browser("manager").get("/risks")."""
    return lambda name: signed_in(getattr(org.people, name))


@pytest.fixture
def workspace(org: Any) -> Callable[..., Place]:
    """Make a workspace: workspace("project", "Canal", below=org.programme, sealed=False)."""

    def make(kind: str, name: str, *, below: Place, sealed: bool = False, **values: Any) -> Place:
        new = NewWorkspace(kind, name, below, values, sealed=sealed)
        return create_workspace(machine("cli"), new).place

    return make


@pytest.fixture
def one_moment() -> Iterator[None]:
    """Time stands still, so that two readings of a page differ only by what happened between them."""
    with time_machine.travel("2026-06-15 12:00:30+00:00", tick=False):
        yield
