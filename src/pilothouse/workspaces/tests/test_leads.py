"""The column *led by* of a file: people who are here lead what is made; nobody is made a person by a file."""

from __future__ import annotations

from typing import Any

from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import machine
from pilothouse.workspaces.applying import Applied, apply_draft
from pilothouse.workspaces.intake import draft_portfolio, guess_mapping, read_table
from pilothouse.workspaces.models import Workspace

FILE = (
    "Code,Project name,Project manager,As at,Budget (£)\n"
    "D1,Dock,Žofie Novák,2026-03-31,100\n"
    "D2,Quay,zofie@example.org,2026-03-31,100\n"
    "D3,Lock,Sam Twin,2026-03-31,100\n"
    "D4,Weir,Nobody Here,2026-03-31,100\n"
    "D5,Pier,,2026-03-31,100\n"
)


def imported(office: Any, text: str) -> Applied:
    table = read_table(text.encode(), "works.csv")
    return apply_draft(machine("import"), office, draft_portfolio(table, guess_mapping(table), {}))


def led_by() -> dict[str, str]:
    names = ("Dock", "Quay", "Lock", "Weir", "Pier")
    return dict(
        Workspace.objects.filter(title__in=names, owner__isnull=False).values_list("title", "owner__name")
    )


def test_a_place_is_led_by_the_one_person_of_that_name_or_address(org: Any) -> None:
    Person.objects.create_user("zofie@example.org", "Žofie Novák")
    for number in (1, 2):
        Person.objects.create_user(f"sam{number}@example.org", "Sam Twin")
    people = Person.objects.count()

    done = imported(org.office, FILE)

    assert led_by() == {"Dock": "Žofie Novák", "Quay": "Žofie Novák"}
    assert (done.led, done.nobody) == (2, 2)
    assert Person.objects.count() == people


def test_somebody_who_left_leads_nothing_new_and_a_known_place_keeps_its_lead(org: Any) -> None:
    zofie = Person.objects.create_user("zofie@example.org", "Žofie Novák")
    imported(org.office, FILE)
    Person.objects.filter(pk=zofie.pk).update(is_active=False)

    again = imported(org.office, FILE.replace("D5,Pier,", "D6,Jetty,zofie novak"))

    assert led_by()["Dock"] == "Žofie Novák"
    assert Workspace.objects.get(title="Jetty").owner is None
    assert (again.made, again.led, again.nobody) == (1, 0, 1)
