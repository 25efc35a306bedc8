"""A heading is not torn out of the tree over the heads of what lies below it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.writing import remove, restore
from pilothouse.workspaces.actions import NewWorkspace, create_workspace
from pilothouse.workspaces.workspace import WORKSPACES, Workspace


def _made(kind: str, name: str, above: Any) -> Any:
    return create_workspace(machine("cli"), NewWorkspace(kind, name, above, {}))


def test_a_programme_goes_after_its_works_and_comes_back_before_them(org: Any) -> None:
    programme = _made("programme", "Rivers", org.portfolio)
    dam = _made("project", "Dam", programme.place)
    client = Client()
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")

    page = client.post(f"/workspaces/{programme.uid}/remove", {"version": "1"}, follow=True)
    assert "It stays: 1 workspace below it would be torn out." in page.content.decode()

    remove(WORKSPACES, machine("cli"), dam.uid, 1)
    remove(WORKSPACES, machine("cli"), programme.uid, 1)
    with pytest.raises(RuleBroken, match="restore that first"):
        restore(WORKSPACES, machine("cli"), dam.uid)
    page = client.post(f"/workspaces/{dam.uid}/restore", follow=True)
    assert "What it lies in is in the trash as well" in page.content.decode()

    for record in (programme, dam):
        restore(WORKSPACES, machine("cli"), record.uid)
    assert not Workspace.objects.filter(removed_at__isnull=False).exists()
