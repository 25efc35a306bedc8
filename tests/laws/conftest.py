"""Laws hold for every register: each test here runs once for each, and once for a toy defined for the purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings
from samples import raise_one, raw_values
from toys import addresses, toys_known

from pilothouse.kernel.limits import attempt
from pilothouse.kernel.spec import REGISTERS

SLUGS = [*REGISTERS, "toys"]


@pytest.fixture(scope="module", params=SLUGS)
def spec(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Each register in turn."""
    if request.param != "toys":
        yield REGISTERS[request.param]
        return
    with django_db_blocker.unblock():
        known = toys_known()
        found = known.__enter__()
    with override_settings(ROOT_URLCONF=addresses()):
        yield found
    with django_db_blocker.unblock():
        known.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _every_try_is_counted_alike(monkeypatch: Any) -> None:
    """Requests that are compared count their try in the database each, not every twentieth."""
    monkeypatch.setattr("pilothouse.web.api.callers.BLOCK", 1)
    monkeypatch.setattr(
        "pilothouse.web.limits.attempt", lambda *who, **how: attempt(*who, **how | {"block": 1})
    )


@pytest.fixture
def one_moment() -> Iterator[None]:
    """Time stands still, so that no minute of a rate limit ends between two requests that are compared."""
    with time_machine.travel("2026-06-15 12:00:30+00:00", tick=False):
        yield


@pytest.fixture
def people(org: Any) -> tuple[Any, ...]:
    """Three people to own things."""
    return org.people.manager, org.people.support, org.people.member


@pytest.fixture
def home(spec: Any, org: Any) -> Any:
    """Where new records of the register go."""
    return org.programme if spec.model.own_place else org.project


@pytest.fixture
def raised(spec: Any, act: Any, home: Any, people: Any) -> Callable[..., Any]:
    """Raise a record: raised(seed, status="…", by="director")."""

    def one(seed: int = 0, *, status: str = "", place: Any = None, by: str = "director") -> Any:
        return raise_one(spec, act(by), place or home, raw_values(spec, seed, people), status)

    return one


@pytest.fixture
def page(org: Any) -> Callable[[str], Client]:
    """A browser signed in as the holder of a post: page("director").get("/risks")."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(org.people, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
