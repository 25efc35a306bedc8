"""A prepared question answers as the question itself, for every value and every reader."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import QuerySet

from pilothouse.kernel.actors import machine
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.facts import NewFact, record_facts
from pilothouse.kernel.models import Fact, Place
from pilothouse.kernel.prepared import prepared
from pilothouse.kernel.remembering import rights_key
from pilothouse.kernel.rows import cards, places
from pilothouse.kernel.spec import register
from pilothouse.registers.risks import RISKS


def _named(*uids: str) -> QuerySet[Any, Any]:
    return Place.objects.filter(uid__in=uids).order_by("pk").values_list("uid", "kind", "sealed", "pk")


def test_it_answers_as_the_question_for_each_value(org: Any, django_assert_num_queries: Any) -> None:
    asked = [(org.office.uid, org.sealed.uid), (org.project.uid, org.office.uid), ("nobody", "' OR 1=1 --")]

    with django_assert_num_queries(3):
        answers = [prepared("named", _named, *uids) for uids in asked]

    assert answers == [list(_named(*uids)) for uids in asked]


def test_days_come_as_days_and_as_none(org: Any) -> None:
    facts = ((date(2026, 3, 31), org.office), (None, org.project))
    with changeset(machine("test"), "facts: tell") as opened:
        record_facts(opened, [NewFact(place.pk, "finish", date(2026, 1, 1), day=day) for day, place in facts])

    def told() -> QuerySet[Any, Any]:
        return Fact.objects.order_by("pk").values_list("effective", "day")

    assert prepared("days", told) == [(date(2026, 1, 1), day) for day, _ in facts]


def test_each_reader_has_an_answer_of_their_own(org: Any, act: Any) -> None:
    def seen(actor: Any) -> list[Any]:
        def by_uid(uid: str) -> QuerySet[Any, Any]:
            return places(actor).filter(uid=uid).values_list("pk")

        return [row[0] for row in prepared(("seen", rights_key(actor)), by_uid, org.sealed.uid)]

    assert [seen(act(name)) for name in ("insider", "director", "stranger", "insider")] == [
        [org.sealed.pk], [], [], [org.sealed.pk],
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_value_that_does_not_arrive_unchanged_is_refused() -> None:
    with pytest.raises(ValueError, match="unchanged"):
        prepared("shortened", lambda uid: Place.objects.filter(uid=uid[:2]).values_list("pk"), "abcdefghijkl")


def test_a_question_of_all_registers_is_worded_anew_when_there_are_others(org: Any, act: Any) -> None:
    """Else somebody with the same rights as another before would ask a table that is gone, or miss a new one."""
    worded: list[int] = []

    def own() -> QuerySet[Any, Any]:
        worded.append(1)
        return cards(act("guest")).values_list("pk")

    for _ in range(2):
        prepared("own of all", own)
    register(RISKS)
    prepared("own of all", own)

    assert len(worded) == 2
