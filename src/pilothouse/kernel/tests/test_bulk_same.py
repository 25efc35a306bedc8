"""Many at once is the same as one by one: records, cards, child rows, past and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.bulk import ChangedRow, NewRow, change_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid, NotThere, Stale
from pilothouse.kernel.models import Card, CodeCounter, Place
from pilothouse.kernel.pasts import current_parts, frozen_parts
from pilothouse.kernel.verify import verify
from pilothouse.kernel.writing import change, columns_of, create
from pilothouse.registers.risks import RISKS, Risk

MANY = 7
APART = {"uid", "since", "place_id"}


def values(number: int) -> dict[str, Any]:
    return {"title": f"Risk {number % 3}", "cause": f"c{number}", "residual_probability": 0.1 * number,
            "residual_impact": number % 5 + 1, "residual_cost": number * 100}  # fmt: skip


def parts(number: int) -> dict[str, Any]:
    return {"responses": [{"title": f"r{n}", "cost": n, "category": "reduce"} for n in range(number % 3)]}


def bare(rows: Any) -> Any:
    return [{k: v for k, v in row.items() if k != "uid"} for row in rows]


def told(place: Place) -> Any:
    """Everything that is kept of the records at a place, without ids and times."""
    found = []
    for risk in Risk.objects.filter(place=place).order_by("pk"):
        columns = {k: v for k, v in columns_of(RISKS, risk).items() if k not in APART}
        card = Card.objects.values("code", "title", "status", "owner", "due", "search", "version").get(
            pk=risk.pk
        )
        child = frozen_parts(RISKS, current_parts(RISKS, [risk.pk])[risk.pk])["responses"]
        past = [
            (p.version, p.until is None, p.title, p.cause, bare(p.parts["responses"]))
            for p in RISKS.past.objects.filter(card=risk.pk).order_by("version")
        ]
        found.append((columns, card, bare(child), past))
    return found, CodeCounter.objects.get(register="risks", place=place).last


def test_many_are_kept_as_one_by_one(org: Any, act: Any) -> None:
    actor = act("director")
    singles = [create(RISKS, actor, org.project, values(n), parts=parts(n)) for n in range(MANY)]
    for number, risk in enumerate(singles):
        change(RISKS, actor, risk.uid, 1, {"cause": f"since {number % 2}", "title": f"T{number}"})

    with changeset(actor, "risks: bring in") as opened:
        new = [NewRow(org.other, values(n), parts(n)) for n in range(MANY)]
        made = change_many(RISKS, actor, opened, new=new)
    with changeset(actor, "risks: bring in") as opened:
        rows = [
            ChangedRow(r.uid, 1, {"cause": f"since {n % 2}", "title": f"T{n}"}) for n, r in enumerate(made)
        ]
        done = change_many(RISKS, actor, opened, changed=list(reversed(rows)))

    assert told(org.other) == told(org.project)
    assert [r.uid for r in done] == [r.uid for r in reversed(made)]
    assert verify().faults == []


def test_many_are_refused_as_one_is(org: Any, act: Any) -> None:
    made = create(RISKS, act("director"), org.project, values(1))
    fine = NewRow(org.project, values(1))
    wrong_part = {"responses": [{"title": "r", "category": "exploit"}]}
    refused = [
        (Denied, "manager", {"new": [fine, NewRow(org.other, values(1))]}),
        (Denied, "guest", {"new": [fine]}),
        (Invalid, "manager", {"new": [fine, NewRow(org.project, {"title": ""})]}),
        (Invalid, "manager", {"new": [fine, NewRow(org.project, {"title": "t", "status": "closed"})]}),
        (Invalid, "manager", {"new": [fine, NewRow(org.project, values(1), wrong_part)]}),
        (Stale, "manager", {"changed": [ChangedRow(made.uid, 3, {"title": "x"})]}),
        (NotThere, "stranger", {"changed": [ChangedRow(made.uid, 1, {"title": "x"})]}),
        (Invalid, "manager", {"changed": [ChangedRow(made.uid, 1, {"title": n}) for n in "ab"]}),
    ]

    for error, name, rows in refused:
        actor = act(name)
        with pytest.raises(error), changeset(actor, "risks: bring in") as opened:
            change_many(RISKS, actor, opened, **rows)

    assert Risk.objects.count() == 1
    assert verify().faults == []
