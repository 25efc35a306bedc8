"""Dated facts about places: added, corrected and withdrawn, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import ChangeSet, Fact, Place, Verb
from pilothouse.kernel.proof import author_stamps, digest_of, link_of, new_salt
from pilothouse.kernel.rows import reached

COLUMNS = (
    "measure",
    "effective",
    "word",
    "scale",
    "amount",
    "currency",
    "day",
    "note",
    "source",
    "withdraws_id",
)
VALUES = tuple(name for name in COLUMNS if name != "withdraws_id")
AFTER: list[Any] = []


@dataclass(frozen=True)
class NewFact:
    """One fact to keep: about which place, what is measured, from which day it holds, and its value."""

    place_id: int
    measure: str
    effective: date
    word: str = ""
    scale: int = 0
    amount: int | None = None
    currency: str = ""
    day: date | None = None
    note: str = ""
    source: str = ""
    withdraws_id: int | None = None


def proof_of(fact: Fact) -> list[Any]:
    """What the digest of a fact covers."""
    return [getattr(fact, name) for name in COLUMNS]


def stamps_of(fact: Fact) -> tuple[Any, ...]:
    """What the link of a fact covers beside its digest."""
    return fact.place_id, fact.recorded, *author_stamps(fact.changeset)


def record_facts(opened: ChangeSet, facts: Iterable[NewFact]) -> list[Fact]:
    """Keep many facts in an open change-set; rights are the caller's matter. Three queries a thousand."""
    given = list(facts)
    held = Place.objects.select_for_update().filter(pk__in={f.place_id for f in given}).order_by("pk")
    list(held.values_list("pk", flat=True))  # two writers at one place would fork its chain
    last = _last_links({f.place_id for f in given})
    made: list[Fact] = []
    for new in given:
        fact = Fact(**new.__dict__, recorded=opened.at, changeset=opened, salt=new_salt())
        fact.digest = digest_of(proof_of(fact), fact.salt)
        fact.link = last[new.place_id] = link_of(last.get(new.place_id, ""), fact.digest, stamps_of(fact))
        made.append(fact)
    Fact.objects.bulk_create(made, batch_size=1000)
    for follow in AFTER:
        follow({f.place_id for f in given})
    return made


def _last_links(places: set[int]) -> dict[int, str]:
    newest = Fact.objects.filter(place__in=places).values("place").annotate(last=Max("pk")).values("last")
    return dict(Fact.objects.filter(pk__in=newest).values_list("place_id", "link"))


def withdraw_facts(opened: ChangeSet, facts: QuerySet[Fact, Fact]) -> list[Fact]:
    """Take facts back by naming them in new rows; the old rows stay for the record. What is withdrawn stays so."""
    return record_facts(
        opened,
        [
            NewFact(f.place_id, f.measure, f.effective, source="withdrawn", withdraws_id=f.pk)
            for f in facts.filter(withdrawn_by__isnull=True)
        ],
    )


def tell_again(opened: ChangeSet, withdrawn: QuerySet[Fact, Fact]) -> list[Fact]:
    """Tell withdrawn facts again, in new rows; but not where something else was told of the same day since.

    What was told first when counts, however often it was withdrawn and told again in between.
    """
    gone = list(withdrawn.order_by("pk"))
    told = Fact.objects.filter(place__in={f.place_id for f in gone}, withdraws__isnull=True)
    standing = set(told.filter(withdrawn_by__isnull=True).values_list("pk", flat=True))
    born: dict[tuple[Any, ...], int] = {}
    newest: dict[tuple[Any, ...], int] = {}
    for fact in told.order_by("pk") if gone else ():
        first = born.setdefault(_said(fact), fact.pk)
        if fact.pk in standing:
            newest[_about(fact)] = max(first, newest.get(_about(fact), 0))
    lost = [f for f in gone if newest.get(_about(f), 0) < born[_said(f)]]
    lost.sort(key=lambda f: born[_said(f)])
    return record_facts(
        opened, [NewFact(place_id=f.place_id, **{name: getattr(f, name) for name in VALUES}) for f in lost]
    )


def _about(fact: Fact) -> tuple[Any, ...]:
    return fact.place_id, fact.measure, fact.effective, fact.topic


def _said(fact: Fact) -> tuple[Any, ...]:
    return fact.place_id, *(getattr(fact, name) for name in VALUES)


def standing_facts(places: Sequence[int]) -> QuerySet[Fact, Fact]:
    """The facts of places that hold: neither withdrawals nor withdrawn, oldest first. One query."""
    return Fact.objects.filter(place__in=places, withdraws__isnull=True, withdrawn_by__isnull=True).order_by(
        "effective", "recorded", "pk"
    )


def seen_facts(actor: Actor, kind: str) -> QuerySet[Fact, Fact]:
    """The facts that hold of the places where the actor may see `kind`."""
    return told_facts(actor, kind).filter(withdrawn_by__isnull=True)


def told_facts(actor: Actor, kind: str) -> QuerySet[Fact, Fact]:
    """The same with those that were withdrawn since."""
    standing = Fact.objects.filter(withdraws__isnull=True)
    return standing if actor.everything else standing.filter(place__in=reached(actor, Verb.VIEW, kind))
