"""The landscape: every workspace one may see, with how it stood on a day, and roll-ups over what one may see."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.folding import folded
from pilothouse.kernel.garbage import nothing_collected
from pilothouse.kernel.memory import Memory
from pilothouse.kernel.models import PRIMARY, Place, Reach, Verb
from pilothouse.kernel.prepared import prepared
from pilothouse.kernel.remembering import remembered, rights_key
from pilothouse.kernel.rows import rows
from pilothouse.reports.landscape_lines import AT, FIGURES, Figures, Line, Tally, ordered
from pilothouse.workspaces.ratings import UNRATED
from pilothouse.workspaces.standing import Standing
from pilothouse.workspaces.workspace import WORKSPACES

STALE = timedelta(days=364)
LATE_DAYS = 15  # less is on time
FINISH, FIRST_FINISH = AT["finish"], AT["first_finish"]
WHOLES = Memory(8)  # about 5 MB each at 3,000 places
NAMED = (
    "place__uid", "place_id", "place__parent_id", "code", "title", "kind", "status",
    Coalesce("owner__name", Value("")), "sort",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked of the landscape: the day, the filters, where to begin, and the order.

    ratings, managers : the office's ratings, and the managers'
    only              : of `differ` (the two ratings), `over` (forecast over budget), `late` (finish moved later)
    """

    as_of: date
    search: str = ""
    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    ratings: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    place: str = ""
    stale: bool = False
    sort: str = ""

    @property
    def filtered(self) -> bool:
        """Whether only a part of the work is asked for, by words or by what it is."""
        return bool(self.search or self.narrowed)

    @property
    def narrowed(self) -> bool:
        """Whether it is asked for by what it is: kind, status, rating, or how it goes."""
        return bool(self.kinds or self.statuses or self.ratings or self.managers or self.only)


@dataclass(frozen=True)
class Whole:
    """The landscape before it is put in an order: lines with their sums. Shared by requests, so never changed."""

    roots: tuple[Line, ...]
    work: tuple[Line, ...]
    total: Line
    stale: int
    untold: int
    moved: tuple[int, ...]


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

    @property
    def untold(self) -> int:
        """How many pieces of work were left out, of which nothing was told yet by that day."""
        return self.whole.untold


def _seen(actor: Actor, place: str) -> Any:
    """The workspaces that the actor may see, those at or below a place when one is named."""
    found = rows(WORKSPACES, actor)
    if not place:
        return found
    top = Place.objects.filter(uid=place).values("pk")
    return found.filter(place__in=Reach.objects.filter(hierarchy=PRIMARY, ancestor__in=top).values("place"))


def _asked(actor: Actor, what: str, place: str, found: Callable[[str], Any]) -> list[tuple[Any, ...]]:
    """The answer to a question about a place (or all), worded once for everybody with the same rights."""
    if place:
        return prepared((what, "at", rights_key(actor)), found, place)
    return prepared((what, rights_key(actor)), lambda: found(""))


def _read(actor: Actor, question: Question) -> list[Line]:
    """The workspaces that the actor may see, each with its figures on the day. Two queries."""
    figures = _figures(question.as_of)
    found = _asked(actor, "lines", question.place, lambda at: _seen(actor, at).values_list(*NAMED))
    return [Line(*(*v, figures.get(v[1], ()))) for v in found]


def _begun(day: date) -> Q:
    """The condition that a stretch began by a day; today most did, so there the index on the end serves better."""
    if day < timezone.localdate():
        return Q(since__lte=day)
    return Q(LessThanOrEqual(Coalesce("since", Value(None), output_field=DateField()), day))


def _figures(day: date) -> dict[int, Figures]:
    """The figures of every place on a day; only those of places that the reader sees are ever looked up."""

    def held() -> Any:
        found = Standing.objects.filter(Q(until__isnull=True) | Q(until__gt=day), _begun(day))
        return found.values_list("place_id", *FIGURES)

    return {v[0]: tuple(v[1:]) for v in prepared(("figures", day, timezone.localdate()), held)}


def _differ(line: Line) -> bool:
    """Whether manager and office both rate it, and not alike."""
    office, manager = line.get("rating_office"), line.get("rating_manager")
    rated = office not in UNRATED and manager not in UNRATED
    return rated and office != manager


def _over(line: Line) -> bool:
    budget, forecast = line.get("budget"), line.get("forecast")
    return budget is not None and forecast is not None and forecast > budget


ONLY: dict[str, Callable[[Line], bool]] = {
    "differ": _differ,
    "over": _over,
    "late": lambda line: (line.slip or 0) >= LATE_DAYS,
}


def _matches(line: Line, question: Question, words: list[str]) -> bool:
    if question.kinds and line.kind not in question.kinds:
        return False
    if question.statuses and line.status not in question.statuses:
        return False
    if question.ratings and (line.get("rating_office") or "not_rated") not in question.ratings:
        return False
    if question.managers and (line.get("rating_manager") or "not_rated") not in question.managers:
        return False
    if not all(ONLY[name](line) for name in question.only):
        return False
    if words:
        text = folded(f"{line.code} {line.title} {line.owner}")
        return all(word in text for word in words)
    return True


def _tree(lines: list[Line]) -> list[Line]:
    """Hang every line below its parent; what has none that the reader sees lies at the top."""
    by_place = {line.place_id: line for line in lines}
    below: dict[int, list[Line]] = {}
    roots = []
    for line in lines:
        if above := by_place.get(line.parent_id or 0):
            line.above = above.title
            below.setdefault(above.place_id, []).append(line)
        else:
            roots.append(line)
    for place_id, children in below.items():
        by_place[place_id].children = children
    return roots


def _downward(root: Line) -> list[Line]:
    """A line and all below it, each before its children."""
    found = [root]
    for line in found:
        found.extend(line.children)
    return found


def landscape(actor: Actor, question: Question) -> Landscape:
    """The landscape on a day, over one filtered set. Two queries, whatever its size; one until the next write."""
    unordered = replace(question, sort="")
    asked = ("landscape", unordered, timezone.localdate())
    return Landscape(question, remembered(actor, asked, lambda: _whole(actor, unordered), memory=WHOLES))


def _whole(actor: Actor, question: Question) -> Whole:
    with nothing_collected():
        lines = _read(actor, question)
        roots: list[Line] = []
        work: list[Line] = []
        total, stale, untold = Tally(), 0, 0
        trees = [(root, _downward(root)) for root in _tree(lines)]
        since = _since(trees)
        for root, below in trees:
            kept, old, not_yet = _kept(below, question, since[root.place_id])
            stale, untold = stale + old, untold + not_yet
            _roll_up(below, kept)
            if root.children or root.place_id in kept:
                roots.append(root)
                total.add(root.tally)
            work += _counted(below, kept)
    moved = tuple((now - first).days for now, first in map(_finishes, work) if now and first)
    return Whole(tuple(roots), tuple(work), _all(total), stale, untold, moved)


def _since(trees: list[tuple[Line, list[Line]]]) -> dict[int, date]:
    """For each root the day before which its work is old: a year before the newest told of its organisation.

    Who sees single works of an organisation and not its top leaves out the same as everybody. One query for them.
    """
    homeless = [root.place_id for root, _ in trees if root.parent_id]
    found = Reach.objects.filter(hierarchy=PRIMARY, place__in=homeless, ancestor__parent=None)
    top = dict(found.values_list("place", "ancestor")) if homeless else {}
    newest: dict[int, date] = {}
    for root, below in trees:
        told = [day for line in below if (day := line.get("last_fact"))]
        key = top.get(root.place_id, root.place_id)
        newest[key] = max([*told, newest.get(key, date.min)])
    ends = {key: day - STALE if day != date.min else day for key, day in newest.items()}
    return {root.place_id: ends[top.get(root.place_id, root.place_id)] for root, _ in trees}


def _counted(below: list[Line], kept: set[int]) -> list[Line]:
    """The pieces of work under one root, each once: what is told of as a whole stands for its parts."""
    found, inside = [], set[int]()
    for line in below:
        if line.parent_id in inside:
            inside.add(line.place_id)
        elif line.is_work and line.place_id in kept and (not line.children or line.told):
            found.append(line)
            if line.children:
                inside.add(line.place_id)
    return found


def _finishes(line: Line) -> tuple[date | None, date | None]:
    """Its finish now and as first told; nothing of what nobody told of."""
    return (line.figures[FINISH], line.figures[FIRST_FINISH]) if line.figures else (None, None)


def _all(total: Tally) -> Line:
    return Line("", 0, None, "", "All", "", "", "", "", counted=total)


def _roll_up(below: list[Line], kept: set[int]) -> None:
    """Drop what is neither kept nor above something kept, and sum every line over what stays directly below it.

    A piece of work that is told of as a whole stands for itself; an amount that it does not tell is that of its parts.
    """
    for line in reversed(below):
        if not line.children:
            continue
        staying = [child for child in line.children if child.children or child.place_id in kept]
        line.children = staying
        if staying:
            line.counted = tally = Tally()
            for child in staying:
                if child.children:
                    tally.add(child.tally)
                elif child.is_work:
                    tally.count(child.figures)
            if line.is_work and line.told and line.place_id in kept:
                line.counted = _as_a_whole(line, tally)


def _as_a_whole(line: Line, parts: Tally) -> Tally:
    tally = Tally()
    tally.count(line.figures)
    compared = {"budget", "forecast"}  # one of a whole beside the other of some parts would say nothing
    for name, amounts in parts.sums.items():
        if name not in compared or not compared & set(tally.sums):
            tally.sums.setdefault(name, amounts)
    return tally


def _kept(below: list[Line], question: Question, since: date) -> tuple[set[int], int, int]:
    """The places that match under one root, and how many works are left out: told of before `since`, and not yet."""
    words = folded(question.search).split()
    chosen = below
    if words or question.narrowed:
        inside = _inside(below) if question.narrowed else set()
        chosen = [
            line
            for line in below
            if (line.is_work or words) and line.place_id not in inside and _matches(line, question, words)
        ]
    if question.stale:
        return {line.place_id for line in chosen}, 0, 0
    never = question.as_of < timezone.localdate()
    fresh = {line.place_id for line in chosen if not (line.is_work and _is_old(line, since, never))}
    out = [line for line in chosen if line.place_id not in fresh]
    untold = sum(1 for line in out if line.get("last_fact") is None)
    if not words:
        _drop_bare_headings(below, fresh, since)
    return fresh, len(out) - untold, untold


def _inside(below: list[Line]) -> set[int]:
    """The parts of works that are told of as a whole: these stand for them, also where it is asked what they are."""
    whole = {line.place_id for line in below if line.is_work and line.children and line.told}
    found: set[int] = set()
    for line in below if whole else ():
        if line.parent_id in whole or line.parent_id in found:
            found.add(line.place_id)
    return found


def _drop_bare_headings(below: list[Line], fresh: set[int], since: date) -> None:
    """Leave out a heading with its work when all of it is: a department that is no more."""
    for line in reversed(below):
        told = line.get("last_fact")
        bare = line.children and not any(child.place_id in fresh for child in line.children)
        if bare and not line.is_work and (told is None or told < since):
            fresh.discard(line.place_id)


def _is_old(line: Line, since: date, never: bool) -> bool:
    """Whether it was left out of a year of reports; `never`: or not told of at all by a past day."""
    told = line.get("last_fact")
    return never if told is None else bool(told < since)


def known_days(actor: Actor, place: str = "") -> list[date]:
    """The days on which anything the actor may see there is told, oldest first: the slider's stops. One query."""
    return remembered(actor, ("known days", place), lambda: _known_days(actor, place))


def _known_days(actor: Actor, place: str) -> list[date]:
    if not any(actor.holds(verb, "workspaces") for verb in (Verb.VIEW, Verb.VIEW_OWN)):
        return []  # the query would leave out the place, since nothing can match
    days = sorted(day for (day,) in _asked(actor, "known days", place, lambda at: _told(actor, at)))
    if len(days) <= 60:
        return days
    last = {(day.year, day.month): day for day in days}
    return sorted(last.values())[-60:]


def _told(actor: Actor, place: str) -> Any:
    """The days on which something is told of a place that the actor may see.

    Whether it may be seen is looked at once for each day, not for each row: beside a sum, a condition is the group's.
    """
    seen = _seen(actor, place).values("place_id")
    one = Standing.objects.annotate(at=F("place_id") + 0).filter(since=OuterRef("since"), at__in=seen)
    by_day = Standing.objects.order_by().values("since").annotate(told=Count("*"))
    return by_day.filter(Q(told=0) | Exists(one)).values_list("since")
