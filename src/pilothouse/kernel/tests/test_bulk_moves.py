"""Moving, changing and removing many records at once, also in the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pilothouse.kernel.actors import machine
from pilothouse.kernel.bulk import ChangedRow, NewRow, change_many
from pilothouse.kernel.bulk_moves import MovedRow, move_many, remove_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid, NotThere, RuleBroken, Stale
from pilothouse.kernel.models import Lift, OutboxItem
from pilothouse.kernel.rows import rows
from pilothouse.kernel.undo import undo
from pilothouse.kernel.verify import verify
from pilothouse.kernel.writing import Start, move
from pilothouse.registers.risks import RISKS, Response, Risk

BEGIN = datetime(2025, 3, 3, 9, tzinfo=UTC)


def _raised(place: Any, count: int = 3) -> list[Any]:
    values = {"inherent_probability": "0.5", "inherent_impact": 3}
    responses = {"responses": [{"title": "Ask twice"}]}
    with changeset(machine(), "risks: create") as opened:
        new = [
            NewRow(place, {"title": f"Risk {n}", **values}, responses, Start(effective=BEGIN))
            for n in range(count)
        ]
        return change_many(RISKS, machine(), opened, new=new)


def _moved(actor: Any, name: str, found: list[Any], **more: Any) -> list[Any]:
    with changeset(actor, f"risks: {name}") as opened:
        return move_many(RISKS, actor, opened, name, [MovedRow(r.uid, r.version, **more) for r in found])


def test_many_moves_follow_the_rules_of_one(org: Any, act: Callable[..., Any]) -> None:
    found = _raised(org.project)
    alone = Risk.objects.get(pk=found[0].pk)
    move(RISKS, act("manager"), alone.uid, 1, "assess")

    _moved(act("manager"), "assess", found[1:])

    one, other = Risk.objects.get(pk=found[0].pk), Risk.objects.get(pk=found[1].pk)
    assert (one.status, one.version, one.residual_impact) == (
        other.status,
        other.version,
        other.residual_impact,
    )
    assert other.status == "open"
    assert verify().faults == []


def test_a_move_in_the_past_is_seen_on_that_day_and_recorded_now(org: Any) -> None:
    found = _raised(org.project, 1)

    _moved(machine(), "assess", found, effective=BEGIN + timedelta(days=10))

    before = rows(RISKS, machine(), as_of=(BEGIN + timedelta(days=9)).date()).get()
    after = rows(RISKS, machine(), as_of=(BEGIN + timedelta(days=10)).date()).get()
    assert (before.status, after.status) == ("draft", "open")
    assert timezone.now() - after.recorded < timedelta(minutes=5)
    assert verify().faults == []


@pytest.mark.parametrize("effective", [BEGIN - timedelta(seconds=1), datetime(2999, 1, 1, tzinfo=UTC)])
def test_nothing_is_put_before_the_last_version_or_into_the_future(org: Any, effective: datetime) -> None:
    found = _raised(org.project, 1)

    with pytest.raises(Invalid, match="not in the future"):
        _moved(machine(), "assess", found, effective=effective)

    assert Risk.objects.get().status == "draft"


def test_a_change_in_the_past_keeps_its_child_rows_with_it(org: Any) -> None:
    found = _raised(org.project, 1)
    response = Response.objects.get()
    day = BEGIN + timedelta(days=30)

    with changeset(machine(), "risks: change") as opened:
        parts = {"responses": [{"uid": response.uid, "state": "done"}]}
        changed = [ChangedRow(found[0].uid, 1, {"residual_impact": 2}, effective=day, parts=parts)]
        change_many(RISKS, machine(), opened, changed=changed)

    versions = RISKS.past._default_manager.order_by("version").values_list(
        "since", "parts__responses__0__state"
    )
    assert list(versions) == [(BEGIN, "planned"), (day, "done")]
    assert Response.objects.get().state == "done"
    assert verify().faults == []


def test_one_that_may_not_be_moved_stops_all(org: Any, act: Callable[..., Any]) -> None:
    here, hidden = _raised(org.project, 1), _raised(org.sealed, 1)

    with pytest.raises(NotThere):
        _moved(act("manager"), "assess", [*here, *hidden])
    with pytest.raises(Denied):
        _moved(act("member"), "assess", here)
    with pytest.raises(RuleBroken):
        _moved(act("manager"), "treat", here)
    with pytest.raises(Invalid):
        _moved(act("manager"), "assess", here, answers={"reason": "nobody asked"})
    with pytest.raises(NotThere):
        _moved(act("manager"), "fly", here)
    here[0].version = 7
    with pytest.raises(Stale):
        _moved(act("manager"), "assess", here)

    assert set(Risk.objects.values_list("status", "version")) == {("draft", 1)}


def test_many_escalations_lift_each_and_are_undone_as_one(org: Any, act: Callable[..., Any]) -> None:
    found = _moved(machine(), "assess", _raised(org.project, 4))

    with changeset(act("manager"), "risks: escalate", why="Too large") as opened:
        moved = [MovedRow(r.uid, r.version, {"reason": "Too large"}) for r in found]
        move_many(RISKS, act("manager"), opened, "escalate", moved)
    assert Lift.objects.filter(place=org.programme, ended__isnull=True).count() == 4

    undone = undo(act("manager"), opened.uid)

    assert (undone.restored, undone.left) == (4, [])
    assert set(Risk.objects.values_list("status", flat=True)) == {"open"}
    assert verify().faults == []


def test_many_go_to_the_trash_and_come_back_as_one(org: Any, act: Callable[..., Any]) -> None:
    found = _raised(org.project, 3)

    with changeset(act("manager"), "risks: remove") as opened:
        removed = remove_many(RISKS, act("manager"), opened, {r.uid: r.version for r in found})
    assert (removed, rows(RISKS, machine()).count()) == (3, 0)

    undo(act("manager"), opened.uid)

    assert rows(RISKS, machine()).count() == 3
    assert verify().faults == []


def test_members_who_may_not_remove_remove_none(org: Any, act: Callable[..., Any]) -> None:
    found = _raised(org.project, 2)

    with pytest.raises(Denied), changeset(act("member"), "risks: remove") as opened:
        remove_many(RISKS, act("member"), opened, {r.uid: r.version for r in found})

    assert rows(RISKS, machine()).count() == 2


def test_a_quiet_change_set_tells_nobody(org: Any) -> None:
    with changeset(machine(), "loud"):
        pass
    assert OutboxItem.objects.filter(job="announce").count() == 1

    with changeset(machine(), "quiet", quiet=True):
        pass

    assert OutboxItem.objects.filter(job="announce").count() == 1
