"""Loads the demonstration and gives its people random passwords, kept in the data folder."""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from pilothouse.cli.exits import DONE, WRONG_USE, Failed
from pilothouse.cli.output import Progress, as_json, say, step
from pilothouse.demo import load_demo, remove_demo
from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import NotThere, RuleBroken
from pilothouse.kernel.models import Place

PASSWORDS = "passwords.txt"
HEADING = "# role\tsign-in name\tpassword; made at random by `pilothouse demo`"


class SignIn(Protocol):
    """Somebody whom the demonstration offers as a way in."""

    @property
    def role(self) -> str:
        """What they are."""

    @property
    def email(self) -> str:
        """The name to sign in with."""


def run(arguments: argparse.Namespace) -> int:
    """Load the demonstration, or take it away; loading refuses a database in use, unless --add is given."""
    if arguments.remove:
        return remove(arguments)
    if not empty() and not arguments.add:
        raise Failed(
            "The database is not empty; say --add to load the demonstration beside it.", code=WRONG_USE
        )
    people = load(arguments.scale, arguments.seed)
    if arguments.json:
        as_json({"places": Place.objects.count(), "sign_in": people, "passwords": str(_file())})
    else:
        say(f"Loaded: {Place.objects.count():,} places. Sign in as {', '.join(people)}.")
        say(f"Passwords: {_file()}")
    return DONE


def remove(arguments: argparse.Namespace) -> int:
    """Take the demonstration away; refuses, until told what of it stays, when people added something inside it."""
    mine = None if arguments.mine is None else arguments.mine == "remove"
    try:
        removed = remove_demo(machine("cli"), mine=mine, organisation=arguments.organisation)
    except NotThere as refused:
        raise Failed(str(refused), code=WRONG_USE) from refused
    except RuleBroken as refused:
        raise Failed(f"{refused.message} Say --mine keep or --mine remove.", code=WRONG_USE) from refused
    if arguments.json:
        as_json(removed.__dict__)
        return DONE
    say(f"Removed: {removed.records:,} records put away, {removed.facts:,} facts withdrawn.")
    if not get_user_model()._default_manager.filter(is_active=True).exists():
        say("Nobody can sign in now; make an administrator: pilothouse user add EMAIL --administrator")
    return DONE


def first_content() -> None:
    """Load the demonstration into an empty database, as a step of a start."""
    if not empty():
        return
    with step("Demonstration") as remarks:
        load(1, 1)
        remarks.append(f"{Place.objects.count():,} places")


def empty() -> bool:
    """True when nobody and nothing is in the database yet."""
    return not Place.objects.exists() and not get_user_model()._default_manager.exists()


def load(scale: int, seed: int) -> list[str]:
    """Load it whole or not at all; returns the sign-in names."""
    with transaction.atomic():
        try:
            sign_ins = load_demo(scale=scale, seed=seed, progress=Progress("Demonstration"))
        except RuleBroken as refused:
            raise Failed(refused.message, code=WRONG_USE) from refused
        return give_passwords(sign_ins)


def give_passwords(sign_ins: Iterable[SignIn]) -> list[str]:
    """Set a random password for each and keep them in a file that only the owner can read."""
    people = get_user_model()._default_manager
    lines = [HEADING]
    for one in sign_ins:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        person = people.get(email=one.email)
        person.set_password(password)
        person.save()
        lines.append(f"{one.role}\t{one.email}\t{password}")
    descriptor = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
    return [line.split("\t")[1] for line in lines[1:]]


def _file() -> Path:
    return Path(settings.DATA_DIR) / PASSWORDS
