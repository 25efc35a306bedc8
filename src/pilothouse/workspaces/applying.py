"""Writing a portfolio draft: places made or matched, facts kept, all in one change-set or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset, retried
from pilothouse.kernel.errors import Denied
from pilothouse.kernel.facts import NewFact, record_facts
from pilothouse.kernel.folding import folded
from pilothouse.kernel.models import PRIMARY, ChangeSet, Fact, Place, Reach, Verb
from pilothouse.kernel.rows import may, places, rows
from pilothouse.workspaces.actions import NewWorkspace, create_workspaces
from pilothouse.workspaces.beginning import let_in
from pilothouse.workspaces.intake import DraftFact, DraftPlace, PortfolioDraft
from pilothouse.workspaces.leads import people_called
from pilothouse.workspaces.moving import hang_under, to_be_moved
from pilothouse.workspaces.workspace import WORKSPACES

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Applied:
    """What an import wrote and below which office: how many places made or known, facts kept or known already.

    led, nobody : of the places made, how many have a lead now, and how many name somebody who is not here
    moved       : of the places known, how many hang under another now, because the file is the newest to tell
    """

    changeset: ChangeSet
    office: Place
    made: int
    matched: int
    facts: int
    known: int
    led: int = 0
    nobody: int = 0
    moved: int = 0


def _quiet(step: str, done: int, total: int) -> None:
    """Say nothing."""


def reference(place: DraftPlace) -> str:
    """The name under which a place is known again in the next file."""
    return f"{place.kind}:{place.series or place.name}"[:160]


def _existing(actor: Actor, office: Place, draft: PortfolioDraft) -> dict[str, Place]:
    """The places of the draft that are known already below the office, of those that one may import into."""
    inside = Reach.objects.filter(hierarchy=PRIMARY, ancestor=office).values("place")
    wanted = [reference(p) for p in draft.places]
    found: dict[str, Place] = {}
    able = places(actor, Verb.IMPORT, "workspaces").values("pk")
    seen = rows(WORKSPACES, actor).filter(place__in=inside).filter(place__in=able).select_related("place")
    for at in range(0, len(wanted), 400):
        for workspace in seen.filter(reference__in=wanted[at : at + 400]):
            found.setdefault(workspace.reference, workspace.place)
    return found


@retried
def apply_draft(
    actor: Actor, under: Place | str, draft: PortfolioDraft, *, progress: Progress = _quiet
) -> Applied:
    """Write a draft under a place, in one transaction. Known places are matched, known facts left alone.

    under : the place, or the name of a new organisation, which is made and undone together with the rest
    Raises Denied when the actor may not import there.
    """
    if isinstance(under, Place) and not may(actor, Verb.IMPORT, "workspaces", under):
        raise Denied("You may not import here.")
    with changeset(actor, "import: portfolio", why=draft.source) as opened:
        office = under if isinstance(under, Place) else _new_organisation(actor, opened, under)
        known = _existing(actor, office, draft)
        matched = len({reference(p) for p in draft.places} & set(known))
        named = [p for p in draft.places if p.manager and reference(p) not in known]
        leads = people_called(p.manager for p in named)
        led = sum(1 for p in named if folded(p.manager) in leads)
        moving = _moves(known, draft)
        placed = _make_places(_Target(actor, opened, office, known, leads), draft, progress)
        for key, parent in moving.items():
            hang_under(opened, placed[key], placed[parent])
        kept, already = _keep_facts(opened, draft, placed, progress)
    made = len({p.pk for p in placed.values()}) - matched
    return Applied(opened, office, made, matched, kept, already, led, len(named) - led, len(moving))


def _new_organisation(actor: Actor, opened: ChangeSet, name: str) -> Place:
    machine = replace(actor, everything=True)
    place: Place = create_workspaces(machine, opened, [NewWorkspace("office", name, None, {})])[0].place
    if not actor.everything:
        let_in(actor, place)
    return place


def count_moves(actor: Actor, office: Place, draft: PortfolioDraft) -> int:
    """How many known places writing the draft would hang under another. Six queries, more for long drafts."""
    return len(_moves(_existing(actor, office, draft), draft))


def _moves(known: dict[str, Place], draft: PortfolioDraft) -> dict[str, str]:
    """The known places that the file hangs under another: key of the place, and key of its parent."""
    by_key = {place.key: place for place in draft.places}
    newest: dict[str, Any] = {}
    for fact in draft.facts:
        newest[fact.place] = max(fact.effective, newest.get(fact.place, date.min))
    asked = [p for p in draft.places if p.parent and reference(p) in known]
    moved = to_be_moved(
        (known[reference(p)], known.get(reference(by_key[p.parent])), newest.get(p.key, date.min))
        for p in asked
    )
    return {p.key: p.parent for p in asked if known[reference(p)].pk in moved}


def _first_days(draft: PortfolioDraft) -> dict[str, datetime]:
    first: dict[str, Any] = {}
    for fact in draft.facts:
        if fact.place not in first or fact.effective < first[fact.place]:
            first[fact.place] = fact.effective
    return {key: datetime.combine(day, time(), tzinfo=UTC) for key, day in first.items()}


@dataclass(frozen=True)
class _Target:
    """Where a draft is written to: by whom, below what, which of its places and leads are known."""

    actor: Actor
    opened: ChangeSet
    office: Place
    known: dict[str, Place]
    leads: dict[str, Any]


def _make_places(to: _Target, draft: PortfolioDraft, progress: Progress) -> dict[str, Place]:
    placed: dict[str, Place] = {}
    first = _first_days(draft)
    importing = replace(to.actor, everything=True)
    waiting = list(draft.places)
    while waiting:
        level: list[DraftPlace] = []
        later: list[DraftPlace] = []
        for place in waiting:
            (level if not place.parent or place.parent in placed else later).append(place)
        new = [p for p in level if reference(p) not in to.known]
        wanted = [_new(to, p, placed, first) for p in new]
        made = create_workspaces(importing, to.opened, wanted) if new else []
        to.known.update({reference(p): w.place for p, w in zip(new, made, strict=True)})
        placed.update({p.key: to.known[reference(p)] for p in level})
        progress("places", len(placed), len(draft.places))
        waiting = later if level else []
    return placed


def _new(
    to: _Target, place: DraftPlace, placed: dict[str, Place], first: dict[str, datetime]
) -> NewWorkspace:
    lead = to.leads.get(folded(place.manager))
    return NewWorkspace(
        kind=str(place.kind),
        name=place.name,
        parent=placed[place.parent] if place.parent else to.office,
        values={"reference": reference(place), "category": ""} | ({"owner": lead} if lead else {}),
        effective=first.get(place.key),
    )


def _fact(fact: DraftFact, place_id: int, source: str) -> NewFact:
    kind = fact.measure
    where = f"{source}, row {fact.row}" + (f", {fact.column}" if fact.column else "")
    return NewFact(
        place_id=place_id,
        measure=str(kind),
        effective=fact.effective,
        word=fact.topic
        if kind == "narrative"
        else str(fact.value)
        if kind.startswith("rating") and fact.value
        else "",
        scale=fact.scale,
        amount=fact.value if fact.currency and isinstance(fact.value, int) else None,
        currency=fact.currency,
        day=fact.value if kind in {"start", "finish"} and not isinstance(fact.value, int) else None,  # type: ignore[arg-type]
        note=fact.note,
        source=where[:200],
    )


def _same(fact: NewFact | Fact) -> tuple[Any, ...]:
    """What makes two facts say the same."""
    about = (fact.place_id, fact.measure, fact.effective)
    return (*about, fact.word, fact.amount, fact.currency, fact.day, fact.note)


def _keep_facts(
    opened: ChangeSet, draft: PortfolioDraft, placed: dict[str, Place], progress: Progress
) -> tuple[int, int]:
    wanted = [_fact(f, placed[f.place].pk, draft.source) for f in draft.facts if f.place in placed]
    present: set[tuple[Any, ...]] = set()
    keys = sorted({f.place_id for f in wanted})
    for at in range(0, len(keys), 400):
        standing = Fact.objects.filter(
            place__in=keys[at : at + 400], withdraws__isnull=True, withdrawn_by__isnull=True
        )
        present.update(_same(f) for f in standing.iterator())
    new = [f for f in wanted if _same(f) not in present]
    progress("facts", 0, len(new))
    record_facts(opened, new)
    progress("facts", len(new), len(new))
    return len(new), len(wanted) - len(new)
