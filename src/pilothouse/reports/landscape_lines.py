"""One line of the landscape: a workspace on a day, with the sums over the work below it that the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pilothouse.kernel.folding import sort_key
from pilothouse.workspaces.ratings import BY_VALUE, UNRATED

WORK = frozenset({"project", "initiative"})
FIGURES = (
    "rating_manager", "rating_office", "currency", "budget", "forecast", "whole_life_cost", "benefits",
    "start", "finish", "first_finish", "last_fact", "trend",
)  # fmt: skip
AT = {name: at for at, name in enumerate(FIGURES)}
MONEY = ("budget", "forecast", "whole_life_cost", "benefits")
_MONEY_AT = tuple((name, AT[name]) for name in MONEY)
_MANAGER, _OFFICE, _CURRENCY = AT["rating_manager"], AT["rating_office"], AT["currency"]

Sums = dict[str, dict[str, int]]
Figures = tuple[Any, ...]


@dataclass(slots=True)
class Tally:
    """Pieces of work counted together: money by measure and currency, and how many have each rating."""

    work: int = 0
    sums: Sums = field(default_factory=dict)
    office: dict[str, int] = field(default_factory=dict)
    manager: dict[str, int] = field(default_factory=dict)

    def count(self, figures: Figures) -> None:
        """Add one piece of work; no figures at all when nothing was told of it."""
        self.work += 1
        office = (figures and figures[_OFFICE]) or "not_rated"
        manager = (figures and figures[_MANAGER]) or "not_rated"
        self.office[office] = self.office.get(office, 0) + 1
        self.manager[manager] = self.manager.get(manager, 0) + 1
        if not figures:
            return
        currency, sums = figures[_CURRENCY] or "", self.sums
        for name, at in _MONEY_AT:
            amount = figures[at]
            if amount is not None:
                own = sums.get(name)
                if own is None:
                    own = sums[name] = {}
                own[currency] = own.get(currency, 0) + amount

    def add(self, other: Tally) -> None:
        """Add what another counted."""
        self.work += other.work
        for name, by_currency in other.sums.items():
            own = self.sums.setdefault(name, {})
            for currency, amount in by_currency.items():
                own[currency] = own.get(currency, 0) + amount
        for counts, more in ((self.office, other.office), (self.manager, other.manager)):
            for rating, n in more.items():
                counts[rating] = counts.get(rating, 0) + n


@dataclass(slots=True, eq=False)
class Line:
    """One workspace on a day: its own figures, and the tally of the work below that the reader may see."""

    uid: str
    place_id: int
    parent_id: int | None
    code: str
    title: str
    kind: str
    status: str
    owner: str
    key: str
    figures: Figures = ()
    children: Sequence[Line] = ()
    counted: Tally | None = None
    above: str = ""

    @property
    def is_work(self) -> bool:
        """Whether it is counted as one piece of work, not as a heading over others."""
        return self.kind in WORK

    @property
    def told(self) -> bool:
        """Whether an amount or a rating of itself is known."""
        return bool(self.figures) and (
            any(self.figures[at] not in UNRATED for at in (_MANAGER, _OFFICE))
            or any(self.figures[at] is not None for _, at in _MONEY_AT)
        )

    @property
    def tally(self) -> Tally:
        """What it stands for in sums: the work below, or itself where it is told of as a whole or has none below."""
        if self.counted is None:
            self.counted = Tally()
            if self.is_work:
                self.counted.count(self.figures)
        return self.counted

    @property
    def work(self) -> int:
        """How many pieces of work it stands for."""
        return self.tally.work

    @property
    def sums(self) -> Sums:
        """Money by measure and currency."""
        return self.tally.sums

    @property
    def office(self) -> dict[str, int]:
        """How many have each of the office's ratings."""
        return self.tally.office

    @property
    def manager(self) -> dict[str, int]:
        """How many have each of the managers' ratings."""
        return self.tally.manager

    def get(self, name: str) -> Any:
        """One of its figures, None when there is none."""
        return self.figures[AT[name]] if self.figures else None

    @property
    def slip(self) -> int | None:
        """Days by which the finish moved since it was first told; positive is later."""
        now, first = self.get("finish"), self.get("first_finish")
        return (now - first).days if now and first else None


def variance(line: Line) -> float | None:
    """Forecast over budget as a share, -; None when the currencies differ or one is missing."""
    budget, forecast = line.sums.get("budget", {}), line.sums.get("forecast", {})
    if len(budget) != 1 or set(budget) != set(forecast):
        return None
    (currency, base), *_ = budget.items()
    return (forecast[currency] - base) / base if base else None


def _rating_key(name: str) -> Callable[[Line], Any]:
    badness = {value: rating.badness for value, rating in BY_VALUE.items()}
    return lambda line: badness.get(line.get(name) or "")


def _money_key(name: str) -> Callable[[Line], Any]:
    return lambda line: sum(line.sums[name].values()) if name in line.sums else None


def order_key(name: str) -> Callable[[Line], Any]:
    """The key by which lines are sorted for a column; None for an empty value."""
    if name == "title":
        return lambda line: line.key
    if name in {"owner", "above"}:
        return lambda line: sort_key(getattr(line, name)) or None
    if name == "variance":
        return variance
    if name in MONEY:
        return _money_key(name)
    if name.startswith("rating_"):
        return _rating_key(name)
    if name in AT:
        return lambda line: line.get(name)
    return lambda line: getattr(line, name)


def ordered(lines: Iterable[Line], sort: str) -> list[Line]:
    """Lines in the asked order, by title when nothing is asked.

    Empty values come last either way; of ratings the complete before them, which are neither good nor bad.
    """
    name = sort.removeprefix("-") or "title"
    key = order_key(name)
    keyed = [(key(line), line) for line in sorted(lines, key=lambda line: line.key)]
    filled = [pair for pair in keyed if pair[0] is not None]
    filled.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    rest = [line for value, line in keyed if value is None]
    if name.startswith("rating_"):
        rest.sort(key=lambda line: line.get(name) != "complete")
    return [line for _, line in filled] + rest
