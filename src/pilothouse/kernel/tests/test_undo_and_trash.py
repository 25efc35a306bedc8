"""Undo, the trash and the tree together: nothing comes back where it has no home, and no fact is lost on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.kernel.actors import machine
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.facts import NewFact, record_facts, standing_facts, withdraw_facts
from pilothouse.kernel.models import ChangeSet, Fact
from pilothouse.kernel.undo import undo
from pilothouse.kernel.writing import change, create, remove, restore
from pilothouse.registers.risks import RISKS, Risk
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, create_workspaces, move_workspace
from pilothouse.workspaces.workspace import WORKSPACES, Workspace

CLI = machine("cli")
DAY = date(2026, 3, 31)


def _made(kind: str, name: str, above: Any) -> Any:
    return create_workspace(CLI, NewWorkspace(kind, name, above, {}))


def _last(spec: Any, record: Any) -> str:
    return str(spec.past.objects.filter(card=record.pk).latest("version").changeset.uid)


def _alive() -> set[str]:
    return set(Workspace.objects.filter(removed_at=None).values_list("title", flat=True))


def test_an_undo_meanwhile_does_not_keep_a_record_in_the_trash(org: Any, act: Any) -> None:
    risk = create(RISKS, act("manager"), org.project, {"title": "Old"})
    change(RISKS, act("manager"), risk.uid, 1, {"title": "New"})
    told = _last(RISKS, risk)
    remove(RISKS, act("manager"), risk.uid, 2)
    undo(act("manager"), told)

    restore(RISKS, act("manager"), risk.uid)

    assert (Risk.objects.get().removed_at, Risk.objects.get().title) == (None, "Old")


def test_the_rules_of_the_trash_hold_for_undo(org: Any) -> None:
    rivers, coast = (_made("programme", name, org.portfolio) for name in ("Rivers", "Coast"))
    remove(WORKSPACES, CLI, rivers.uid, 1)
    restore(WORKSPACES, CLI, rivers.uid)
    restored = _last(WORKSPACES, rivers)
    dam = _made("project", "Dam", rivers.place)
    assert undo(CLI, restored).left == ["W-1 Rivers: works lie below it"]

    moved = ChangeSet.objects.count()
    move_workspace(CLI, dam.place, coast.place)
    hung = ChangeSet.objects.order_by("pk").last()
    assert ChangeSet.objects.count() == moved + 1
    remove(WORKSPACES, CLI, rivers.uid, 3)
    assert hung is not None
    assert undo(CLI, hung.uid).left == ["Dam: what it lay in is in the trash"]

    remove(WORKSPACES, CLI, dam.uid, 1)
    gone = _last(WORKSPACES, dam)
    remove(WORKSPACES, CLI, coast.uid, 1)
    assert undo(CLI, gone).left == ["W-3 Dam: what it lies in is in the trash"]
    with pytest.raises(RuleBroken, match="in the trash"):
        _made("project", "Weir", coast.place)
    assert _alive().isdisjoint({"Rivers", "Coast", "Dam", "Weir"})


def _tell(place: Any, amount: int) -> Any:
    with changeset(CLI, "facts: tell") as opened:
        return record_facts(opened, [NewFact(place.pk, "budget", DAY, amount=amount, currency="GBP")])[0]


def _withdraw(fact: Any) -> str:
    with changeset(CLI, "facts: withdraw") as opened:
        withdraw_facts(opened, Fact.objects.filter(pk=fact.pk))
    return str(opened.uid)


def _holds(place: Any) -> int | None:
    last = standing_facts([place.pk]).last()
    return last.amount if last else None


def test_withdrawals_taken_back_in_the_opposite_order_leave_what_held(org: Any) -> None:
    first, second = _tell(org.project, 1), _tell(org.project, 2)
    gone = [_withdraw(second), _withdraw(first)]

    for uid in reversed(gone):
        undo(CLI, uid)

    assert _holds(org.project) == 2


def test_a_work_that_was_undone_alone_is_restored_with_its_facts_by_whoever_may_restore(
    org: Any, act: Any
) -> None:
    with changeset(CLI, "import: portfolio") as opened:
        new = [NewWorkspace("project", name, org.programme, {}) for name in ("Dam", "Weir")]
        dam, weir = create_workspaces(CLI, opened, new)
        record_facts(
            opened, [NewFact(w.place_id, "budget", DAY, amount=5, currency="GBP") for w in (dam, weir)]
        )

    undo(CLI, opened.uid, only=dam.uid)

    assert (_holds(dam.place), _holds(weir.place)) == (None, 5)
    assert not opened.undone_by.exists()
    with pytest.raises(RuleBroken):
        undo(CLI, opened.uid, only=dam.uid)
    restore(WORKSPACES, act("director"), dam.uid)
    assert _holds(dam.place) == 5
