"""Every register's proof: whatever is done to history, facts or records behind the application's back is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from samples import raw_values

from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.facts import NewFact, record_facts
from pilothouse.kernel.models import ChangeSet, Fact, Seal, payload_fields
from pilothouse.kernel.pasts import proof_values
from pilothouse.kernel.proof import digest_of, new_salt
from pilothouse.kernel.reading import read_values
from pilothouse.kernel.verify import seal_history, verify
from pilothouse.kernel.writing import change

pytestmark = pytest.mark.thorough

ROUNDS = 51
Tamper = Callable[[Any, random.Random], None]


@pytest.fixture
def history(spec: Any, raised: Any, act: Any, people: Any, org: Any) -> None:
    """Four records of four versions and some facts, the older half of it sealed."""
    made = [raised(n) for n in range(4)]
    for version in (1, 2, 3):
        for record in made:
            raw = raw_values(spec, version + 4, people)
            change(spec, act("director"), record.uid, version, read_values(spec, raw, "GBP"))
        with changeset(act("director"), "facts: tell") as opened:
            place, day = org.project.pk, date(2026, version, 1)
            record_facts(opened, [NewFact(place, "budget", day, amount=5, currency="GBP", note="n")] * 2)
        if version != 2:
            seal_history()
    assert verify().faults == []


def pasts(spec: Any) -> Any:
    return spec.past._default_manager.order_by("pk")


def other(value: Any, dice: random.Random) -> Any:
    """A value that differs."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + "x" if len(value) < 3 else value[:-1] + ("y" if value[-1] != "y" else "z")
    if isinstance(value, datetime | date):
        return value - timedelta(days=dice.randrange(1, 400))
    return 1 if value is None else value + 1


def edit_past(spec: Any, dice: random.Random) -> None:
    row, field = dice.choice(list(pasts(spec))), dice.choice(editable(spec))
    pasts(spec).filter(pk=row.pk).update(**{field.attname: changed(row, field, dice)})


def editable(spec: Any) -> list[Any]:
    return [f for f in payload_fields(spec.model) if not f.is_relation]


def changed(row: Any, field: Any, dice: random.Random) -> Any:
    value = getattr(row, field.attname)
    if value is None:
        names = {"DateField": date(2020, 1, 1), "DateTimeField": datetime(2020, 1, 1, tzinfo=UTC)}
        return names.get(field.get_internal_type(), 1)
    if field.get_internal_type() == "DecimalField":
        return value / 2 + (0 if value else 1)
    return other(value, dice)


def edit_and_digest_anew(spec: Any, dice: random.Random) -> None:
    row = dice.choice(list(pasts(spec)))
    row.title, row.salt = row.title + "!", new_salt()
    row.digest = digest_of(proof_values(spec, row), row.salt)
    row.save()


def edit_and_call_it_redacted(spec: Any, dice: random.Random) -> None:
    row = dice.choice(list(pasts(spec)))
    pasts(spec).filter(pk=row.pk).update(title="Never happened", salt="")


def cut_middle(spec: Any, dice: random.Random) -> None:
    pasts(spec).filter(pk=dice.choice([r.pk for r in pasts(spec) if r.version in (2, 3)])).delete()


def cut_tail(spec: Any, dice: random.Random) -> None:
    row = dice.choice([r for r in pasts(spec) if r.until is None])
    pasts(spec).filter(pk=row.pk).delete()


def cut_tail_and_wind_back(spec: Any, dice: random.Random) -> None:
    """The record itself is set back to the version before, as if the last one had never been."""
    row = dice.choice([r for r in pasts(spec) if r.until is None])
    before = pasts(spec).get(card=row.card_id, version=row.version - 1)
    pasts(spec).filter(pk=row.pk).delete()
    pasts(spec).filter(pk=before.pk).update(until=None)
    values = {f.attname: getattr(before, f.attname) for f in payload_fields(spec.model)}
    spec.model._default_manager.filter(pk=row.card_id).update(**values)


def insert(spec: Any, dice: random.Random) -> None:
    row = dice.choice(list(pasts(spec)))
    row.pk, row.title, row.salt = None, "Slipped in", new_salt()
    row.version += dice.randrange(2)
    row.digest = digest_of(proof_values(spec, row), row.salt)
    row.seal = None
    row.save(force_insert=True)


def backdate(spec: Any, dice: random.Random) -> None:
    row, name = dice.choice(list(pasts(spec))), dice.choice(["recorded", "since", "until"])
    earlier = (getattr(row, name) or row.since) - timedelta(days=dice.randrange(1, 90))
    pasts(spec).filter(pk=row.pk).update(**{name: earlier})


def blame_another(spec: Any, dice: random.Random) -> None:
    row = dice.choice(list(pasts(spec)))
    wrong = pasts(spec).exclude(changeset=row.changeset_id).first()
    pasts(spec).filter(pk=row.pk).update(changeset=wrong.changeset_id)


def rewrite_who(spec: Any, dice: random.Random) -> None:
    """The row stays as it is; the change-set says that somebody else wrote it, elsewhere."""
    one = ChangeSet.objects.get(pk=dice.choice(list(pasts(spec))).changeset_id)
    wrong = dice.choice(
        [{"by": None}, {"on_behalf_of_id": one.by_id}, {"door": "cli"}, {"action": "nothing"}]
    )
    ChangeSet.objects.filter(pk=one.pk).update(**wrong)


def edit_record(spec: Any, dice: random.Random) -> None:
    record, field = dice.choice(list(spec.model._default_manager.all())), dice.choice(editable(spec))
    if field.name == "uid":
        field = spec.model._meta.get_field("title")
    spec.model._default_manager.filter(pk=record.pk).update(**{field.attname: changed(record, field, dice)})


def delete_record(spec: Any, dice: random.Random) -> None:
    record = dice.choice(list(spec.model._default_manager.all()))
    pasts(spec).filter(card=record.pk).delete()
    spec.model._default_manager.filter(pk=record.pk).delete()


def edit_fact(spec: Any, dice: random.Random) -> None:
    fact = dice.choice(list(Fact.objects.all()))
    wrong = dice.choice(
        [{"amount": 6}, {"note": "m"}, {"measure": "forecast"}, {"currency": "EUR"}, {"word": "red"}]
    )
    Fact.objects.filter(pk=fact.pk).update(**wrong)


def backdate_fact(spec: Any, dice: random.Random) -> None:
    fact, name = dice.choice(list(Fact.objects.all())), dice.choice(["effective", "recorded"])
    Fact.objects.filter(pk=fact.pk).update(**{name: getattr(fact, name) - timedelta(days=9)})


def cut_fact(spec: Any, dice: random.Random) -> None:
    Fact.objects.filter(pk=dice.choice(list(Fact.objects.values_list("pk", flat=True)))).delete()


def insert_fact(spec: Any, dice: random.Random) -> None:
    fact = dice.choice(list(Fact.objects.all()))
    fact.pk, fact.seal = None, None
    fact.save(force_insert=True)


def break_seal(spec: Any, dice: random.Random) -> None:
    seal = dice.choice(list(Seal.objects.all()))
    dice.choice([lambda: Seal.objects.filter(pk=seal.pk).update(count=F("count") + 1),
                 lambda: Seal.objects.filter(pk=seal.pk).update(root="0" * 64),
                 lambda: Seal.objects.filter(pk=seal.pk).update(head="0" * 64)])()  # fmt: skip


TAMPERING: list[Tamper] = [
    edit_past, edit_and_digest_anew, edit_and_call_it_redacted, cut_middle, cut_tail, cut_tail_and_wind_back, insert,
    backdate, blame_another, edit_record, delete_record, edit_fact, backdate_fact, cut_fact, insert_fact, break_seal,
    rewrite_who,
]  # fmt: skip


@pytest.mark.usefixtures("history")
def test_every_tampering_is_found(spec: Any) -> None:
    """All of it, on a copy that is thrown away each time."""
    dice, missed = random.Random(11), []
    for number in range(ROUNDS):
        tamper = TAMPERING[number % len(TAMPERING)]
        with transaction.atomic():
            tamper(spec, dice)
            if not verify().faults:
                missed.append((number, tamper.__name__))
            transaction.set_rollback(True)
    assert missed == []
    assert verify().faults == []


@pytest.mark.usefixtures("history")
def test_a_history_cut_back_with_its_seals_is_found_by_the_published_head(spec: Any) -> None:
    published = Seal.objects.order_by("-pk")[0].head
    gone = Seal.objects.order_by("-pk").first()
    Seal.objects.filter(pk=gone.pk).delete()
    for table in (Fact, spec.past):
        table._default_manager.filter(seal_id=gone.pk).update(seal=None)

    assert verify().faults == []
    assert verify(anchor=published).faults != []
