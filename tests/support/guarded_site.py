"""A small organisation with an open, a neighbouring and a sealed project, filled alike, for tests of who sees what.

What stands in the sealed project carries canaries: words that occur nowhere else.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from pilothouse.accounts.models import Person
from pilothouse.accounts.presets import load_presets
from pilothouse.kernel import talk
from pilothouse.kernel.actors import actor_for, machine
from pilothouse.kernel.facts import NewFact
from pilothouse.kernel.models import ChangeSet, Grant, Place, Role, StoredFile
from pilothouse.kernel.reading import read_parts, read_values
from pilothouse.kernel.writing import create, move, remove
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts
from pilothouse.workspaces.staging import PURPOSE
from pilothouse.workspaces.workspace import Workspace

POSTS = {
    "director": ("portfolio-director", "office"),
    "office_manager": ("office-manager", "office"),
    "analyst": ("analyst", "office"),
    "administrator": ("administrator", "office"),
    "programme_manager": ("project-manager", "programme"),
    "manager": ("project-manager", "open"),
    "support": ("project-support", "open"),
    "member": ("team-member", "open"),
    "guest": ("guest", "open"),
    "insider": ("project-manager", "sealed"),
    "stranger": ("", ""),
    "witness": ("", ""),
}
INSIDE = {"insider", "witness"}
OUTSIDERS = tuple(name for name in POSTS if name not in INSIDE)
TEXT = b"Notes that only the project may read: "


@dataclass
class Content:
    """What lies in one project: the ids by which addresses name it, and every canary in it."""

    place: Any
    workspace: Any
    risk: Any
    removed: Any
    response: str
    comment: str
    file: str
    link: int
    grant: int
    fact: int
    change: str
    staged: str
    words: dict[str, str] = field(default_factory=dict)


@dataclass
class GuardedSite:
    """The organisation: its people by post, and the content of its three projects."""

    people: SimpleNamespace
    places: dict[str, Any]
    open: Content
    near: Content
    sealed: Content


class Canaries:
    """Words that occur once each; without `on`, plain words in their place."""

    def __init__(self, on: bool, name: str) -> None:
        self.on, self.name, self.words = on, name, dict[str, str]()

    def __call__(self, what: str) -> str:
        """The word that stands for this column."""
        if not self.on:
            return f"{self.name} {what}"
        return self.words.setdefault(what, f"c-{what}-{secrets.token_hex(16)}")


def make_place(kind: str, name: str, parent: Place | None, **more: Any) -> Any:
    """A workspace with its place, made by the machine."""
    return create_workspace(machine("cli"), NewWorkspace(kind, name, parent, {}, **more)).place


def guarded_site() -> GuardedSite:
    """Make it all."""
    load_presets()
    places: dict[str, Any] = {"office": make_place("office", "Harbour office", None)}
    places["portfolio"] = make_place("portfolio", "Water", places["office"])
    places["programme"] = make_place("programme", "Pumps", places["portfolio"])
    people = SimpleNamespace()
    for name in POSTS:
        setattr(
            people, name, Person.objects.create_user(f"{name}@example.org", name.replace("_", " ").title())
        )
    found = {}
    for name in ("open", "near", "sealed"):
        canary = Canaries(name == "sealed", name)
        kept = {n: canary(n) for n in ("category", "aims", "reference")}
        new = NewWorkspace("project", canary("title"), places["programme"], kept, sealed=name == "sealed")
        places[name] = create_workspace(machine("cli"), new).place
        found[name] = canary
    for name, (role, where) in POSTS.items():
        if role:
            held = Role.objects.get(slug=role)
            Grant.objects.create(person=getattr(people, name), role=held, place=places[where], reason="post")
    filled = {name: fill(people, places[name], canary) for name, canary in found.items()}
    return GuardedSite(people, places, **filled)


def risk_values(canary: Canaries, people: SimpleNamespace, owner: str) -> dict[str, Any]:
    """A risk with every text filled in."""
    raw = {n: canary(f"risk-{n}") for n in ("title", "cause", "event", "effect", "trigger")}
    return read_values(
        RISKS, {**raw, "owner": getattr(people, owner).uid, "residual_probability": "0.4", "residual_impact": "4",
                "residual_cost": "7777777.77", "next_review": "2026-12-01"}, "GBP",
    )  # fmt: skip


def fill(people: SimpleNamespace, place: Any, canary: Canaries) -> Content:
    """Put one of everything into a project."""
    by = actor_for(people.insider) if canary.on else actor_for(people.director)
    owner = "insider" if canary.on else "guest"
    raw = {"title": canary("response-title"), "actionee": getattr(people, owner).uid, "due": "2026-11-30"}
    parts = read_parts(RISKS, {"responses": [raw]}, "GBP")
    risk = create(RISKS, by, place, risk_values(canary, people, owner), parts=parts)
    other = create(RISKS, by, place, {"title": canary("second-title")})
    gone = create(RISKS, by, place, {"title": canary("removed-title")})
    remove(RISKS, by, gone.uid, 1)
    move(RISKS, by, other.uid, 1, "reject", {"reason": canary("move-reason")})
    said = talk.comment(by, risk.uid, f"{canary('comment-text')} @director @{getattr(people, owner).handle}")
    tied = talk.link(by, risk.uid, other.uid, "causes")
    file = talk.attach(by, risk.uid, f"{canary('file-name')}.txt", TEXT + canary("file-content").encode())
    told = _tell(by, place, canary)
    given = Grant.objects.create(
        person=people.witness, role=Role.objects.get(slug="guest"), place=place, title=canary("grant-title"),
        reason=canary("grant-reason"), by=by.person,
    )  # fmt: skip
    staged = StoredFile.objects.create(
        person=by.person, purpose=PURPOSE, name=f"{canary('staged-name')}.csv",
        content=f"Name,Budget\n{canary('staged-cell')},100\n".encode(), facts={"under": place.uid, "organisation": ""},
    )  # fmt: skip
    risk.refresh_from_db()
    return Content(
        place=place, workspace=Workspace.objects.get(place=place), risk=risk, removed=gone,
        response=risk.responses.first().uid,
        comment=said.uid, file=file.uid, link=tied.pk, grant=given.pk, fact=told,
        change=ChangeSet.objects.filter(action="risks: create").latest("pk").uid, staged=staged.uid, words=canary.words,
    )  # fmt: skip


def _tell(by: Any, place: Any, canary: Canaries) -> int:
    day = datetime.date(2026, 3, 31)
    money = NewFact(0, "budget", day, amount=987_654_321, currency="GBP", source=canary("fact-source"))
    words = NewFact(0, "narrative", day, word="scope", note=canary("fact-note"), source="told here")
    rating = NewFact(0, "rating_manager", day, word="red", scale=5, note=canary("rating-note"))
    return tell_facts(by, place.uid, [money, words, rating])[0].pk
