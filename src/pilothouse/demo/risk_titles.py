"""Which words each risk bears: the titles of its kind in turn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pilothouse.demo.risk_kind import RiskKind


class TitlesInTurn:
    """Gives the titles of a kind one after the other, and the first again after the last; draws no random number."""

    def __init__(self) -> None:
        self._given: Counter[RiskKind] = Counter()

    def next_of(self, kind: RiskKind) -> RiskKind:
        """The kind under the title that comes next; {work} and {supplier} are not filled in yet."""
        first, cause, event, effect, trigger = kind.texts
        titles = (first, *kind.titles)
        title = titles[self._given[kind] % len(titles)]
        self._given[kind] += 1
        return replace(kind, texts=(title, cause, event, effect, trigger))
