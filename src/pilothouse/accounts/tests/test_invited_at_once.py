"""Many invited at the same moment: people of one name each get a mention, one address one person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from at_once import at_once, shared_database

from pilothouse.accounts.actions import add_person
from pilothouse.accounts.models import Person
from pilothouse.kernel.errors import Invalid

pytestmark = pytest.mark.django_db(transaction=True)


def test_people_of_one_name_are_all_taken_in(act: Any, tmp_path: Path) -> None:
    director = act("director")

    def invite(number: int) -> str:
        return add_person(director, email=f"a{number}@example.org", name="Anna Kerr")[0].handle

    with shared_database(tmp_path):
        handles = at_once(*[lambda n=n: invite(n) for n in range(5)])

    assert len(set(handles)) == 5
    assert "anna.kerr" in handles
    assert all(handle == "anna.kerr" or handle.startswith("anna.kerr.") for handle in handles)


def test_one_address_is_one_person(act: Any, tmp_path: Path) -> None:
    director = act("director")

    def invite() -> str:
        try:
            return add_person(director, email="a@example.org", name="Anna Kerr")[1]
        except Invalid as error:
            return str(error.fields["email"])

    with shared_database(tmp_path):
        told = at_once(*[invite] * 5)
        kept = at_once(Person.objects.filter(email="a@example.org").count)[0]

    assert kept == 1
    assert all(told)
