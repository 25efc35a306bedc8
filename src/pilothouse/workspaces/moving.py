"""Hanging a workspace under another so that undo can hang it back: by hand, or because a newer file says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Max

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied
from pilothouse.kernel.in_use import places_in_trash
from pilothouse.kernel.models import PRIMARY, ChangeSet, Fact, Place, Reach, Verb
from pilothouse.kernel.rows import places
from pilothouse.kernel.tree import move_place


class Moved(models.Model):
    """That a place was hung under another, and where it hung before."""

    changeset = models.ForeignKey("kernel.ChangeSet", on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey("kernel.Place", on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey("kernel.Place", null=True, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey("kernel.Place", null=True, on_delete=models.CASCADE, related_name="+")


def hang_under(opened: ChangeSet, place: Place, parent: Place) -> None:
    """Hang a place under another in an open change-set; rights are the caller's matter. Raises RuleBroken."""
    before = Place.objects.values_list("parent", flat=True).get(pk=place.pk)
    move_place(place, parent)
    Moved.objects.create(changeset=opened, place=place, before_id=before, after=parent)


def hang_back(actor: Actor, target: ChangeSet, left: list[str]) -> int:
    """Hang what a change-set moved back to where it was; what was moved again since stays. Returns how many."""
    moved = list(Moved.objects.filter(changeset=target).select_related("place", "before").order_by("-pk"))
    ends = {m.place_id for m in moved} | {m.before_id for m in moved if m.before_id}
    for verb in (Verb.CREATE, Verb.IMPORT) if not actor.everything else ():
        ends -= set(places(actor, verb, "workspaces").filter(pk__in=ends).values_list("pk", flat=True))
    if ends and moved and not actor.everything:
        raise Denied("You may no longer move every workspace that this moved.")
    done = 0
    for one in moved:
        if one.place.parent_id != one.after_id:
            left.append(f"{one.place.name}: moved elsewhere since")
            continue
        if places_in_trash().filter(place=one.before_id).exists():
            left.append(f"{one.place.name}: what it lay in is in the trash")
            continue
        move_place(one.place, one.before)
        done += 1
    return done


def to_be_moved(wanted: Iterable[tuple[Place, Place | None, date]]) -> set[int]:
    """Which places a file moves, of those that it names under another parent. Four queries.

    wanted : the place, its new parent (None: made by the same file), and the newest day the file tells of it
    A place stays where something newer is told of it, where it hangs somewhere below that parent already, and
    where somebody moved it since that same day was told.
    """
    asked = {p.pk: (to, day) for p, to, day in wanted if to is None or p.parent_id != to.pk}
    told = Fact.objects.filter(place__in=asked, withdraws__isnull=True, withdrawn_by__isnull=True)
    newest = {
        pk: (day, at)
        for pk, day, at in told.order_by().values_list("place").annotate(Max("effective"), Max("recorded"))
    }
    by_move = Moved.objects.filter(place__in=asked).order_by().values_list("place")
    since = dict(by_move.annotate(Max("changeset__at")))
    above = set(
        Reach.objects.filter(
            hierarchy=PRIMARY, place__in=asked, ancestor__in={to.pk for to, _ in asked.values() if to}
        ).values_list("place", "ancestor")
    )
    found = set()
    for pk, (to, day) in asked.items():
        last, recorded = newest.get(pk, (date.min, None))
        by_hand = day == last and recorded is not None and pk in since and since[pk] > recorded
        if day >= last and not by_hand and (to is None or (pk, to.pk) not in above):
            found.add(pk)
    return found
