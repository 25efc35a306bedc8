"""Several people at one text, each by another way in; and the judge of what became of it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise

from django.test import Client

from pilothouse.kernel.actors import machine
from pilothouse.kernel.bulk import ChangedRow, change_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Stale
from pilothouse.kernel.verify import verify
from pilothouse.kernel.writing import change
from pilothouse.registers.risks import RISKS, Risk

VERSION = re.compile(r'name="version" value="(\d+)"')
TEXT = re.compile(r'<textarea[^>]*name="cause"[^>]*>(.*?)</textarea>', re.DOTALL)
KEPT, STALE = "kept", "stale"
# one way in: read gives version and text, write says kept or stale
Way = tuple[Callable[[str], tuple[int, str]], Callable[[str, int, str], str]]


def by_form(client: Client, path: str = "edit", **extra: str) -> Way:
    """The page that people use, whole or field by field."""

    def read(uid: str) -> tuple[int, str]:
        page = client.get(f"/risks/{uid}/edit").content.decode()
        version, text = VERSION.search(page), TEXT.search(page)
        assert version
        assert text
        return int(version[1]), unescape(text[1]).strip()

    def write(uid: str, version: int, text: str) -> str:
        form = {"version": str(version), "title": "Flood", "cause": text, **extra}
        status = client.post(f"/risks/{uid}/{path}", form).status_code
        return {302: KEPT, 200: KEPT, 409: STALE}.get(status, f"answered {status}")

    return read, write


def by_api(client: Client, **head: str) -> Way:
    """A program."""

    def read(uid: str) -> tuple[int, str]:
        answer = client.get(f"/api/v1/risks/{uid}", **head)
        return int(answer["ETag"].strip('"')), answer.json()["cause"]

    def write(uid: str, version: int, text: str) -> str:
        path, body = f"/api/v1/risks/{uid}", json.dumps({"cause": text})
        unsure = client.patch(path, body, "application/json", **head)
        assert unsure.status_code == 428, "without the version it was read at nothing is written"
        status = client.patch(
            path, body, "application/json", HTTP_IF_MATCH=f'"{version}"', **head
        ).status_code
        return {200: KEPT, 412: STALE}.get(status, f"answered {status}")

    return read, write


def by_machine(*, many: bool) -> Way:
    """A job, or an import that writes many records at once."""

    def read(uid: str) -> tuple[int, str]:
        risk = Risk.objects.get(uid=uid)
        return risk.version, risk.cause

    def write(uid: str, version: int, text: str) -> str:
        try:
            if many:
                with changeset(machine(), "risks: import") as opened:
                    change_many(RISKS, machine(), opened, changed=[ChangedRow(uid, version, {"cause": text})])
            else:
                change(RISKS, machine(), uid, version, {"cause": text})
        except Stale:
            return STALE
        return KEPT

    return read, write


@dataclass
class Editor:
    """One editor: what they were told was kept, how often they came too late, and whatever else was answered."""

    name: str
    way: Way
    told: dict[str, list[str]] = field(default_factory=dict)
    late: int = 0
    other: list[str] = field(default_factory=list)

    def work(self, uids: list[str], rounds: int, begin: threading.Barrier) -> None:
        """Add a word of one's own to each text, round after round; who comes too late reads again."""
        read, write = self.way
        for number in range(rounds):
            for uid in uids:
                word = f"{self.name}-{number}"
                seen = read(uid)
                if number == 0:
                    begin.wait(60)  # all have read the same before anybody writes
                while (said := write(uid, seen[0], f"{seen[1]} {word}".strip())) == STALE:
                    self.late += 1
                    seen = read(uid)
                if said == KEPT:
                    self.told.setdefault(uid, []).append(word)
                else:
                    self.other.append(said)


def faults(uid: str, editors: list[Editor]) -> Iterator[str]:
    """What is wrong with a text after all that: words that were lost, versions that fork or skip."""
    risk = Risk.objects.get(uid=uid)
    told = sorted(word for editor in editors for word in editor.told.get(uid, []))
    if lost := set(told) - set(risk.cause.split()):
        yield f"lost: {sorted(lost)}"
    if len(risk.cause.split()) > len(told):
        yield f"never told: {risk.cause.split()}"
    pasts = list(RISKS.past.objects.filter(card=risk.pk).order_by("version").values_list("version", "cause"))
    if [version for version, _ in pasts] != list(range(1, risk.version + 1)):
        yield f"versions {[version for version, _ in pasts]}"
    for (_, before), (version, after) in pairwise(pasts):
        if after.split()[:-1] != before.split():
            yield f"version {version} is not the one before and one word more: {before} -> {after}"
    yield from (str(fault) for fault in verify().faults)
    yield from (word for editor in editors for word in editor.other)
