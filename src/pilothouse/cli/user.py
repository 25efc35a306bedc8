"""Adds people, gives them a new password, closes and opens their access; for whoever runs the installation."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from pilothouse.accounts.models import Person
from pilothouse.accounts.presets import load_presets
from pilothouse.accounts.second_step import clear_second_step
from pilothouse.cli.exits import DONE, WRONG_USE, Failed
from pilothouse.cli.output import as_json, say, table
from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.models import Grant, Place, Role
from pilothouse.workspaces.beginning import begin_organisation
from pilothouse.workspaces.models import Workspace

ADMINISTRATOR = "administrator"


def run(arguments: argparse.Namespace) -> int:
    """Do one thing with one person, or list all."""
    if arguments.what == "list":
        return _list(arguments)
    if not arguments.email:
        raise Failed(f"Say whom: pilothouse user {arguments.what} EMAIL", code=WRONG_USE)
    with transaction.atomic():
        answer = WHAT[arguments.what](arguments)
    if arguments.json:
        as_json(answer)
    else:
        say(answer.pop("says"))
        for name, value in answer.items():
            say(f"  {name}: {value}")
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    rows = [
        {
            "email": person.email,
            "name": person.name,
            "access": "open" if person.is_active else "closed",
            "last sign-in": person.last_login.strftime("%Y-%m-%d %H:%M") if person.last_login else "never",
        }
        for person in Person.objects.order_by("email")
    ]
    if arguments.json:
        as_json(rows)
    else:
        table(rows, ("email", "name", "access", "last sign-in"))
    return DONE


def _add(arguments: argparse.Namespace) -> dict[str, Any]:
    email = arguments.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Failed(f"{arguments.email!r} is no e-mail address.", code=WRONG_USE) from error
    if Person.objects.filter(email=email).exists():
        raise Failed(f"{email} is there already; `pilothouse user password {email}` gives a new password.")
    password = new_password()
    person = Person.objects.create_user(email, arguments.name or email.partition("@")[0], password)
    if arguments.administrator:
        administer_everything(person)
    return {"says": f"{person.name} can sign in.", "email": email, "password": password}


def administer_everything(person: Person) -> None:
    """Make somebody administrator of every organisation; where there is none, the first one is made for them."""
    load_presets()
    role = Role.objects.get(slug=ADMINISTRATOR)
    gone = Workspace.objects.filter(removed_at__isnull=False).values("place")
    tops = list(Place.objects.filter(parent__isnull=True).exclude(pk__in=gone))
    if not tops:
        begin_organisation(person, "Our organisation", None)
    Grant.objects.bulk_create(Grant(person=person, role=role, place=place) for place in tops)


def _password(arguments: argparse.Namespace) -> dict[str, Any]:
    person, password = _found(arguments.email), new_password()
    person.set_password(password)
    person.save()
    return {"says": f"{person.name} has a new password.", "email": person.email, "password": password}


def _second_step(arguments: argparse.Namespace) -> dict[str, Any]:
    person = _found(arguments.email)
    try:
        clear_second_step(machine("command line"), person)
    except Invalid as error:
        raise Failed(" ".join(error.fields.values())) from error
    return {"says": f"{person.name} signs in by password alone now.", "email": person.email}


def _close(arguments: argparse.Namespace) -> dict[str, Any]:
    return _switch(arguments.email, active=False)


def _open(arguments: argparse.Namespace) -> dict[str, Any]:
    return _switch(arguments.email, active=True)


def _switch(email: str, *, active: bool) -> dict[str, Any]:
    person = _found(email)
    person.is_active = active
    person.save()
    return {"says": f"{person.name}'s access is {'open' if active else 'closed'}.", "email": person.email}


def _found(email: str) -> Person:
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise Failed(
            f"Nobody here signs in as {email}; `pilothouse user list` names everybody.", code=WRONG_USE
        )
    return person


def new_password() -> str:
    """A random password that can be read out over the telephone."""
    return "-".join(secrets.token_hex(2) for _ in range(4))


WHAT: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "add": _add,
    "password": _password,
    "second-step": _second_step,
    "close": _close,
    "open": _open,
}
