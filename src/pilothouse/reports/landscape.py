"""The landscape: every workspace one may see, with how it stood on a day, and roll-ups over what one may see."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.folding import folded, sort_key
from pilothouse.kernel.memory import Memory
from pilothouse.kernel.models import PRIMARY, Place, Reach
from pilothouse.kernel.remembering import remembered
from pilothouse.kernel.rows import rows
from pilothouse.workspaces.ratings import BY_VALUE
from pilothouse.workspaces.standing import Standing
from pilothouse.workspaces.workspace import WORKSPACES

MONEY = ("budget", "forecast", "whole_life_cost", "benefits")
WORK = frozenset({"project", "initiative"})
STALE = timedelta(days=364)
WHOLES = Memory(8)  # about 5 MB each at 3,000 places
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


@dataclass(slots=True)
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


@dataclass(frozen=True)
class Whole:
    """The landscape before it is put in an order: lines with their sums. Shared by requests, so never changed."""

    roots: tuple[Line, ...]
    work: tuple[Line, ...]
    total: Line
    stale: int


@dataclass(frozen=True)
class Landscape:
    """The answer to a question: the tree and the work in the asked order, the sums, and what was left out."""

    question: Question
    whole: Whole

    @functools.cached_property
    def roots(self) -> list[Line]:
        """What lies at the top, in order."""
        return ordered(self.whole.roots, self.question.sort)

    @functools.cached_property
    def work(self) -> list[Line]:
        """Every piece of work, in order."""
        return ordered(self.whole.work, self.question.sort)

    def below(self, line: Line) -> list[Line]:
        """What lies directly below a line, in order; worked out only where the tree is unfolded."""
        return ordered(line.children, self.question.sort)

    @property
    def total(self) -> Line:
        """The sums over all work that is shown."""
        return self.whole.total

    @property
    def stale(self) -> int:
        """How many pieces of work were left out, not told of for a year."""
        return self.whole.stale


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


def _begun(day: date) -> Q:
    """The condition that a stretch began by a day; today most did, so there the index on the end serves better."""
    if day < timezone.localdate():
        return Q(since__lte=day)
    return Q(LessThanOrEqual(Coalesce("since", Value(None), output_field=DateField()), day))


def _standings(lines: Iterable[Line], day: date) -> dict[int, dict[str, Any]]:
    wanted = {line.place_id for line in lines}
    found = Standing.objects.filter(Q(until__isnull=True) | Q(until__gt=day), _begun(day))
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
        own = line.sums.get(name)
        if own is None:
            line.sums[name] = dict(by_currency)
            continue
        for currency, amount in by_currency.items():
            own[currency] = own.get(currency, 0) + amount
    for counts, more in ((line.office, other.office), (line.manager, other.manager)):
        for rating, n in more.items():
            counts[rating] = counts.get(rating, 0) + n


def _count_itself(line: Line) -> None:
    held = line.standing.get
    currency = held("currency") or ""
    line.work = 1
    line.sums = {name: {currency: amount} for name in MONEY if (amount := held(name)) is not None}
    line.office = {held("rating_office") or "not_rated": 1}
    line.manager = {held("rating_manager") or "not_rated": 1}


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


def ordered(lines: Iterable[Line], sort: str) -> list[Line]:
    """Lines in the asked order, by title when nothing is asked."""
    name = sort.removeprefix("-") or "title"
    key = order_key(name)
    keyed = [(key(line), line) for line in sorted(lines, key=lambda line: line.key)]
    filled = [pair for pair in keyed if pair[0] is not None]
    filled.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [line for _, line in filled] + [line for value, line in keyed if value is None]


def landscape(actor: Actor, question: Question) -> Landscape:
    """The landscape on a day, over one filtered set. Two queries, whatever its size; one until the next write."""
    unordered = replace(question, sort="")
    asked = ("landscape", unordered, timezone.localdate())
    return Landscape(question, remembered(actor, asked, lambda: _whole(actor, unordered), memory=WHOLES))


def _whole(actor: Actor, question: Question) -> Whole:
    lines = _lines(actor, question)
    standings = _standings(lines, question.as_of)
    for line in lines:
        line.standing = standings.get(line.place_id, {})
    kept, stale = _kept(lines, question)
    total = Line("", 0, None, "", "All", "", "", "", "")
    roots = tuple(root for root in _tree(lines) if _roll_up(root, kept))
    for root in roots:
        _add(total, root)
    work = tuple(line for line in lines if line.place_id in kept and line.is_work and not line.children)
    return Whole(roots, work, total, stale)


def _kept(lines: list[Line], question: Question) -> tuple[set[int], int]:
    """The places of the lines that match, and how many pieces of work are left out as not told of for long."""
    words = folded(question.search).split()
    kept, stale = set(), 0
    current = _newest_by_root(lines)
    narrowed = bool(words or question.kinds or question.statuses or question.ratings)
    for line in lines:
        if narrowed and (not _matches(line, question, words) or not (line.is_work or words)):
            continue
        if line.is_work and not question.stale and _is_old(line, current, question):
            stale += 1
            continue
        kept.add(line.place_id)
    return kept, stale


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
    return remembered(actor, ("known days", place), lambda: _known_days(actor, place))


def _known_days(actor: Actor, place: str) -> list[date]:
    told = Standing.objects.filter(place__in=_seen(actor, place).values("place"))
    days = sorted(set(told.order_by().values_list("since", flat=True).distinct()))
    if len(days) <= 60:
        return days
    last = {day.strftime("%Y-%m"): day for day in days}
    return sorted(last.values())[-60:]
