"""Fills a temporary installation for the browser tests and prints, as JSON, what is where.

Run by `trial_site.filled_site` under the installation's own settings. Little of everything, and the awkward
things on purpose: long names, a place with nothing in it, more rows than a page holds.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from pilothouse.accounts.actions import add_person, delegate  # noqa: E402
from pilothouse.accounts.models import Person, Unit  # noqa: E402
from pilothouse.accounts.presets import load_presets  # noqa: E402
from pilothouse.accounts.teams import make_team  # noqa: E402
from pilothouse.accounts.tokens import make_token  # noqa: E402
from pilothouse.kernel import talk  # noqa: E402
from pilothouse.kernel.actors import actor_for, machine  # noqa: E402
from pilothouse.kernel.changesets import changeset  # noqa: E402
from pilothouse.kernel.facts import NewFact  # noqa: E402
from pilothouse.kernel.models import Grant, Place, Role  # noqa: E402
from pilothouse.kernel.spec import REGISTERS  # noqa: E402
from pilothouse.kernel.writing import create, move, remove  # noqa: E402
from pilothouse.workspaces.actions import (  # noqa: E402
    NewWorkspace,
    create_workspace,
    create_workspaces,
    tell_facts,
)
from pilothouse.workspaces.models import Workspace  # noqa: E402
from pilothouse.workspaces.staging import begin, stage  # noqa: E402

PASSWORD = "harbour lights at six"
POSTS = {
    "all": (("administrator", "office"), ("portfolio-director", "office")),
    "director": (("portfolio-director", "office"),),
    "manager": (("project-manager", "wall"), ("project-manager", "hundred")),
    "support": (("project-support", "wall"),),
    "guest": (("guest", "wall"),),
    "second": (("portfolio-director", "office"),),
    "coded": (("analyst", "office"),),
    "shown": (("administrator", "example"),),
}
NAMES = {
    "all": "Robin Okafor",
    "director": "Dara Whitfield-Featherstonehaugh",
    "manager": "Mina Castell",
    "support": "Sol Berg",
    "guest": "Gil Tan",
    "second": "Ines Varga",
    "coded": "Colm Ode",
    "shown": "Esme Hale",
}
LONG = (
    "Replacement of the supervisory control and data acquisition telemetry at one hundred and forty "
    "unmanned pumping stations"
)
RATINGS = ("green", "amber_green", "amber", "amber_red", "red")
MANY = 130


def _places() -> dict[str, Place]:
    """Office, portfolios, a programme with work in it, one with none, and a long row of small projects."""
    place: dict[str, Place] = {}

    def add(key: str, kind: str, name: str, parent: str = "") -> None:
        place[key] = create_workspace(machine("setup"), NewWorkspace(kind, name, place.get(parent), {})).place

    add("office", "office", "Tidewater Trust")
    add("example", "office", "Example harbour")  # stands for the demonstration; only one reader sees it
    Workspace.objects.filter(place=place["example"]).update(reference="demo")
    add("quay", "portfolio", "A quay of one's own", "example")
    add("coast", "portfolio", "Coast and harbours", "office")
    add("small", "portfolio", "Small works", "office")
    add("empty", "portfolio", "Nothing yet", "office")
    add("walls", "programme", "Sea walls", "coast")
    add("wall", "project", "North harbour wall", "walls")
    add("long", "project", LONG, "walls")
    add("hundred", "project", "Lights and buoys", "coast")
    with changeset(machine("setup"), "workspaces: create") as opened:
        new = [NewWorkspace("project", f"Slipway {n:03d}", place["small"], {}) for n in range(1, MANY + 1)]
        create_workspaces(machine("setup"), opened, new)
    return place


def _people(place: dict[str, Place]) -> dict[str, Person]:
    """One person a post, all with the same password, which is hashed once."""
    load_presets()
    hashed, unit = make_password(PASSWORD), Unit.objects.create(name="Harbour office")
    people = {}
    for key, name in NAMES.items():
        person = Person(email=f"{key}@example.org", name=name, job=f"{key.capitalize()} of works", unit=unit)
        person.password = hashed
        person.save()
        people[key] = person
        for role, where in POSTS[key]:
            Grant.objects.create(person=person, role=Role.objects.get(slug=role), place=place[where])
    return people


def _facts(place: dict[str, Place]) -> None:
    """Four tellings of the two real projects, one of some of the small ones."""
    told = machine("setup")
    for key, start in (("wall", 0), ("long", 2)):
        for at, day in enumerate(
            (date(2025, 1, 31), date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30))
        ):
            rating, worse = RATINGS[(start + at) % 5], RATINGS[(start + at + 1) % 5]
            spot = {"place_id": place[key].pk, "effective": day, "source": "Quarterly report"}
            money = {"currency": "GBP"}
            facts = [
                NewFact(**spot, measure="rating_manager", word=rating, scale=5),
                NewFact(**spot, measure="rating_office", word=worse, scale=5, note="Late piles."),
                NewFact(**spot, measure="budget", amount=480_000_000, **money),
                NewFact(**spot, measure="forecast", amount=480_000_000 + at * 21_000_000, **money),
                NewFact(**spot, measure="finish", day=date(2028, 3, 31) + timedelta(days=40 * at)),
                NewFact(**spot, measure="narrative", note="The contractor is *two weeks* behind; see the plan."),
            ]  # fmt: skip
            tell_facts(told, place[key].uid, facts)


def _risks(place: dict[str, Place], people: dict[str, Person]) -> dict[str, str]:
    """One full risk, one with a name that never ends, more than a page of others, and one in the trash."""
    spec = REGISTERS["risks"]
    manager = actor_for(people["manager"])
    full = create(
        spec, manager, place["wall"],
        {
            "title": "Piles refuse before their depth", "owner": people["manager"],
            "cause": "The rock lies higher than the two borings of 1998 say.",
            "event": "Piles may stop short.\n\n- in bay 3\n- in bay 5", "effect": "The wall is late and dearer.",
            "residual_probability": 0.4, "residual_impact": 4, "residual_cost": 90_000_000,
            "inherent_probability": 0.6, "inherent_impact": 5, "inherent_cost": 140_000_000,
            "next_review": date(2026, 1, 15),
        },
        parts={"responses": [{"title": "Bore five more holes", "category": "reduce", "actionee": people["manager"]}]},
    )  # fmt: skip
    move(spec, manager, full.uid, full.version, "assess")
    long = create(spec, manager, place["wall"], {"title": LONG * 2})
    gone = create(spec, manager, place["wall"], {"title": "Raised twice"})
    remove(spec, manager, gone.uid, gone.version)
    for n in range(MANY):
        values = {
            "title": f"Buoy {n} drags its anchor", "kind": "opportunity" if n % 9 == 0 else "threat",
            "residual_probability": (n % 10) / 10 or None, "residual_impact": n % 5 + 1,
            "residual_cost": 1_000_000 + n * 170_000,
            "owner": people["guest"] if n == 3 else None,
        }  # fmt: skip
        create(spec, manager, place["hundred"] if n != 3 else place["wall"], values)
    talk.comment(manager, full.uid, f"@{people['all'].handle} please look, @{people['director'].handle} too.")
    talk.link(manager, full.uid, long.uid, "relates")
    attached = talk.attach(manager, full.uid, "borings 1998.txt", b"Bay 3: rock at 11 m\n")
    own = spec.model._default_manager.get(owner=people["guest"])
    return {"risk": full.uid, "long_risk": long.uid, "file": attached.uid, "guest_risk": own.uid,
            "response": full.responses.get().uid}  # fmt: skip


def _desk(people: dict[str, Person], place: dict[str, Place]) -> dict[str, Any]:
    """Invitation, mail, token, deputies, a team, and imports at each of their steps."""
    everyone = actor_for(people["all"])
    _, secret = add_person(everyone, email="new@example.org", name="Nia New", job="Engineer")
    board = make_team(everyone, "Harbour board", [people["director"], people["manager"]])
    make_token(people["all"], "Nightly export")
    now = timezone.now()
    week = timedelta(days=7)
    delegate(everyone, people["second"], now - week, now + week, ("change", "comment"), "on leave")
    delegate(actor_for(people["director"]), people["all"], now - week, now + week, ("change",), "")
    table = b"Project,Portfolio,Start,Budget\nQuay,Ports,2025-02-01,12000\nJetty,Ports,soon,some\nPier,Ports,,9000\n"
    waiting = stage(everyone, "quays to come.csv", table, place["small"].uid, "")
    written = stage(everyone, "quays.csv", table, place["small"].uid, "")
    begin(written)
    return {"team": board.pk, "invitation": secret, "import": waiting.file.uid, "written": written.file.uid}


def _session(person: Person) -> str:
    """A session of somebody who has just signed in with a password."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    session.save()
    return str(session.session_key)


def main() -> None:
    """Fill the installation."""
    place = _places()
    people = _people(place)
    _facts(place)
    told: dict[str, Any] = {**_risks(place, people), **_desk(people, place)}
    told["places"] = {key: one.uid for key, one in place.items()}
    told["people"] = {key: {"uid": p.uid, "email": p.email, "name": p.name, "handle": p.handle}
                      for key, p in people.items()}  # fmt: skip
    told["totp"] = generate_totp_secret()
    TOTP.activate(people["coded"], told["totp"])
    RecoveryCodes.activate(people["coded"])
    told["sessions"] = {key: _session(person) for key, person in people.items()}
    told["workspace"] = place["wall"].uid
    told["workspace_record"] = REGISTERS["workspaces"].model._default_manager.get(place=place["wall"]).uid
    told["password"] = PASSWORD
    print(json.dumps(told))


if __name__ == "__main__":
    main()
