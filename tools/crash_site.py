"""The two sides of a crash test that see the database: what is there before, what must be there after.

`crash_site.py prepare` makes a project and tokens and prints them; `crash_site.py check JOURNAL` compares the
database with what clients were told was saved and prints every difference.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from pilothouse.accounts.models import Person  # noqa: E402
from pilothouse.accounts.presets import load_presets  # noqa: E402
from pilothouse.accounts.tokens import make_token  # noqa: E402
from pilothouse.kernel.models import Card, Grant, OutboxItem, Role  # noqa: E402
from pilothouse.kernel.spec import REGISTERS  # noqa: E402
from pilothouse.kernel.tree import add_place  # noqa: E402
from pilothouse.kernel.verify import seal_history, verify  # noqa: E402

WRITERS = 6
PARTS = 2


def prepare() -> dict[str, Any]:
    """An office with a project, and people who may write there, each with a token."""
    load_presets()
    project = add_place("project", "Crash yard", add_place("office", "Office"))
    role, tokens = Role.objects.get(slug="project-manager"), []
    for number in range(WRITERS):
        person = Person.objects.create_user(f"writer{number}@example.org", f"Writer {number}")
        Grant.objects.create(person=person, role=role, place=project)
        tokens.append(make_token(person, "crash")[1])
    return {"place": project.uid, "tokens": tokens}


def check(journal: Path) -> dict[str, Any]:
    """Everything acknowledged is there at its version, and nothing is half there."""
    told = [json.loads(line) for line in journal.read_text().splitlines()]
    spec = REGISTERS["risks"]
    risks = {risk.uid: risk for risk in spec.model._default_manager.all()}
    pasts: dict[tuple[int, int], str] = {
        (past.card_id, past.version): past.title for past in spec.past._default_manager.all()
    }
    faults = [f"acknowledged and lost: {line}" for line in told if not _kept(line, risks, pasts)]
    faults += _half_done(risks, pasts)
    seal_history()
    faults += [f"history: {fault}" for fault in verify().faults]
    faults += _outbox()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            verdict = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        faults += [] if verdict == "ok" else [f"integrity_check: {verdict}"]
    return {"acknowledged": len(told), "records": len(risks), "versions": len(pasts), "faults": faults}


def _kept(line: dict[str, Any], risks: dict[str, Any], pasts: dict[tuple[int, int], str]) -> bool:
    risk = risks.get(line["uid"])
    if risk is None or risk.version < line["version"]:
        return False
    return pasts.get((risk.pk, line["version"])) == line["title"]


def _half_done(risks: dict[str, Any], pasts: dict[tuple[int, int], str]) -> list[str]:
    versions = Counter(card for card, _ in pasts)
    cards = dict(Card.objects.filter(register="risks").values_list("pk", "title"))
    faults = [f"a card without its record: {pk}" for pk in set(cards) - {risk.pk for risk in risks.values()}]
    for uid, risk in risks.items():
        if versions[risk.pk] != risk.version:
            faults.append(f"{uid} is at version {risk.version} and has {versions[risk.pk]} past rows")
        if pasts.get((risk.pk, risk.version)) != risk.title or cards.get(risk.pk) != risk.title:
            faults.append(f"{uid}: record, card and history disagree on the title")
        if risk.responses.count() != PARTS:
            faults.append(f"{uid} has {risk.responses.count()} of {PARTS} responses")
    return faults


def _outbox() -> list[str]:
    waiting = OutboxItem.objects.filter(done_at__isnull=True)
    return [
        f"work not done: {item.job} {item.key} after {item.attempts} tries: {item.error}" for item in waiting
    ]


if __name__ == "__main__":
    result = prepare() if sys.argv[1] == "prepare" else check(Path(sys.argv[2]))
    print(json.dumps(result))
