"""The parts of a levelling problem: calendars, equipment, people, tasks, links and projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.levelling import refusals


class LinkKind(StrEnum):
    """Which end of one task waits for which end of another."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


@dataclass(frozen=True, kw_only=True)
class LevelCalendar:
    """When work can be done: a repeating pattern of slots, less the spans that are closed.

    pattern : one bool a slot, repeated from slot 0; True is working
    closed  : spans (from, until) of slots, `until` excluded
    """

    name: str
    pattern: tuple[bool, ...] = (True,)
    closed: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        refusals.calendar(self.name, self.pattern, self.closed)

    def working(self, slots: int) -> NDArray[np.bool_]:
        """Which of the first `slots` slots are working; shape (slots,)."""
        repeats = -(-slots // len(self.pattern))
        open_slots = np.tile(np.array(self.pattern, dtype=np.bool_), repeats)[:slots].copy()
        for begin, until in self.closed:
            open_slots[begin:until] = False
        return open_slots


@dataclass(frozen=True, kw_only=True)
class Resource:
    """Equipment or a crew that tasks share by units, and that is free again when they end.

    capacity : units there are at slot 0
    changes  : (from slot, units from then on), in order of slots
    """

    name: str
    capacity: int
    changes: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        refusals.resource(self.name, self.capacity, self.changes)

    def over_time(self, slots: int) -> NDArray[np.int64]:
        """Units there are in each of the first `slots` slots; shape (slots,)."""
        units = np.full(slots, self.capacity, dtype=np.int64)
        for begin, level in self.changes:
            units[begin:] = level
        return units

    @property
    def peak(self) -> int:
        """The most units there ever are."""
        return max((self.capacity, *(level for _, level in self.changes)))


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who does one task at a time, with the skills, absences and limits to respect.

    skills     : skill -> level, 1 or more
    calendar   : name of a calendar of the problem; "" is every slot
    away       : spans (from, until) of slots, `until` excluded
    week_limit : most slots of work in a week; None is no limit
    heavy_week : a week with more slots of work than this is heavy; None: no week is
    heavy_run  : most heavy weeks in a row
    """

    name: str
    skills: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    calendar: str = ""
    away: tuple[tuple[int, int], ...] = ()
    week_limit: int | None = None
    heavy_week: int | None = None
    heavy_run: int | None = None

    def __post_init__(self) -> None:
        refusals.person(self.name, self.skills, self.away)
        refusals.person_limits(self.name, self.week_limit, self.heavy_week, self.heavy_run)

    @property
    def limited(self) -> bool:
        """Whether any weekly limit holds for this person."""
        return self.week_limit is not None or self.heavy_week is not None


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A task's wish for so many people with a skill, at this level or above."""

    skill: str
    level: int = 1
    people: int = 1

    def __post_init__(self) -> None:
        refusals.ask(self.skill, self.level, self.people)


@dataclass(frozen=True, kw_only=True)
class LevelTask:
    """A piece of work that takes a number of working slots.

    duration   : working slots of its calendar; 0 is a milestone
    units      : resource -> units held in each working slot
    asks       : people wanted by skill; each person fills one place, from first to last slot
    people     : people wanted by name
    calendar   : name of a calendar of the problem; "" is every slot
    piece      : 0 may not split; otherwise it may stop after any whole `piece` slots, same people throughout
    not_before : first slot in which it may start
    """

    name: str
    duration: int
    project: str = ""
    units: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    asks: tuple[Ask, ...] = ()
    people: tuple[str, ...] = ()
    calendar: str = ""
    piece: int = 0
    not_before: int = 0

    def __post_init__(self) -> None:
        refusals.task(self.name, self.duration, self.units, self.piece, self.not_before)

    def pieces(self) -> tuple[int, ...]:
        """Lengths of the parts that never stop, in order; one part where the task may not split."""
        if self.piece == 0 or self.duration <= self.piece:
            return (self.duration,)
        whole, rest = divmod(self.duration, self.piece)
        return (self.piece,) * whole + ((rest,) if rest else ())


@dataclass(frozen=True, kw_only=True)
class LevelLink:
    """`after` waits for `before`; `lag` is in slots of elapsed time, negative is a lead."""

    before: str
    after: str
    kind: LinkKind = LinkKind.FS
    lag: int = 0


@dataclass(frozen=True, kw_only=True)
class LevelProject:
    """A project whose tasks compete with the others'.

    release : first slot in which its work may start
    due     : slot by which it should be finished; None: when it would finish if nothing were short
    weight  : what one slot of delay costs; the priority
    """

    name: str
    release: int = 0
    due: int | None = None
    weight: int = 1

    def __post_init__(self) -> None:
        refusals.project(self.name, self.release, self.due, self.weight)
