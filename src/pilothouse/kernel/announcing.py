"""Telling people: watchers and owners of what changed, the mentioned of what was said. Runs in the worker."""

from __future__ import annotations

from typing import Any

from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.deeds import deed
from pilothouse.kernel.models import Card, ChangeSet, Comment, Notification, Watcher
from pilothouse.kernel.outbox import job
from pilothouse.kernel.rows import cards
from pilothouse.kernel.spec import REGISTERS

MANY = 25


def _tell(people: dict[Any, str], card: Card, key: str, at: Any) -> None:
    """Put a line into each inbox, of those who may see the record now."""
    Notification.objects.bulk_create(
        [
            Notification(person=person, card=card, text=text[:250], key=key, at=at)
            for person, text in people.items()
            if person.is_active and cards(actor_for(person)).filter(pk=card.pk).exists()
        ],
        ignore_conflicts=True,
    )


@job("announce")
def announce(payload: dict[str, Any]) -> None:
    """Tell watchers and new owners what a change-set did; one that touched many records tells nobody each."""
    change = ChangeSet.objects.select_related("by").filter(pk=payload["changeset"]).first()
    if change is None:
        return
    for spec in REGISTERS.values():
        written = list(
            spec.past._default_manager.filter(changeset=change).values("card_id", "version", "owner_id")[
                : MANY + 1
            ]
        )
        if len(written) > MANY:
            continue
        for past in written:
            _announce_one(spec, change, past)


def _announce_one(spec: Any, change: ChangeSet, past: dict[str, Any]) -> None:
    card = Card.objects.get(pk=past["card_id"])
    before = (
        spec.past._default_manager.filter(card=card, version=past["version"] - 1).values("owner_id").first()
    )
    who = change.by.name if change.by else "Pilothouse"
    people = {
        w.person: f"{who}: {deed(change.action)} · {card}"
        for w in Watcher.objects.filter(card=card).select_related("person")
    }
    if past["owner_id"] and (before is None or before["owner_id"] != past["owner_id"]) and card.owner:
        people[card.owner] = f"{who} made you the owner of {card}"
    if change.by:
        people.pop(change.by, None)
    _tell(people, card, f"{change.uid}:{card.uid}", change.at)


@job("comment")
def announce_comment(payload: dict[str, Any]) -> None:
    """Tell the mentioned, the owner and the watchers that something was said."""
    said = Comment.objects.select_related("card", "by", "card__owner").filter(pk=payload["comment"]).first()
    if said is None:
        return
    who = said.by.name if said.by else "Somebody"
    people: dict[Any, str] = {}
    for watcher in Watcher.objects.filter(card=said.card).select_related("person"):
        people[watcher.person] = f"{who} commented on {said.card}"
    if said.card.owner:
        people[said.card.owner] = f"{who} commented on {said.card}"
    for person in said.mentions.all():
        people[person] = f"{who} mentioned you in {said.card}"
    if said.by:
        people.pop(said.by, None)
    _tell(people, said.card, f"comment:{said.uid}", said.at)
