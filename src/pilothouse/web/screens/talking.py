"""What people added to a record: its ties, files, comments and watchers, now or as they stood on a past day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.models import Attachment, Card, Comment, Link, Watcher
from pilothouse.kernel.richtext import rich
from pilothouse.kernel.talk import links_of, may_talk


def when(moment: Any) -> str:
    """A moment as people write it, in the installation's time zone."""
    local = timezone.localtime(moment)
    return f"{nice_day(local.date())}, {local:%H:%M}"


def ties(actor: Actor, card: Card, base: str, able: bool) -> list[dict[str, Any]]:
    """The records that this one is tied to and the reader may see, each with where it lies."""
    return [
        {
            "kind": words,
            "code": other.code,
            "label": other.title,
            "status": other.place.name,
            "at": tied.at,
            "url": f"/{other.register}/{other.uid}",
            "remove_url": f"{base}/unlink/{tied.pk}" if able and tied.source_id == card.pk else "",
        }
        for tied, other, words in links_of(actor, card)
    ]


def files(card: Card, able: bool) -> list[dict[str, Any]]:
    """The files of a record, newest first."""
    return [
        {
            "name": a.name,
            "url": f"/files/{a.uid}",
            "size": size_words(a.size),
            "who": a.by.name if a.by else "",
            "when": when(a.at),
            "at": a.at,
            "remove_url": f"/files/{a.uid}/remove" if able else "",
        }
        for a in Attachment.objects.filter(card=card).select_related("by").order_by("-at")
    ]


def size_words(size: int) -> str:
    """How large a file is, as people say it: `20 bytes`, `1.4 kB`, `12 kB`, `3.2 MB`."""
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    unit, by = ("kB", 1000) if size < 999_500 else ("MB", 1_000_000)
    return f"{size / by:.1f} {unit}" if size < 9.95 * by else f"{size / by:.0f} {unit}"


def comments(actor: Actor, card: Card, base: str) -> list[dict[str, Any]]:
    """What was said about a record, oldest first."""
    return [
        {
            "id": c.uid,
            "who": c.by.name if c.by else "",
            "on_behalf": c.on_behalf_of.name if c.on_behalf_of else "",
            "when": when(c.at),
            "when_iso": c.at.isoformat(),
            "at": c.at,
            "html": rich(c.text, {p.handle for p in c.mentions.all()}),
            "remove_url": f"{base}/comment/{c.uid}/remove" if base and c.by_id == actor.person_id else "",
        }
        for c in Comment.objects.filter(card=card)
        .select_related("by", "on_behalf_of")
        .prefetch_related("mentions")
        .order_by("at")
    ]


def talk_block(actor: Actor, card: Card, base: str) -> dict[str, Any]:
    """What was added to a record, with the forms to add more for those who may."""
    able = may_talk(actor, card)
    kinds = [{"value": v, "label": w} for v, w in Link.Kind.choices]
    watchers = dict(Watcher.objects.filter(card=card).values_list("person_id", "person__name"))
    return {
        "links": ties(actor, card, base, able),
        "link_form": {"url": f"{base}/link", "pick_url": "/pick/records", "kinds": kinds} if able else None,
        "attachments": files(card, able),
        "attach_url": f"{base}/attach" if able else "",
        "comments": comments(actor, card, base),
        "comment_url": f"{base}/comment" if able else "",
        "mention_url": f"/pick/mentions/{card.uid}",
        "watch": {"url": f"{base}/watch", "on": actor.person_id in watchers},
        "watchers": list(watchers.values()),
    }


def talk_then(actor: Actor, card: Card, end: datetime, tail: str) -> dict[str, Any]:
    """What had been added before a moment and is still there, to be read only.

    tail : what follows the addresses of tied records, so that they too are read on that day
    """
    tied = [t | {"url": t["url"] + tail} for t in ties(actor, card, "", False) if t["at"] < end]
    return {
        "links": tied,
        "attachments": [f for f in files(card, False) if f["at"] < end],
        "comments": [c for c in comments(actor, card, "") if c["at"] < end],
    }
