"""What a change-set wrote to: which record or how many, and where, as far as a reader may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Min

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import Card, ChangeSet, Fact, Place
from pilothouse.kernel.rows import cards, places
from pilothouse.kernel.spec import REGISTERS

BESIDE = ("comment", "link", "attach", "watch")


@dataclass
class Touched:
    """What one change-set wrote.

    counts : how many records by the slug of their register
    card   : the record, when it is one alone that the reader may see now
    place  : where, when it is one place that the reader may see
    """

    counts: dict[str, int] = field(default_factory=dict)
    facts: int = 0
    card: Card | None = None
    place: Place | None = None


def touched_by(actor: Actor, changes: Iterable[ChangeSet]) -> dict[int, Touched]:
    """What each of these change-sets wrote, by its key. A query a register, four others."""
    listed = list(changes)
    found = {change.pk: Touched() for change in listed}
    only: dict[int, int] = {}
    where: dict[int, set[int | None]] = {c.pk: {c.place_id} if c.place_id else set() for c in listed}
    tables = [(spec.slug, spec.past, "card_id") for spec in REGISTERS.values()] + [("", Fact, "pk")]
    for slug, table, key in tables:
        written = table._default_manager.filter(changeset__in=list(found)).order_by().values("changeset_id")
        for row in written.annotate(
            many=Count(key, distinct=True),
            one=Min(key),
            place=Min("place_id"),
            spread=Count("place_id", distinct=True),
        ):
            change = row["changeset_id"]
            where[change] |= {row["place"]} if row["spread"] == 1 else {row["place"], None}
            if slug:
                found[change].counts[slug] = row["many"]
                only[change] = row["one"]
            else:
                found[change].facts = row["many"]
    _name(actor, found, only, where)
    for change_key, card in _talked_of(actor, listed).items():
        found[change_key].card = card
    return found


def _talked_of(actor: Actor, changes: list[ChangeSet]) -> dict[int, Card]:
    """The records of change-sets that wrote no record but beside one, and say its code: comments, ties, files."""
    said = {c.pk: (c.place_id, c.why) for c in changes if c.action.partition(":")[0] in BESIDE and c.place_id}
    spots = {place for place, _ in said.values()}
    seen = cards(actor).filter(place__in=spots, code__in={code for _, code in said.values()})
    there = {(card.place_id, card.code): card for card in seen} if said else {}
    return {key: there[spot] for key, spot in said.items() if spot in there}


def _name(
    actor: Actor, found: dict[int, Touched], only: dict[int, int], where: dict[int, set[int | None]]
) -> None:
    alone = {change: key for change, key in only.items() if sum(found[change].counts.values()) == 1}
    named = {card.pk: card for card in cards(actor).filter(pk__in=set(alone.values()))}
    single = {change: next(iter(keys)) for change, keys in where.items() if len(keys) == 1}
    seen = {place.pk: place for place in places(actor).filter(pk__in=set(single.values()))}
    for change, what in found.items():
        what.card = named.get(alone.get(change, 0))
        what.place = seen.get(single.get(change) or 0)
