"""The life of a risk, from the first word to its closing, and who sees it on the way."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts.models import Person
from pilothouse.kernel import outbox
from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.errors import Denied, Invalid, NotThere, RuleBroken
from pilothouse.kernel.lifting import restricted_below
from pilothouse.kernel.listing import answer, read_state
from pilothouse.kernel.models import Card, Grant, Lift, Notification, Role
from pilothouse.kernel.rows import cards, row, rows
from pilothouse.kernel.seers import who_can_see
from pilothouse.kernel.tree import move_place, seal_place
from pilothouse.kernel.writing import change, create, move, remove
from pilothouse.registers.risks import RISKS, Response, Risk

BIG = {"inherent_probability": "0.4", "inherent_impact": 5, "inherent_cost": 250_000_00}


def raised(act: Any, place: Any, by: str = "manager", **values: Any) -> Any:
    return create(RISKS, act(by), place, {"title": "Flood", **BIG, **values})


def escalated(act: Any, place: Any, by: str = "manager", **values: Any) -> Any:
    risk = raised(act, place, by, **values)
    move(RISKS, act(by), risk.uid, 1, "assess")
    return move(RISKS, act(by), risk.uid, 2, "escalate", {"reason": "beyond us"})


def test_a_draft_opens_once_it_is_assessed(org: Any, act: Any) -> None:
    bare = create(RISKS, act("manager"), org.project, {"title": "Vague"})
    risk = raised(act, org.project)

    with pytest.raises(Invalid) as refused:
        move(RISKS, act("manager"), bare.uid, 1, "assess")
    opened = move(RISKS, act("manager"), risk.uid, 1, "assess")

    assert set(refused.value.fields) == {"residual_probability", "residual_impact"}
    kept = Risk.objects.get(pk=opened.pk)
    assert (kept.status, str(kept.residual_probability), kept.residual_impact) == ("open", "0.4000", 5)
    assert kept.residual_cost == 250_000_00


def test_the_whole_life(org: Any, act: Any) -> None:
    risk, actor, version = raised(act, org.project), act("manager"), 1
    life = ["assess", "treat", "escalate", "return", "occur", "close", "reopen", "close", "reopen"]

    for name in life:
        asks = {"reason": "because"} if RISKS.move(name).asks else {}
        risk = move(RISKS, actor, risk.uid, version, name, asks)
        version += 1

    assert (risk.status, risk.version) == ("open", len(life) + 1)
    with pytest.raises(RuleBroken):
        move(RISKS, actor, risk.uid, version, "reject", {"reason": "no"})


def test_escalation_lifts_one_level_without_a_copy(org: Any, act: Any) -> None:
    risk = raised(act, org.project)
    move(RISKS, act("manager"), risk.uid, 1, "assess")
    before = (Card.objects.count(), Risk.objects.count())

    with pytest.raises(Invalid):
        move(RISKS, act("manager"), risk.uid, 2, "escalate", {"reason": "  "})
    move(RISKS, act("manager"), risk.uid, 2, "escalate", {"reason": "too dear for us"})

    assert (Card.objects.count(), Risk.objects.count()) == before
    lifted = Lift.objects.get()
    assert (lifted.place, lifted.redacted, lifted.by) == (org.programme, False, org.people.manager)
    with pytest.raises(Denied):
        move(RISKS, act("support"), risk.uid, 3, "return", {"reason": "mine"})


def test_who_reaches_only_the_level_above_sees_it_while_it_is_lifted(org: Any, act: Any) -> None:
    """When the project moves under another level, that one sees it, and the old one no longer."""
    leader = Person.objects.create_user("lead@example.org", "Lead")
    Grant.objects.create(person=leader, role=Role.objects.get(slug="project-manager"), place=org.programme)
    above = create(RISKS, act("director"), org.programme, {"title": "Own"})

    def seen() -> set[str]:
        return set(rows(RISKS, actor_for(leader)).values_list("title", flat=True))

    risk = escalated(act, org.project)
    assert seen() == {"Own", "Flood"}

    move_place(org.project, org.portfolio)

    assert Lift.objects.get().place == org.portfolio
    assert seen() == {"Own"}
    assert above.place == org.programme
    assert risk.status == "escalated"


def test_a_sealed_project_lifts_a_count_and_nothing_else(org: Any, act: Any) -> None:
    risk = escalated(act, org.sealed, "insider", title="Secret merger")

    for name in ("director", "administrator", "manager", "stranger"):
        assert not rows(RISKS, act(name)).filter(pk=risk.pk).exists()
        assert not cards(act(name)).filter(pk=risk.pk).exists()
        with pytest.raises(NotThere):
            row(RISKS, act(name), risk.uid)
    assert Lift.objects.get().redacted
    assert restricted_below(org.programme) == 1
    remove(RISKS, act("insider"), risk.uid, 3)
    assert restricted_below(org.programme) == 0


def test_sealing_later_hides_what_was_lifted_before(org: Any, act: Any) -> None:
    risk = escalated(act, org.project)
    assert rows(RISKS, act("director")).filter(pk=risk.pk).exists()

    seal_place(org.project, sealed=True)

    assert not rows(RISKS, act("director")).filter(pk=risk.pk).exists()
    assert restricted_below(org.programme) == 1
    assert {s.person.name for s in who_can_see(risk.card)} == {"Manager", "Support", "Member"}


def test_a_root_has_no_level_above(org: Any, act: Any) -> None:
    with pytest.raises(RuleBroken):
        escalated(act, org.office, "director")


def test_responses_belong_to_threat_or_opportunity(org: Any, act: Any) -> None:
    fine = {"responses": [{"title": "Grab it", "category": "exploit", "cost": 5}]}
    chance = create(RISKS, act("manager"), org.project, {"title": "Grant", "kind": "opportunity"}, parts=fine)

    with pytest.raises(Invalid):
        create(RISKS, act("manager"), org.project, {"title": "Flood"}, parts=fine)

    assert Risk.objects.count() == 1
    assert Response.objects.get().risk == chance


def test_the_one_who_acts_on_a_response_sees_the_risk_as_their_own(org: Any, act: Any) -> None:
    guest = org.people.guest
    parts = {"responses": [{"title": "Dig", "actionee": guest}]}
    theirs = create(RISKS, act("manager"), org.project, {"title": "Flood"}, parts=parts)
    create(RISKS, act("manager"), org.project, {"title": "Other"})

    assert [r.uid for r in rows(RISKS, act("guest"))] == [theirs.uid]


def test_exposure_score_and_steps_are_what_arithmetic_says(org: Any, act: Any) -> None:
    cases = [
        ("0.1", 1, 1000),
        ("0.1001", 2, 33333),
        ("0.3", 3, 7),
        ("0.5", 4, 1),
        ("0.7", 5, 99999999),
        ("0.95", 5, 3),
    ]
    for number, (chance, impact, cost) in enumerate(cases):
        now = {"residual_probability": chance, "residual_impact": impact, "residual_cost": cost}
        create(RISKS, act("manager"), org.project, {"title": f"{number}", **now})

    found = rows(RISKS, act("manager")).annotate(**{c.name: c.expression for c in RISKS.computed})

    steps = {"0.1": 1, "0.1001": 2, "0.3": 2, "0.5": 3, "0.7": 4, "0.95": 5}
    for risk, (chance, impact, cost) in zip(found.order_by("pk"), cases, strict=True):
        assert (risk.step, risk.score) == (steps[chance], steps[chance] * impact)
        assert abs(risk.exposure - float(chance) * cost) <= 0.5
    empty = create(RISKS, act("manager"), org.project, {"title": "Nothing known"})
    bare = found.get(pk=empty.pk)
    assert (bare.exposure, bare.step, bare.score) == (None, None, None)


def test_figures_roll_up_over_what_may_be_seen(org: Any, act: Any) -> None:
    for place, by, cost in (
        (org.project, "manager", 100),
        (org.other, "director", 30),
        (org.sealed, "insider", 5000),
    ):
        now = {"residual_probability": "0.5", "residual_cost": cost}
        create(RISKS, act(by), place, {"title": "t", **now})

    def total(name: str, place: Any) -> tuple[int, int]:
        found = answer(RISKS, act(name), read_state(RISKS, {"place": [place.uid], "col": ["exposure"]}))
        return found.total, sum(amount for _, _, amount in found.sums)

    assert total("director", org.portfolio) == total("director", org.programme) == (2, 65)
    assert total("director", org.project) == (1, 50)
    assert total("manager", org.portfolio) == (1, 50)
    assert total("insider", org.portfolio) == (1, 2500)


def test_a_gain_is_taken_off_and_what_is_over_costs_nothing_more(org: Any, act: Any) -> None:
    now = {"residual_probability": "0.5", "residual_impact": 3, "residual_cost": 100}
    manager = act("manager")
    create(RISKS, manager, org.project, {"title": "Strike", **now})
    create(
        RISKS, manager, org.project, {"title": "Discount", "kind": "opportunity", **now, "residual_cost": 30}
    )
    past = create(RISKS, manager, org.project, {"title": "Flood", **now})
    move(RISKS, manager, past.uid, 1, "assess")
    move(RISKS, manager, past.uid, 2, "close", {"reason": "the dam is built"})

    found = answer(RISKS, manager, read_state(RISKS, {"col": ["title", "exposure"], "sort": ["-exposure"]}))

    assert [tuple(row[2:4]) for row in found.rows][:2] == [("Strike", 50), ("Discount", -15)]
    assert found.sums == [("exposure", "GBP", 35)]


def test_the_matrix_leaves_out_what_is_over_unless_asked(org: Any, act: Any, client: Any) -> None:
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")
    now = {"title": "t", "residual_probability": "0.9", "residual_impact": 5}
    for closed in (False, True):
        risk = create(RISKS, act("manager"), org.project, now)
        if closed:
            move(RISKS, act("manager"), risk.uid, 1, "reject", {"reason": "no"})

    def hottest(address: str) -> tuple[int, str]:
        shown = client.get(address).context["listing"]
        cell = shown["matrix"]["rows"][0]["cells"][4]
        return cell["count"], client.get(cell["url"]).context["listing"]["count_label"]

    assert hottest("/risks") == (1, "1 risk")
    assert hottest("/risks?status=draft&status=rejected") == (2, "2 risks")


def test_the_matrix_counts_each_risk_in_its_cell(org: Any, act: Any, client: Any) -> None:
    for chance, impact in (("0.05", 1), ("0.05", 1), ("0.9", 5), ("0.2", 3)):
        create(RISKS, act("manager"), org.project,
               {"title": "t", "residual_probability": chance, "residual_impact": impact})  # fmt: skip
    create(RISKS, act("manager"), org.project, {"title": "not assessed"})
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/risks")
    matrix = page.context["listing"]["matrix"]
    assert [page.content.decode().count(f">{axis}<") for axis in (matrix["up"], matrix["axis"])] == [1, 1]

    cells = {
        (row["label"], at): cell["count"] for row in matrix["rows"] for at, cell in enumerate(row["cells"], 1)
    }
    assert {key: n for key, n in cells.items() if n} == {
        ("Very low", 1): 2,
        ("Very high", 5): 1,
        ("Low", 3): 1,
    }
    assert matrix["note"] == "1 not assessed yet"
    hot = next(c for row in matrix["rows"] for c in row["cells"] if c["count"] == 2)
    assert client.get(hot["url"]).context["listing"]["count_label"] == "2 risks"


def test_a_risk_says_only_what_somebody_chose_and_who_raised_it_watches_it(
    org: Any, act: Any, client: Any
) -> None:
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")
    form = client.get(f"/risks/new?place={org.project.uid}").context["form"]
    assert [form[name].value() for name in ("category", "proximity")] == ["", ""]

    page = client.post(f"/risks/new?place={org.project.uid}", {"title": "Flood"}, follow=True)

    risk = Risk.objects.get()
    assert (risk.category, risk.proximity) == ("", "")
    assert page.context["record"]["watchers"] == [org.people.manager.name]
    assert page.context["record"]["watch"]["on"]
    change(RISKS, act("director"), risk.uid, 1, {"title": "Flood in spring"})
    outbox.drain()
    assert Notification.objects.filter(card=risk.card).values_list("person", flat=True).get() == (
        org.people.manager.pk
    )
    client.post(f"/risks/{risk.uid}/watch")
    assert not risk.card.watchers.exists(), "they can stop"


def test_what_a_script_raises_is_watched_by_nobody(org: Any, act: Any) -> None:
    risk = create(RISKS, act("manager", door="api"), org.project, {"title": "Flood"})

    assert not risk.card.watchers.exists()
