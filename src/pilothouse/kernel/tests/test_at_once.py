"""Many at the same moment: nothing acknowledged is lost, nothing is done twice, nothing forks."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from at_once import at_once, shared_database
from django.test import Client

from pilothouse.accounts.actions import add_person
from pilothouse.accounts.invitations import take_up
from pilothouse.accounts.models import Person
from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.actors import machine
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import RuleBroken, Stale
from pilothouse.kernel.facts import NewFact, record_facts
from pilothouse.kernel.models import PRIMARY, Fact, OutboxItem, Place, Reach, StoredMail
from pilothouse.kernel.outbox import JOBS, drain, enqueue
from pilothouse.kernel.tree import add_place, move_place, seal_place
from pilothouse.kernel.verify import verify
from pilothouse.kernel.writing import change, create
from pilothouse.registers.risks import RISKS, Risk
from pilothouse.workspaces.first import FirstSteps, make_first_administrator

EDITORS = 5
pytestmark = pytest.mark.django_db(transaction=True)


def only(work: Any) -> Any:
    """Look at the database that the threads share."""
    return at_once(work)[0]


def edit(uid: str, editor: int, rounds: int) -> list[str]:
    """Add a token to the text, as often as asked, reading afresh after each refusal; returns what was acknowledged."""
    told = []
    for number in range(rounds):
        token = f"t{editor}-{number}"
        while True:
            risk = Risk.objects.get(uid=uid)
            try:
                change(RISKS, machine(), uid, risk.version, {"cause": f"{risk.cause} {token}".strip()})
            except Stale:
                continue
            told.append(token)
            break
    return told


def check_editors(uid: str, told: list[list[str]]) -> None:
    risk = Risk.objects.get(uid=uid)
    assert sorted(risk.cause.split()) == sorted(token for own in told for token in own)
    texts = [p.cause.split() for p in RISKS.past.objects.filter(card=risk.pk).order_by("version")]
    assert [len(text) for text in texts] == list(range(len(texts)))
    assert all(later[:-1] == earlier for earlier, later in pairwise(texts))
    assert risk.version == len(texts)
    assert verify().faults == []


def test_no_update_is_lost(org: Any, tmp_path: Path) -> None:
    risk = create(RISKS, machine(), org.project, {"title": "Flood"})
    with shared_database(tmp_path):
        told = at_once(*[lambda e=e: edit(risk.uid, e, 4) for e in range(EDITORS)])
        only(lambda: check_editors(risk.uid, told))


@pytest.mark.slow
def test_no_update_is_lost_over_many_rounds(org: Any, tmp_path: Path) -> None:
    risks = [create(RISKS, machine(), org.project, {"title": f"R{n}"}) for n in range(3)]
    with shared_database(tmp_path):
        for risk in risks:
            told = at_once(*[lambda e=e, u=risk.uid: edit(u, e, 60) for e in range(EDITORS)])
            only(lambda u=risk.uid, t=told: check_editors(u, t))


def test_codes_are_given_once(org: Any, tmp_path: Path) -> None:
    def raise_some() -> list[str]:
        return [create(RISKS, machine(), org.project, {"title": "t"}).code for _ in range(4)]

    with shared_database(tmp_path):
        given = at_once(*[raise_some] * EDITORS)
        assert only(lambda: verify().faults) == []

    codes = [code for own in given for code in own]
    assert sorted(codes) == sorted(f"R-{n}" for n in range(1, 4 * EDITORS + 1))


def test_a_request_sent_many_times_at_once_is_done_once(org: Any, tmp_path: Path) -> None:
    _, secret = make_token(org.people.manager, "t")
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IDEMPOTENCY_KEY": "same"}
    body = f'{{"title": "Once", "place": "{org.project.uid}"}}'

    def send() -> tuple[int, bytes]:
        answer = Client().post("/api/v1/risks", body, "application/json", **head)
        return answer.status_code, answer.content

    with shared_database(tmp_path):
        answers = at_once(*[send] * 4)
        assert only(Risk.objects.count) == 1

    assert {status for status, _ in answers} == {201}
    assert len({content for _, content in answers}) == 1


def test_the_chain_of_facts_does_not_fork(org: Any, tmp_path: Path) -> None:
    def tell() -> None:
        for number in range(3):
            with changeset(machine(), "facts: tell") as opened:
                record_facts(opened, [NewFact(org.project.pk, "budget", date(2026, 1, 1 + number), amount=1)])

    with shared_database(tmp_path):
        at_once(*[tell] * EDITORS)
        assert only(lambda: (Fact.objects.count(), verify().faults)) == (3 * EDITORS, [])


def walked() -> set[tuple[int, int, int, int]]:
    places, found = {p.pk: p for p in Place.objects.all()}, set()
    for place in places.values():
        at, depth, seals = place, 0, 0
        while at is not None:
            found.add((at.pk, place.pk, depth, seals))
            seals, depth, at = seals + at.sealed, depth + 1, places.get(at.parent_id or 0)
    return found


def shuffle(seed: int) -> None:
    dice = random.Random(seed)
    for number in range(6):
        places = list(Place.objects.order_by("pk"))
        place, other = dice.choice(places), dice.choice(places)
        try:
            if dice.random() < 0.4:
                add_place("project", f"{seed}-{number}", place)
            elif dice.random() < 0.7:
                move_place(place, other)
            else:
                seal_place(place, sealed=dice.random() < 0.5)
        except RuleBroken:
            continue


def test_the_tree_keeps_its_shape_under_moves_at_once(tmp_path: Path) -> None:
    root = add_place("office", "root")
    for number in range(6):
        add_place("project", str(number), root)
    with shared_database(tmp_path):
        at_once(*[lambda s=s: shuffle(s) for s in range(EDITORS)])
        kept = only(
            lambda: set(
                Reach.objects.filter(hierarchy=PRIMARY).values_list("ancestor", "place", "depth", "seals")
            )
        )
        assert kept == only(walked)


def test_each_piece_of_work_is_done_by_one_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mail(payload: dict[str, Any]) -> None:
        StoredMail.objects.create(to="x@example.org", subject=payload["n"])

    monkeypatch.setitem(JOBS, "mail", mail)
    for number in range(12):
        enqueue("mail", f"k{number}", {"n": str(number)})
    with shared_database(tmp_path):
        done = at_once(*[lambda w=w: drain(f"worker-{w}") for w in range(4)])
        kept = only(lambda: sorted(StoredMail.objects.values_list("subject", flat=True)))
        assert only(OutboxItem.objects.filter(done_at=None).count) == 0

    assert sum(done) == 12
    assert kept == sorted(map(str, range(12)))


def test_one_of_many_becomes_the_first_administrator(tmp_path: Path) -> None:
    def begin(number: int) -> bool:
        steps = FirstSteps("Northwater", f"P{number}", f"p{number}@example.org", "correct horse battery")
        return make_first_administrator(steps) is not None

    with shared_database(tmp_path):
        made = at_once(*[lambda n=n: begin(n) for n in range(4)])
        assert only(lambda: (Person.objects.count(), Place.objects.count())) == (1, 1)

    assert made.count(True) == 1


def test_one_of_many_takes_an_invitation_up(org: Any, act: Any, tmp_path: Path) -> None:
    _, secret = add_person(act("director"), email="new@example.org", name="New")

    with shared_database(tmp_path):
        taken = at_once(*[lambda n=n: take_up(secret, f"correct horse battery {n}") for n in range(4)])

    assert sum(person is not None for person in taken) == 1
