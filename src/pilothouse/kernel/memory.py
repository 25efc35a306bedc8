"""A small memory of answers, shared by the threads of one process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Memory:
    """A few answers, each with its question; the one that was least wanted lately goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._known: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def find(self, question: Hashable, work: Callable[[], Answer]) -> Answer:
        """The answer, worked out when it is not known; two who ask at once may both work."""
        with self._lock:
            if question in self._known:
                self._known.move_to_end(question)
                return self._known[question]  # type: ignore[no-any-return]
        found = work()
        with self._lock:
            self._known[question] = found
            while len(self._known) > self.most:
                self._known.popitem(last=False)
        return found

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._known.clear()
