"""Writes the landscape: every work with its place, its status in time, and its dated facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from pilothouse.accounts.models import Person
from pilothouse.demo.plan import Plan
from pilothouse.demo.story import STORY_BEGIN, STORY_DAY
from pilothouse.demo.telling import tell, tell_group
from pilothouse.demo.works import KINDS_OF_WORK, Work
from pilothouse.demo.writing_people import acting
from pilothouse.kernel.bulk_moves import MovedRow, move_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.facts import NewFact, record_facts
from pilothouse.kernel.models import Place
from pilothouse.workspaces.actions import NewWorkspace, create_workspaces
from pilothouse.workspaces.made_up import REFERENCE
from pilothouse.workspaces.workspace import WORKSPACES, Workspace

Progress = Callable[..., None]
ENDS = {
    "close": "Handed over and in use.",
    "pause": "Waits for the settlement of next year's money.",
    "cancel": "Its aim is met by another project; the board agreed to stop.",
}


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)


def _new(work: Work, people: list[Person], places: dict[int, Place]) -> NewWorkspace:
    course = work.course
    waits = (
        course is not None
        and not work.inside
        and (course.status == "proposed" or course.start > course.opened)
    )
    return NewWorkspace(
        kind=work.kind,
        name=work.title,
        parent=None if work.parent is None else places[work.parent],
        values={
            "aims": work.aims,
            "category": KINDS_OF_WORK.get(work.field, ""),
            "reference": REFERENCE if work.parent is None else "",
            "owner": people[work.lead],
            "sponsor": people[work.sponsor],
        },
        status="proposed" if waits else "active",
        sealed=work.sealed,
        effective=_morning(course.opened if course else STORY_BEGIN),
    )


def write_places(plan: Plan, people: list[Person], progress: Progress) -> list[Place]:
    """Every work, level by level, and then what became of it; returns the places in the order of the works."""
    works = plan.landscape.works
    office, head = people[plan.staff.posts["office"][0]], people[plan.staff.posts["insider"][0]]
    places: dict[int, Place] = {}
    records: dict[int, Workspace] = {}
    waiting = works
    while waiting:
        level = [w for w in waiting if w.parent is None or w.parent in places]
        for by, own in ((office, [w for w in level if not w.inside]), (head, [w for w in level if w.inside])):
            if own:
                with changeset(acting(by), "workspaces: create", why="demonstration", quiet=True) as opened:
                    made = create_workspaces(acting(by), opened, [_new(w, people, places) for w in own])
                places.update({w.key: r.place for w, r in zip(own, made, strict=True)})
                records.update({w.key: r for w, r in zip(own, made, strict=True)})
        waiting = [w for w in waiting if w.key not in places]
        progress("workspaces", len(places), len(works))
    _move(plan, people, records, "start", _starts(works))
    for name, when in _ends(works).items():
        _move(plan, people, records, name, when)
    return [places[w.key] for w in works]


def _starts(works: Iterable[Work]) -> dict[int, date]:
    """When each work that waited was begun."""
    return {
        w.key: w.course.start
        for w in works
        if w.course and not w.inside and w.course.status != "proposed" and w.course.start > w.course.opened
    }  # fmt: skip


def _ends(works: list[Work]) -> dict[str, dict[int, date]]:
    """When works were closed; two that wait and one that was stopped stand for what else may happen."""
    active = [w.key for w in works if w.course and w.course.status == "active" and not w.inside]
    closed = {w.key: w.course.ended for w in works if w.course and w.course.ended}
    return {
        "close": closed,
        "pause": {key: STORY_DAY - timedelta(days=24) for key in active[11::40][:2]},
        "cancel": {key: STORY_DAY - timedelta(days=9) for key in active[25::60][:1]},
    }


def _move(
    plan: Plan, people: list[Person], records: dict[int, Workspace], name: str, when: dict[int, date]
) -> None:
    by = acting(people[plan.staff.posts["office"][0]])
    reason = ENDS.get(name, "")
    moved = [
        MovedRow(records[key].uid, records[key].version, {"reason": reason} if reason else {},
                 effective=_morning(day) + timedelta(hours=1))
        for key, day in when.items()
    ]  # fmt: skip
    if not moved:
        return
    with changeset(by, f"workspaces: {name}", why=reason, quiet=True) as opened:
        done: list[Any] = move_many(WORKSPACES, by, opened, name, moved)
    fresh = {record.uid: record for record in done}
    records.update({key: fresh[record.uid] for key, record in records.items() if record.uid in fresh})


def write_facts(
    rng: Random, plan: Plan, people: list[Person], places: list[Place], progress: Progress
) -> int:
    """Two years of facts: each lead's in one change-set, the office's by the analyst. Returns how many."""
    works, risks = plan.landscape.works, plan.risks_of()
    below: dict[int, list[Work]] = {}
    for work in works:
        at = work.parent
        while work.course and at is not None and not work.inside:
            below.setdefault(at, []).append(work)
            at = works[at].parent
    by_lead: dict[int, list[NewFact]] = {}
    office: list[NewFact] = []
    for work in works[1:]:
        place = places[work.key].pk
        if work.course:
            told = tell(rng, work, place, risks.get(work.key, []))
        else:
            told = tell_group(rng, work, place, below.get(work.key, []))
        by_lead.setdefault(work.lead, []).extend(told.lead)
        (by_lead[work.lead] if work.inside else office).extend(told.office)
    kept = 0
    for lead, facts in by_lead.items():
        with changeset(acting(people[lead]), "facts: tell", quiet=True) as opened:
            kept += len(record_facts(opened, facts))
        progress("facts", kept)
    analyst = acting(people[plan.staff.posts["analyst"][0]])
    for at in range(0, len(office), 5000):
        with changeset(analyst, "facts: tell", why="Quarterly reviews", quiet=True) as opened:
            kept += len(record_facts(opened, office[at : at + 5000]))
        progress("facts", kept)
    return kept
