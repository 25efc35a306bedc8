"""Undoing what made workspaces: those that others have used since stay, with what lies above them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilothouse.kernel.actors import machine
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.facts import NewFact, record_facts, standing_facts
from pilothouse.kernel.rows import rows
from pilothouse.kernel.undo import undo
from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.actions import NewWorkspace, create_workspaces, tell_facts
from pilothouse.workspaces.workspace import WORKSPACES

MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


def spent(day: date, amount: int) -> NewFact:
    return NewFact(0, "budget", day, amount=amount, currency="GBP")


@pytest.fixture
def brought(org: Any) -> Any:
    """A department with two projects, each told of, all in one change-set as an import writes them."""
    actor = machine("import")
    with changeset(actor, "import: file") as opened:
        (top,) = create_workspaces(actor, opened, [NewWorkspace("portfolio", "Transport", org.office, {})])
        new = [NewWorkspace("project", name, top.place, {}) for name in ("Bridge", "Tunnel")]
        bridge, tunnel = (made.place for made in create_workspaces(actor, opened, new))
        record_facts(opened, [replace(spent(MARCH, 100), place_id=place.pk) for place in (bridge, tunnel)])
    return opened, top.place, bridge, tunnel


def titles() -> set[str]:
    return set(rows(WORKSPACES, machine()).values_list("title", flat=True)) & {
        "Transport",
        "Bridge",
        "Tunnel",
    }


def test_what_a_later_file_tells_of_stays_with_its_heading_and_the_later_facts(brought: Any) -> None:
    opened, _, bridge, tunnel = brought
    tell_facts(machine("import"), bridge.uid, [spent(JUNE, 200)])

    done = undo(machine("cli"), opened.uid)

    assert titles() == {"Transport", "Bridge"}
    assert [(f.place_id, f.amount) for f in standing_facts([bridge.pk, tunnel.pk])] == [(bridge.pk, 200)]
    assert sorted(line.partition(":")[2] for line in done.left) == [" used since, so it stays"] * 2


def test_what_holds_a_risk_that_somebody_raised_stays(brought: Any, act: Any) -> None:
    opened, _, _, tunnel = brought
    create(RISKS, act("director"), tunnel, {"title": "Flood"})

    undo(machine("cli"), opened.uid)

    assert titles() == {"Transport", "Tunnel"}


def test_what_nobody_used_goes_whole(brought: Any) -> None:
    assert undo(machine("cli"), brought[0].uid).left == []
    assert titles() == set()
