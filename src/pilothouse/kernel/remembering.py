"""Answers that stay true until the next write: totals of a list, remembered by each web worker.

The key holds the newest change-set, and every write makes one; so an answer is never used after anything changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.db import connection

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import ChangeSet

Answer = TypeVar("Answer")
MOST = 512
_known: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def rights_key(actor: Actor) -> Hashable:
    """What of an actor decides which rows they see."""
    return actor.everything, actor.own_id, actor.holdings, actor.verbs


def newest_change() -> int:
    """The key of the newest change-set. One query."""
    return ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def remembered(actor: Actor, question: Hashable, work: Callable[[], Answer]) -> Answer:
    """The answer to a question as this actor may know it, worked out when anything was written since.

    question : whatever decides the answer beside the actor's rights; must be hashable and complete
    """
    if connection.in_atomic_block:
        return work()
    key = (connection.settings_dict["NAME"], newest_change(), rights_key(actor), question)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]  # type: ignore[no-any-return]
    found = work()
    with _lock:
        _known[key] = found
        while len(_known) > MOST:
            _known.popitem(last=False)
    return found
