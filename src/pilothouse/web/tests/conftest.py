"""Browsers that are signed in, for the tests of the screens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def enter(org: Any) -> Any:
    """enter("manager") is the browser of whoever holds that post."""

    def signed_in(who: str) -> Client:
        client = Client()
        person = getattr(org.people, who)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
