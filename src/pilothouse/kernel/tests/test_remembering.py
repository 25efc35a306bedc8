"""What is remembered is forgotten with the next write, in whatever order writes are kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from pilothouse.kernel.actors import machine
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.models import ChangeSet
from pilothouse.kernel.remembering import newest_changes, remembered


def kept(pk: int) -> None:
    ChangeSet.objects.create(pk=pk, door="web", action="test", at=timezone.now())


@pytest.mark.django_db
def test_a_write_that_began_first_and_is_kept_last_is_noticed() -> None:
    seen = [newest_changes()]
    for pk in (1000, 1002, 1001, 1005, 1003):
        kept(pk)
        seen.append(newest_changes())

    assert len(set(seen)) == len(seen)


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_worked_out_once_until_something_is_written() -> None:
    asked: list[int] = []

    def work() -> int:
        asked.append(1)
        return len(asked)

    def answer(actor: Any = machine()) -> int:  # noqa: B008
        return remembered(actor, "how many", work)

    assert [answer(), answer()] == [1, 1]
    with changeset(machine(), "test"):
        assert answer() == 2  # inside a write nothing is remembered
    assert [answer(), answer()] == [3, 3]
