"""Answers that stay true until the next write: totals of a list, remembered by each web worker.

The key holds the newest change-sets, and every write makes one; so an answer is never used after anything changed.
The newest alone would not do: of two writes at once, the one that began first may be kept last.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from django.db import connection
from django.db.models import Sum

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.memory import Memory
from pilothouse.kernel.models import ChangeSet

Answer = TypeVar("Answer")
AT_ONCE = 1000  # more writes than this hardly begin while one is on its way


SMALL = Memory(512)  # for totals and counts


def rights_key(actor: Actor) -> Hashable:
    """What of an actor decides which rows they see."""
    return actor.everything, actor.own_id, actor.holdings, actor.verbs


def newest_changes() -> int:
    """A number that differs as soon as a change-set is kept, also one that began before others. One query."""
    newest = ChangeSet.objects.order_by("-pk")[:AT_ONCE]
    return newest.aggregate(found=Sum("pk"))["found"] or 0


def remembered(
    actor: Actor, question: Hashable, work: Callable[[], Answer], *, memory: Memory = SMALL
) -> Answer:
    """The answer to a question as this actor may know it, worked out when anything was written since.

    question : whatever decides the answer beside the actor's rights; must be hashable and complete
    """
    if connection.in_atomic_block:
        return work()
    key = (connection.settings_dict["NAME"], newest_changes(), rights_key(actor), question)
    return memory.find(key, work)
