"""Undo: whole where nobody came after, in part where somebody did, and never by somebody who may not write."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.kernel.bulk import ChangedRow, change_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, NotThere, RuleBroken
from pilothouse.kernel.facts import NewFact, record_facts, standing_facts
from pilothouse.kernel.models import ChangeSet, Fact, Grant, Lift, Role
from pilothouse.kernel.pasts import current_parts, frozen_parts
from pilothouse.kernel.rows import rows
from pilothouse.kernel.undo import undo
from pilothouse.kernel.verify import verify
from pilothouse.kernel.writing import change, create, move
from pilothouse.registers.risks import RISKS, Risk


@pytest.fixture
def risk(act: Any, org: Any) -> Any:
    parts = {"responses": [{"title": "Dig", "category": "reduce"}, {"title": "Wait", "category": "accept"}]}
    values = {"title": "Flood", "cause": "rain", "inherent_probability": 0.5, "inherent_impact": 4}
    return create(RISKS, act("manager"), org.project, values, parts=parts)


def last(record: Any) -> str:
    return str(RISKS.past.objects.filter(card=record.pk).latest("version").changeset.uid)


def responses(record: Any) -> Any:
    return frozen_parts(RISKS, current_parts(RISKS, [record.pk])[record.pk])


def test_only_what_others_touched_since_is_left(risk: Any, act: Any) -> None:
    change(RISKS, act("manager"), risk.uid, 1, {"title": "Deluge", "cause": "much rain", "effect": "wet"})
    mine = last(risk)
    change(RISKS, act("support"), risk.uid, 2, {"cause": "a broken dam"})

    done = undo(act("manager"), mine)

    kept = Risk.objects.get()
    assert (kept.title, kept.cause, kept.effect) == ("Flood", "a broken dam", "")
    assert (done.restored, done.left) == (1, ["R-1 Flood: cause was changed since"])
    assert kept.card.search.startswith("r-1 flood a broken dam")
    assert kept.sort == "flood"
    assert verify().faults == []


def test_child_rows_come_back_with_their_ids_and_order(risk: Any, act: Any) -> None:
    before = responses(risk)
    change(
        RISKS, act("manager"), risk.uid, 1, {}, parts={"responses": [{"title": "New", "category": "avoid"}]}
    )

    undo(act("manager"), last(risk))

    assert responses(risk) == before
    undo(act("manager"), last(risk))
    assert [r["title"] for r in responses(risk)["responses"]] == ["New"]
    assert verify().faults == []


def test_child_rows_that_somebody_touched_since_stay(risk: Any, act: Any) -> None:
    change(RISKS, act("manager"), risk.uid, 1, {"title": "X"}, parts={"responses": []})
    mine = last(risk)
    change(RISKS, act("support"), risk.uid, 2, {"effect": "wet"})

    done = undo(act("manager"), mine)

    assert (Risk.objects.get().title, done.left) == ("Flood", ["R-1 Flood: responses were changed since"])
    assert responses(risk)["responses"] == []


def test_what_would_break_a_rule_now_is_left(risk: Any, act: Any) -> None:
    change(RISKS, act("manager"), risk.uid, 1, {"cost_low": 1, "cost_likely": 2, "cost_high": 3})
    change(RISKS, act("manager"), risk.uid, 2, {"cost_high": 30, "cost_likely": 20})
    mine = last(risk)
    change(RISKS, act("support"), risk.uid, 3, {"cost_low": 10})

    done = undo(act("manager"), mine)

    assert (done.restored, len(done.left)) == (0, 1)
    assert Risk.objects.get().cost_likely == 20


def test_an_undone_escalation_ends_the_lift_and_the_undo_can_be_undone(risk: Any, act: Any, org: Any) -> None:
    move(RISKS, act("manager"), risk.uid, 1, "assess")
    move(RISKS, act("manager"), risk.uid, 2, "escalate", {"reason": "too big"})
    assert Lift.objects.get().ended is None

    undo(act("manager"), last(risk))
    assert Lift.objects.get().ended is not None
    assert Risk.objects.get().status == "open"

    undo(act("manager"), last(risk))
    assert (Lift.objects.get().ended, Risk.objects.get().status) == (None, "escalated")


def test_an_undone_return_lifts_again(risk: Any, act: Any) -> None:
    move(RISKS, act("manager"), risk.uid, 1, "assess")
    move(RISKS, act("manager"), risk.uid, 2, "escalate", {"reason": "too big"})
    move(RISKS, act("manager"), risk.uid, 3, "return", {"reason": "we can"})
    assert Lift.objects.get().ended is not None

    undo(act("manager"), last(risk))

    assert (Lift.objects.get().ended, Risk.objects.get().status) == (None, "escalated")


def test_facts_are_withdrawn_and_stay_for_the_record(act: Any, org: Any) -> None:
    with changeset(act("analyst"), "facts: tell") as opened:
        record_facts(opened, [NewFact(org.project.pk, "budget", date(2026, 1, 1), amount=1, currency="GBP")])

    done = undo(act("analyst"), opened.uid)

    assert done.facts == 1
    assert list(standing_facts([org.project.pk])) == []
    assert Fact.objects.count() == 2
    assert verify().faults == []


def test_the_undo_of_told_facts_can_be_undone_but_not_over_what_was_told_since(act: Any, org: Any) -> None:
    def tell(amount: int, measure: str = "budget") -> ChangeSet:
        with changeset(act("analyst"), "facts: tell") as opened:
            new = NewFact(org.project.pk, measure, date(2026, 1, 1), amount=amount, currency="GBP", note="n")
            record_facts(opened, [new])
        return opened

    def holds() -> list[tuple[str, int | None, str]]:
        return [(f.measure, f.amount, f.note) for f in standing_facts([org.project.pk])]

    tell(5, "forecast")
    first = undo(act("analyst"), tell(1).uid)

    assert (undo(act("analyst"), first.changeset.uid).again, holds()) == (
        1,
        [("forecast", 5, "n"), ("budget", 1, "n")],
    )

    second = undo(act("analyst"), tell(2).uid)
    tell(3)
    with pytest.raises(RuleBroken):
        undo(act("analyst"), second.changeset.uid)
    assert holds() == [("forecast", 5, "n"), ("budget", 1, "n"), ("budget", 3, "n")]
    assert verify().faults == []


def test_a_change_of_many_can_be_undone_for_one_alone(act: Any, org: Any) -> None:
    risks = [create(RISKS, act("manager"), org.project, {"title": f"Risk {n}"}) for n in range(3)]
    with changeset(act("manager"), "risks: change") as opened:
        given = [ChangedRow(r.uid, 1, {"title": f"Danger {n}"}) for n, r in enumerate(risks)]
        change_many(RISKS, act("manager"), opened, changed=given)

    done = undo(act("manager"), opened.uid, only=risks[1].uid)

    assert done.restored == 1
    assert list(Risk.objects.order_by("pk").values_list("title", flat=True)) == [
        "Danger 0",
        "Risk 1",
        "Danger 2",
    ]
    assert not opened.undone_by.exists(), "the rest of it still stands and can be taken back"
    with pytest.raises(RuleBroken, match="title was changed since"):
        undo(act("manager"), opened.uid, only=risks[1].uid)
    assert undo(act("manager"), opened.uid).restored == 2
    assert verify().faults == []


def test_who_may_no_longer_write_cannot_undo(risk: Any, act: Any, org: Any) -> None:
    change(RISKS, act("manager"), risk.uid, 1, {"title": "X"})
    with changeset(act("manager"), "facts: tell") as opened:
        record_facts(opened, [NewFact(org.project.pk, "budget", date(2026, 1, 1), amount=1, currency="GBP")])
    Grant.objects.filter(person=org.people.manager).delete()
    Grant.objects.create(person=org.people.manager, place=org.project, role=Role.objects.get(slug="analyst"))
    viewer = act("manager")
    assert rows(RISKS, viewer).count() == 1
    assert undo(viewer, opened.uid).facts == 1  # an analyst tells facts
    Risk.objects.update(author=None)

    with pytest.raises(Denied):
        undo(viewer, last(risk))

    Grant.objects.filter(person=org.people.manager).delete()
    with pytest.raises(Denied):
        undo(act("manager"), last(risk))
    assert Risk.objects.get().title == "X"


def test_others_changes_are_undone_by_administrators_only(risk: Any, act: Any) -> None:
    change(RISKS, act("support"), risk.uid, 1, {"title": "X"})
    uid = last(risk)

    for name in ("manager", "director", "stranger"):
        with pytest.raises(NotThere):
            undo(act(name), uid)
    undo(act("administrator"), uid)

    assert Risk.objects.get().title == "Flood"


def test_a_change_that_holds_nothing_is_not_called_undone(act: Any) -> None:
    with changeset(act("manager"), "access: give") as opened:
        pass

    with pytest.raises(RuleBroken):
        undo(act("manager"), opened.uid)
    assert ChangeSet.objects.count() == 1
