"""The landscape: every workspace one may see, with how it stood on a day, and roll-ups over what one may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.folding import folded, sort_key
from pilothouse.kernel.models import PRIMARY, Fact, Place, Reach
from pilothouse.kernel.rows import rows
from pilothouse.workspaces.ratings import BY_VALUE
from pilothouse.workspaces.standing import Standing
from pilothouse.workspaces.workspace import WORKSPACES

MONEY = ("budget", "forecast", "whole_life_cost", "benefits")
WORK = frozenset({"project", "initiative"})
STALE = timedelta(days=364)
COLUMNS = (
    "rating_manager", "rating_office", "currency", "budget", "forecast", "whole_life_cost", "benefits",
    "start", "finish", "first_finish", "last_fact", "trend",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked of the landscape: the day, the filters, where to begin, and the order."""

    as_of: date
    search: str = ""
    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    ratings: frozenset[str] = frozenset()
    place: str = ""
    stale: bool = False
    sort: str = ""


Sums = dict[str, dict[str, int]]


@dataclass
class Line:
    """One workspace on a day: its own figures, and the sums over the work below that the reader may see."""

    uid: str
    place_id: int
    parent_id: int | None
    code: str
    title: str
    kind: str
    status: str
    owner: str
    key: str
    standing: dict[str, Any] = field(default_factory=dict)
    children: list[Line] = field(default_factory=list)
    sums: Sums = field(default_factory=dict)
    work: int = 0
    office: dict[str, int] = field(default_factory=dict)
    manager: dict[str, int] = field(default_factory=dict)

    @property
    def is_work(self) -> bool:
        """Whether it is counted as one piece of work, not as a heading over others."""
        return self.kind in WORK

    def get(self, name: str) -> Any:
        """One of its figures, None when there is none."""
        return self.standing.get(name)

    @property
    def slip(self) -> int | None:
        """Days by which the finish moved since it was first told; positive is later."""
        now, first = self.get("finish"), self.get("first_finish")
        return (now - first).days if now and first else None


@dataclass
class Landscape:
    """The answer: the roots of the tree, all work lines in the asked order, the sums, and what was left out."""

    question: Question
    roots: list[Line]
    work: list[Line]
    total: Line
    stale: int


def _seen(actor: Actor, place: str) -> Any:
    """The workspaces that the actor may see, those at or below a place when one is named."""
    found = rows(WORKSPACES, actor)
    if not place:
        return found
    top = Place.objects.filter(uid=place).values("pk")
    return found.filter(place__in=Reach.objects.filter(hierarchy=PRIMARY, ancestor__in=top).values("place"))


def _lines(actor: Actor, question: Question) -> list[Line]:
    found = _seen(actor, question.place)
    values = found.values_list(
        "place__uid", "place_id", "place__parent_id", "code", "title", "kind", "status", "owner__name", "sort"
    )
    return [Line(*v[:7], owner=v[7] or "", key=v[8]) for v in values]  # type: ignore[misc]


def _standings(lines: Iterable[Line], day: date) -> dict[int, dict[str, Any]]:
    wanted = {line.place_id for line in lines}
    found = Standing.objects.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)
    listed = found.values_list("place_id", *COLUMNS)
    return {v[0]: dict(zip(COLUMNS, v[1:], strict=True)) for v in listed if v[0] in wanted}


def _matches(line: Line, question: Question, words: list[str]) -> bool:
    if question.kinds and line.kind not in question.kinds:
        return False
    if question.statuses and line.status not in question.statuses:
        return False
    rating = line.get("rating_office") or line.get("rating_manager") or "not_rated"
    if question.ratings and rating not in question.ratings:
        return False
    if words:
        text = folded(f"{line.code} {line.title} {line.owner}")
        return all(word in text for word in words)
    return True


def _add(line: Line, other: Line) -> None:
    line.work += other.work
    for name, by_currency in other.sums.items():
        own = line.sums.setdefault(name, {})
        for currency, amount in by_currency.items():
            own[currency] = own.get(currency, 0) + amount
    for name in ("office", "manager"):
        counts = getattr(line, name)
        for rating, n in getattr(other, name).items():
            counts[rating] = counts.get(rating, 0) + n


def _count_itself(line: Line) -> None:
    line.work = 1
    currency = line.get("currency") or ""
    for name in MONEY:
        amount = line.get(name)
        if amount is not None:
            line.sums[name] = {currency: amount}
    line.office = {line.get("rating_office") or "not_rated": 1}
    line.manager = {line.get("rating_manager") or "not_rated": 1}


def _roll_up(line: Line, kept: set[int]) -> bool:
    """Sum a line over its kept descendants; False when nothing below (nor itself) is kept."""
    line.children = [child for child in line.children if _roll_up(child, kept)]
    for child in line.children:
        _add(line, child)
    if line.place_id in kept and line.is_work and not line.children:
        _count_itself(line)
    return line.place_id in kept or bool(line.children)


def _tree(lines: list[Line]) -> list[Line]:
    by_place = {line.place_id: line for line in lines}
    roots: list[Line] = []
    for line in lines:
        parent = by_place.get(line.parent_id or 0)
        (parent.children if parent else roots).append(line)
    return roots


def order_key(name: str) -> Any:
    """The key by which lines are sorted for a column; empty values come last either way."""

    def key(line: Line) -> Any:
        if name == "title":
            return line.key
        if name == "owner":
            return sort_key(line.owner) or None
        if name in {"rating_manager", "rating_office"}:
            rating = BY_VALUE.get(line.get(name) or "")
            return rating.badness if rating else None
        if name in MONEY:
            return sum(line.sums.get(name, {}).values()) if name in line.sums else None
        if name == "variance":
            return variance(line)
        if name in {"slip", "work", "kind", "status", "code"}:
            return getattr(line, name)
        return line.get(name)

    return key


def variance(line: Line) -> float | None:
    """Forecast over budget as a share, -; None when the currencies differ or one is missing."""
    budget, forecast = line.sums.get("budget", {}), line.sums.get("forecast", {})
    if len(budget) != 1 or set(budget) != set(forecast):
        return None
    (currency, base), *_ = budget.items()
    return (forecast[currency] - base) / base if base else None


def ordered(lines: list[Line], sort: str) -> list[Line]:
    """Lines in the asked order, by title when nothing is asked."""
    name = sort.removeprefix("-") or "title"
    key = order_key(name)
    filled = [line for line in lines if key(line) is not None]
    empty = [line for line in lines if key(line) is None]
    filled.sort(key=lambda line: line.key)
    filled.sort(key=key, reverse=sort.startswith("-"))
    return filled + sorted(empty, key=lambda line: line.key)


def _sort_children(line: Line, sort: str) -> None:
    line.children = ordered(line.children, sort)
    for child in line.children:
        _sort_children(child, sort)


def landscape(actor: Actor, question: Question) -> Landscape:
    """The landscape on a day, over one filtered set. Two queries, whatever its size."""
    lines = _lines(actor, question)
    standings = _standings(lines, question.as_of)
    for line in lines:
        line.standing = standings.get(line.place_id, {})
    words = folded(question.search).split()
    kept, stale = set(), 0
    current = _newest_by_root(lines)
    narrowed = bool(words or question.kinds or question.statuses or question.ratings)
    for line in lines:
        if not _matches(line, question, words) or (narrowed and not line.is_work and not words):
            continue
        if line.is_work and not question.stale and _is_old(line, current, question):
            stale += 1
            continue
        kept.add(line.place_id)
    total = Line("", 0, None, "", "All", "", "", "", "")
    roots = [root for root in _tree(lines) if _roll_up(root, kept)]
    for root in roots:
        _add(total, root)
        _sort_children(root, question.sort)
    work = [line for line in lines if line.place_id in kept and line.is_work and not line.children]
    return Landscape(question, ordered(roots, question.sort), ordered(work, question.sort), total, stale)


def _newest_by_root(lines: list[Line]) -> dict[int, date]:
    """For each line's place, the newest day that anything under the same root was told."""
    by_place = {line.place_id: line for line in lines}
    root_of: dict[int, int] = {}

    def root(line: Line) -> int:
        if line.place_id not in root_of:
            parent = by_place.get(line.parent_id or 0)
            root_of[line.place_id] = root(parent) if parent else line.place_id
        return root_of[line.place_id]

    newest: dict[int, date] = {}
    for line in lines:
        told = line.get("last_fact")
        if told:
            newest[root(line)] = max(newest.get(root(line), told), told)
    return {line.place_id: newest[root(line)] for line in lines if root(line) in newest}


def _is_old(line: Line, newest: dict[int, date], question: Question) -> bool:
    """Whether a piece of work was left out of a year of reports, or not told of at all on that past day."""
    told = line.get("last_fact")
    if told is None:
        return question.as_of < timezone.localdate()
    return bool(told < newest[line.place_id] - STALE)


def known_days(actor: Actor, place: str = "") -> list[date]:
    """The days on which anything the actor may see there is told, oldest first: the slider's stops. One query."""
    told = Fact.objects.filter(place__in=_seen(actor, place).values("place"))
    days = sorted(set(told.order_by().values_list("effective", flat=True).distinct()))
    if len(days) <= 60:
        return days
    last = {day.strftime("%Y-%m"): day for day in days}
    return sorted(last.values())[-60:]
