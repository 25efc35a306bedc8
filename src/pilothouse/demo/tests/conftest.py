"""The demonstration, worked out once and written once for all of its tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def plan() -> Any:
    """The demonstration at its usual size, not written anywhere."""
    from pilothouse.demo.plan import make_plan

    return make_plan(scale=1, seed=1)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The demonstration in the database, for the tests of one file; taken back afterwards.

    Each test that uses it bears `django_db`, so that what it writes itself is taken back first.
    """
    from django.db import transaction

    from pilothouse.demo import load_demo

    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(scale=1, seed=1)
        transaction.set_rollback(True)
