"""What people add to a record besides its own fields: comments, links, files, and watching it."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from pilothouse.kernel.actors import Actor, actor_for
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.models import Attachment, Card, Comment, Link, Verb, Watcher
from pilothouse.kernel.outbox import enqueue
from pilothouse.kernel.richtext import handles
from pilothouse.kernel.rows import card, cards, row, rows
from pilothouse.kernel.spec import REGISTERS

LARGEST_FILE = 25 * 1024 * 1024


def may_talk(actor: Actor, seen: Card) -> bool:
    """Whether the actor may comment on, link or attach to a record."""
    try:
        row(REGISTERS[seen.register], actor, seen.uid, verb=Verb.COMMENT)
    except NotThere:
        return False
    return True


def _talkable(actor: Actor, uid: str) -> Card:
    seen = card(actor, uid)
    if not may_talk(actor, seen):
        raise Denied("You may read this but not add to it.")
    return seen


def comment(actor: Actor, uid: str, text: str) -> Comment:
    """Say something about a record; people who are @mentioned and may see it are told."""
    if not text.strip():
        raise Invalid({"text": "Write something first."})
    if len(text) > 20_000:
        raise Invalid({"text": "At most 20,000 characters."})
    if "\x00" in text:
        raise Invalid({"text": "There is an unreadable character in this text."})
    seen = _talkable(actor, uid)
    with changeset(actor, "comment", place=seen.place, why=seen.code) as opened:
        said = Comment.objects.create(
            card=seen, by=actor.person, on_behalf_of=actor.behalf_of, at=opened.at, text=text.strip()
        )
        said.mentions.set(_mentioned(seen, text))
        enqueue("comment", f"comment:{said.uid}", {"comment": said.pk})
    return said


def _mentioned(seen: Card, text: str) -> list[Any]:
    named = get_user_model().objects.filter(handle__in=sorted(handles(text))[:20])
    return [person for person in named if cards(actor_for(person)).filter(pk=seen.pk).exists()]


def untold(said: Comment) -> list[str]:
    """The names after an @ in a comment that told nobody: unknown, of several people, or who may not see it."""
    told = set(said.mentions.values_list("handle", flat=True))
    return sorted(handles(said.text) - told)


def drop_comment(actor: Actor, uid: str, comment_uid: str) -> None:
    """Take one's own comment back."""
    seen = card(actor, uid)
    with changeset(actor, "comment: remove", place=seen.place, why=seen.code):
        gone, _ = Comment.objects.filter(card=seen, uid=comment_uid[:12], by=actor.person).delete()
        if not gone:
            raise NotThere("There is no such comment of yours.")


def link(actor: Actor, uid: str, other: str, kind: str) -> Link:
    """Tie two records that the actor may both see."""
    if kind not in Link.Kind.values:
        raise Invalid({"kind": f"A link is one of: {', '.join(Link.Kind.values)}."})
    source, target = _talkable(actor, uid), card(actor, other)
    with changeset(actor, "link", place=source.place, why=source.code):
        if source.pk == target.pk:
            raise Invalid({"to": "A record cannot be tied to itself."})
        tied, _ = Link.objects.get_or_create(
            source=source, target=target, kind=kind, defaults={"by": actor.person, "at": timezone.now()}
        )
    return tied


def unlink(actor: Actor, uid: str, key: int) -> None:
    """Take a link away again."""
    source = _talkable(actor, uid)
    with changeset(actor, "link: remove", place=source.place, why=source.code):
        gone, _ = Link.objects.filter(source=source, target__in=cards(actor), pk=key).delete()
        if not gone:
            raise NotThere("There is no such link.")


def links_of(actor: Actor, seen: Card) -> list[tuple[Link, Card, str]]:
    """The ties of a record, each with the other side and its words; those the actor may not see are left out."""
    found: list[tuple[Link, Card, str]] = []
    allowed = cards(actor)
    for tied in Link.objects.filter(source=seen, target__in=allowed).select_related("target__place"):
        found.append((tied, tied.target, tied.get_kind_display()))
    for tied in Link.objects.filter(target=seen, source__in=allowed).select_related("source__place"):
        found.append((tied, tied.source, REVERSED.get(tied.kind, tied.kind)))
    return found


REVERSED = {"relates": "relates to", "causes": "caused by", "blocks": "blocked by", "mitigates": "mitigated by",
            "became": "came from"}  # fmt: skip


def file_path(stored: str) -> Path:
    """Where a stored file lies; its name is random, so nothing of the upload's name reaches the disk."""
    return Path(settings.MEDIA_ROOT) / stored[:2] / stored


def attach(actor: Actor, uid: str, name: str, content: bytes) -> Attachment:
    """Keep a file with a record. Raises Invalid when it is too large; nothing is left behind then."""
    if len(content) > LARGEST_FILE:
        raise Invalid({"file": "At most 25 MB."})
    if not content:
        raise Invalid({"file": "This file is empty; nothing was kept."})
    seen = _talkable(actor, uid)
    stored = secrets.token_hex(16)
    path = file_path(stored)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(content)
        with changeset(actor, "attach", place=seen.place, why=seen.code):
            return Attachment.objects.create(
                card=seen,
                name=clean_name(name),
                stored=stored,
                size=len(content),
                digest=hashlib.sha256(content).hexdigest(),
                by=actor.person,
                at=timezone.now(),
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def clean_name(name: str) -> str:
    """The name of an upload without folders, control characters or length: for showing only."""
    # a browser sends a quotation mark as %22, as the standard for forms tells it to
    bare = name.replace("%22", "'").replace('"', "'").replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in bare if c.isprintable() and c not in '<>:"|?*').strip(" .")
    return kept[:200] or "file"


def attachment(actor: Actor, uid: str) -> Attachment:
    """A file by its id, when its record may be seen; raises NotThere."""
    found = Attachment.objects.filter(uid=uid[:12], card__in=cards(actor)).first()
    if found is None:
        raise NotThere("There is no such file.")
    return found


def detach(actor: Actor, uid: str) -> None:
    """Remove a file from its record: one's own, or any with the right to remove there, since it is gone for good."""
    found = attachment(actor, uid)
    seen = _talkable(actor, found.card.uid)
    own = found.by_id is not None and found.by_id == actor.person_id
    if not own and not rows(REGISTERS[seen.register], actor, verb=Verb.REMOVE).filter(pk=seen.pk).exists():
        raise Denied("This is somebody else's file; whoever may remove records here may remove it.")
    with changeset(actor, "attach: remove", place=seen.place, why=seen.code):
        stored = found.stored
        found.delete()
        transaction.on_commit(lambda: file_path(stored).unlink(missing_ok=True))


def watch(actor: Actor, uid: str, *, on: bool) -> None:
    """Hear of every change to a record, or no longer."""
    seen = card(actor, uid)
    with changeset(actor, "watch" if on else "watch: stop", place=seen.place, why=seen.code):
        if on:
            Watcher.objects.get_or_create(card=seen, person=actor.person)
        else:
            Watcher.objects.filter(card=seen, person=actor.person).delete()
