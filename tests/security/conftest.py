"""What the security tests share: browsers signed in as each post, and a picture of the whole database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from guarded_site import GuardedSite, guarded_site
from members import with_password

from pilothouse.accounts.models import Unit
from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.models import Delegation, Notification, StoredMail, Team
from pilothouse.workspaces.workspace import Workspace

HERE = Path(__file__).parent
QUICK = {"test_r19_static", "test_c14_source", "test_disclosure", "test_r03a_matrix", "test_c04_property_level",
         "test_r02_lost_updates", "test_c16_keys"}  # fmt: skip
BACKEND = "django.contrib.auth.backends.ModelBackend"
# what may change although a request was refused: counters, sessions, and when a token was last used
LOGS = {"kernel.ratecount", "sessions.session", "kernel.heartbeat"}


@pytest.fixture
def member(org: Any) -> Any:
    """The team member, with a password."""
    return with_password(org.people.member)


@pytest.fixture
def browse(org: Any) -> Callable[..., Client]:
    """A browser signed in as the holder of a post; browse(None) is nobody."""

    def signed_in(name: str | None, **options: Any) -> Client:
        client = Client(**options)
        if name is not None:
            client.force_login(getattr(org.people, name), backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def site(db: Any) -> GuardedSite:
    """An open, a neighbouring and a sealed project, filled alike."""
    return guarded_site()


@pytest.fixture
def enter(site: GuardedSite) -> Callable[..., Client]:
    """A browser signed in as the holder of a post of the guarded site; enter(None) is nobody."""

    def signed_in(name: str | None, **options: Any) -> Client:
        client = Client(**options)
        if name is not None:
            client.force_login(getattr(site.people, name), backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def picture(db: Any) -> Callable[[], dict[str, str]]:
    """A digest of every table in the order of its keys, logs left out: equal pictures, equal databases."""

    def taken() -> dict[str, str]:
        found = {}
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label_lower in LOGS or not model._meta.managed:
                continue
            rows = model._base_manager.order_by("pk").values_list()
            found[model._meta.label_lower] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
        assert len(found) > 20
        return found

    return taken


@pytest.fixture
def others(site: GuardedSite) -> dict[str, Any]:
    """Things that belong to a person and to no project; all the manager's."""
    manager = site.people.manager
    token, _ = make_token(manager, "reader")
    lent = Delegation.objects.create(
        absent=manager,
        deputy=site.people.member,
        starts="2026-11-01T00:00Z",
        ends="2099-01-01T00:00Z",
        verbs=["change"],
    )
    notice = Notification.objects.create(person=manager, text="told", key="k", at="2026-11-01T00:00Z")
    Workspace.objects.filter(place=site.places["office"]).update(reference="demo")
    mail = StoredMail.objects.create(to=manager.email, subject="Hello", body="there")
    team = Team.objects.create(name="Crew")
    team.people.add(site.people.support)
    return {"team": team.pk, "person": site.people.support.uid, "token": token.pk,
            "delegation": lent.pk, "notice": notice.pk,
            "unit": Unit.objects.create(name="Pumps").pk, "mail": mail.pk}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these tests run in `make test`; the minute of `make check` holds a few."""
    for item in items:
        if item.path.parent == HERE and item.path.stem not in QUICK:
            item.add_marker(pytest.mark.thorough)
