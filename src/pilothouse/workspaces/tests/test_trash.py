"""A heading is not torn out of the tree over the heads of what lies below it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import NotThere, RuleBroken
from pilothouse.kernel.rows import cards, rows
from pilothouse.kernel.undo import undo
from pilothouse.kernel.verify import verify
from pilothouse.kernel.writing import create, remove, restore
from pilothouse.registers.risks import RISKS
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


def test_a_work_takes_its_risks_into_the_trash_and_brings_them_back(org: Any, act: Any) -> None:
    dam = _made("project", "Dam", org.programme)
    risks = [create(RISKS, act("director"), dam.place, {"title": f"Risk {n}"}) for n in range(3)]
    remove(RISKS, act("director"), risks[0].uid, 1)

    def listed() -> list[str]:
        return sorted(rows(RISKS, act("director")).values_list("title", flat=True))

    def living() -> tuple[list[str], int]:
        return listed(), cards(act("director"), ["risks"]).count()

    remove(WORKSPACES, act("director"), dam.uid, 1)
    assert living() == ([], 0)
    for record, spec in ((risks[1], RISKS), (dam, RISKS)):
        with pytest.raises((RuleBroken, NotThere)):
            restore(spec, act("director"), record.uid)
    with pytest.raises(RuleBroken, match="is in the trash"):
        create(RISKS, act("director"), dam.place, {"title": "Late"})

    restore(WORKSPACES, act("director"), dam.uid)
    assert living() == (["Risk 1", "Risk 2"], 2), "what was in the trash before stays there"

    remove(WORKSPACES, act("director"), dam.uid, 3)
    gone = WORKSPACES.past.objects.filter(card=dam.pk).latest("version").changeset
    undo(act("director"), gone.uid, only=dam.uid)
    assert living() == (["Risk 1", "Risk 2"], 2)
    assert gone.undone_by.exists()
    assert verify().faults == []
