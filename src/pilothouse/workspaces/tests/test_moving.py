"""A newer file that names another parent moves the place, the import's undo moves it back; older files move nothing."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import Denied
from pilothouse.kernel.models import Grant, Place, Reach, Role
from pilothouse.kernel.undo import undo
from pilothouse.workspaces.actions import move_workspace
from pilothouse.workspaces.applying import Applied, apply_draft, count_moves
from pilothouse.workspaces.intake import PortfolioDraft, draft_portfolio, guess_mapping, read_table

HEAD = "Code,Project name,Department,As at,Budget (£)\n"
OLD = "D1,Dock,North,2025-03-31,100\n"
NEW = "D1,Dock,South,2026-03-31,110\n"


def drafted(rows: str) -> PortfolioDraft:
    table = read_table((HEAD + rows).encode(), "works.csv")
    return draft_portfolio(table, guess_mapping(table), {})


def imported(office: Place, rows: str, actor: Any = None) -> Applied:
    return apply_draft(actor or machine("import"), office, drafted(rows))


def way(name: str = "Dock") -> list[str]:
    """The names from a place upwards, by the reach table."""
    found = Reach.objects.filter(hierarchy=0, place__name=name).order_by("depth")
    return list(found.values_list("ancestor__name", flat=True))


def test_the_newest_file_says_where_a_place_hangs_and_undo_hangs_it_back(org: Any) -> None:
    imported(org.office, OLD)
    assert count_moves(machine("import"), org.office, drafted(NEW)) == 1

    done = imported(org.office, NEW)

    assert (done.made, done.matched, done.moved) == (1, 1, 1)
    assert way() == ["Dock", "South", "Office"]
    undone = undo(machine("import"), done.changeset.uid)
    assert (undone.moved, undone.left) == (1, [])
    assert way() == ["Dock", "North", "Office"]
    assert imported(org.office, NEW).moved == 1, "sent again after its undo, it moves again"


def test_an_older_file_moves_nothing_and_one_that_says_nothing_leaves_it(org: Any) -> None:
    imported(org.office, NEW)

    assert imported(org.office, OLD).moved == 0
    assert imported(org.office, "D1,Dock,,2026-06-30,120\n").moved == 0
    assert way() == ["Dock", "South", "Office"]


def test_what_hangs_deeper_below_the_same_portfolio_stays(org: Any) -> None:
    imported(org.office, OLD)
    north = Place.objects.get(name="North")
    imported(org.office, "D9,Basin,North,2025-03-31,5\n")
    move_workspace(machine("cli"), Place.objects.get(name="Dock"), Place.objects.get(name="Basin"))

    assert imported(org.office, "D1,Dock,North,2026-03-31,110\n").moved == 0
    assert way() == ["Dock", "Basin", north.name, "Office"]


def test_a_move_by_hand_stands_against_the_same_file_and_can_be_undone(org: Any) -> None:
    imported(org.office, NEW)
    imported(org.office, "D2,Quay,North,2026-03-31,5\n")
    move_workspace(machine("cli"), Place.objects.get(name="Dock"), Place.objects.get(name="North"))

    again = imported(org.office, NEW)

    assert (again.moved, again.facts) == (0, 0)
    assert way() == ["Dock", "North", "Office"]


def test_undo_leaves_what_was_moved_again_since(org: Any) -> None:
    imported(org.office, OLD)
    done = imported(org.office, NEW)
    move_workspace(machine("cli"), Place.objects.get(name="Dock"), org.portfolio)

    undone = undo(machine("import"), done.changeset.uid)

    assert undone.moved == 0
    assert undone.left[0] == "Dock: moved elsewhere since"
    assert way() == ["Dock", "Portfolio", "Office"]


def test_what_one_may_not_import_into_is_neither_moved_nor_told_of(org: Any, act: Any) -> None:
    imported(org.office, OLD)
    dock = Place.objects.get(name="Dock")
    dock_facts = dock.facts.count()
    from pilothouse.kernel.tree import seal_place

    seal_place(dock, sealed=True)
    Grant.objects.create(person=org.people.analyst, role=Role.objects.get(slug="project-support"), place=dock)

    done = imported(org.office, NEW, act("analyst"))

    assert (done.moved, done.matched) == (0, 0)
    assert Place.objects.get(pk=dock.pk).parent.name == "North"
    assert dock.facts.count() == dock_facts


def test_who_may_no_longer_write_there_cannot_move_it_back(org: Any, act: Any) -> None:
    imported(org.office, OLD)
    done = imported(org.office, NEW, act("analyst"))
    Grant.objects.filter(person=org.people.analyst).delete()

    with pytest.raises(Denied):
        undo(act("analyst"), done.changeset.uid)
    assert way() == ["Dock", "South", "Office"]
