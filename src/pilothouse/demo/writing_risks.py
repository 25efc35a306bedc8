"""Writes the risks and all that happened to them, in waves: every first step, then every second one, and so on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.accounts.models import Person
from pilothouse.demo.plan import Plan
from pilothouse.demo.risk_lives import RiskLife, Step
from pilothouse.demo.writing_people import acting
from pilothouse.demo.writing_places import Progress
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.bulk import ChangedRow, NewRow, change_many
from pilothouse.kernel.bulk_moves import MovedRow, move_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.models import Place
from pilothouse.kernel.writing import Start
from pilothouse.registers.risks import RISKS, Response


@dataclass
class Written:
    """A risk that is in the database: its life and the record's key, id and version."""

    life: RiskLife
    key: int
    uid: str
    version: int = 1


def write_risks(plan: Plan, people: list[Person], places: list[Place], progress: Progress) -> list[Written]:
    """All risks with their responses and history; returns them in the order of the plan."""
    written = _raise(plan, people, places, progress)
    wave, total = 0, sum(len(life.steps) for life in plan.risks)
    done = 0
    while waiting := [w for w in written if len(w.life.steps) > wave]:
        for (name, by, reason), group in _groups(waiting, wave).items():
            _take(acting(people[by]), name, reason, wave, group)
            done += len(group)
            progress("steps of risks", done, total)
        wave += 1
    return written


def _raise(plan: Plan, people: list[Person], places: list[Place], progress: Progress) -> list[Written]:
    by_author: dict[int, list[int]] = {}
    for at, life in enumerate(plan.risks):
        by_author.setdefault(life.author, []).append(at)
    found: dict[int, Written] = {}
    for author, own in by_author.items():
        by = acting(people[author])
        new = [_row(plan.risks[at], people, places) for at in own]
        with changeset(by, "risks: create", quiet=True) as opened:
            made = change_many(RISKS, by, opened, new=new)
        found.update({at: Written(plan.risks[at], r.pk, r.uid) for at, r in zip(own, made, strict=True)})
        progress("risks", len(found), len(plan.risks))
    return [found[at] for at in range(len(plan.risks))]


def _row(life: RiskLife, people: list[Person], places: list[Place]) -> NewRow:
    values = {**life.values, "owner": people[life.values["owner"]]}
    responses = [{**r, "actionee": people[r["actionee"]]} for r in life.responses]
    return NewRow(places[life.work], values, {"responses": responses}, Start(effective=life.raised))


def _groups(waiting: Iterable[Written], wave: int) -> dict[tuple[str, int, str], list[Written]]:
    """What happens alike: the same step by the same person for the same reason is one change-set."""
    found: dict[tuple[str, int, str], list[Written]] = {}
    for one in waiting:
        step = one.life.steps[wave]
        found.setdefault((step.name, step.by, step.reason), []).append(one)
    return found


def _take(by: Actor, name: str, reason: str, wave: int, group: list[Written]) -> None:
    steps = {one.uid: one.life.steps[wave] for one in group}
    with changeset(by, f"risks: {name}", why=reason, quiet=True) as opened:
        done: list[Any]
        if name == "change":
            parts = _responses({one.key: steps[one.uid] for one in group})
            changed = [
                ChangedRow(
                    one.uid, one.version, steps[one.uid].values, steps[one.uid].when, parts.get(one.key)
                )
                for one in group
            ]
            done = change_many(RISKS, by, opened, changed=changed)
        else:
            answers = {"reason": reason} if reason else {}
            moved = [MovedRow(one.uid, one.version, answers, steps[one.uid].when) for one in group]
            done = move_many(RISKS, by, opened, name, moved)
    versions = {record.uid: record.version for record in done}
    for one in group:
        one.version = versions[one.uid]


def _responses(steps: dict[int, Step]) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """How far the responses are at a review: those that were due are done, the rest under way; all of them by risk."""
    found: dict[int, list[tuple[Response, str]]] = {}
    for response in Response.objects.filter(risk__in=steps):
        state = _state(response.due, steps[response.risk_id].when.date())
        found.setdefault(response.risk_id, []).append((response, state))
    return {
        key: {"responses": [{"uid": r.uid, "state": state} for r, state in rows]}
        for key, rows in found.items()
        if any(r.state != state for r, state in rows)
    }


def _state(due: date | None, day: date) -> str:
    return Response.State.DONE if due and due <= day else Response.State.UNDERWAY
