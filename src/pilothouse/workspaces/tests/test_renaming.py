"""A workspace with a new name is called so wherever its place is named: the way here, the tree, the risks below."""

from __future__ import annotations

from typing import Any

from pilothouse.kernel.actors import machine
from pilothouse.kernel.bulk import ChangedRow, change_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.models import Place
from pilothouse.kernel.undo import undo
from pilothouse.kernel.writing import change
from pilothouse.workspaces.actions import NewWorkspace, create_workspace
from pilothouse.workspaces.workspace import WORKSPACES


def test_the_place_goes_by_the_title(org: Any, act: Any) -> None:
    canal = create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.programme, {}))

    def named() -> str:
        return Place.objects.get(pk=canal.place_id).name

    change(WORKSPACES, act("director"), canal.uid, 1, {"title": "Canal and locks"})
    assert named() == "Canal and locks"

    with changeset(machine("cli"), "workspaces: change") as opened:
        change_many(
            WORKSPACES, machine("cli"), opened, changed=[ChangedRow(canal.uid, 2, {"title": "Locks"})]
        )
    assert named() == "Locks"

    undo(machine("cli"), opened.uid)
    assert named() == "Canal and locks"
