"""A levelling problem as a whole: checked once, when it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pilothouse.engine.levelling import refusals
from pilothouse.engine.levelling.parts import (
    LevelCalendar,
    LevelLink,
    LevelProject,
    LevelTask,
    Person,
    Resource,
)
from pilothouse.engine.levelling.refusals import Infeasible


class LevelGoal(StrEnum):
    """What levelling keeps small.

    FINISH : the slot in which the last task ends (the makespan)
    DELAY  : slots of delay of each project beyond its due slot, times its weight, summed
    """

    FINISH = "finish"
    DELAY = "delay"


@dataclass(frozen=True, kw_only=True)
class LevellingProblem:
    """Tasks of one or many projects, and the people and equipment that they share.

    time_unit      : what a slot is, in a word ("day", "hour"); only said, never calculated with
    slots_per_week : slots in a week, for the weekly limits of people; weeks start at slot 0
    Raises ValueError: unknown or repeated name, a cycle, no work calendar.
    Raises Infeasible: a task that asks for more than there ever is.
    """

    time_unit: str
    tasks: tuple[LevelTask, ...]
    links: tuple[LevelLink, ...] = ()
    resources: tuple[Resource, ...] = ()
    people: tuple[Person, ...] = ()
    projects: tuple[LevelProject, ...] = ()
    calendars: tuple[LevelCalendar, ...] = ()
    goal: LevelGoal = LevelGoal.FINISH
    slots_per_week: int = 7

    def __post_init__(self) -> None:
        if not self.time_unit.strip():
            raise ValueError("Say what a slot of time is: time_unit is empty.")
        if self.slots_per_week < 1:
            raise ValueError("slots_per_week must be 1 or more.")
        for what, parts in (
            ("Task", self.tasks),
            ("Resource", self.resources),
            ("Person", self.people),
            ("Project", self.projects),
            ("Calendar", self.calendars),
        ):
            refusals.unique(what, (part.name for part in parts))
        self._check_references()
        self._check_enough()
        _ = self.order

    @cached_property
    def task_index(self) -> dict[str, int]:
        """Position of each task by name."""
        return {task.name: position for position, task in enumerate(self.tasks)}

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Positions of the tasks so that each comes after those it waits for."""
        return _topological(self.tasks, self.links, self.task_index)

    def able(self, skill: str, level: int) -> tuple[int, ...]:
        """Positions of the people who have the skill at this level or above."""
        return tuple(k for k, person in enumerate(self.people) if person.skills.get(skill, 0) >= level)

    def _check_references(self) -> None:
        calendars = {"", *(calendar.name for calendar in self.calendars)}
        resources = {resource.name for resource in self.resources}
        people = {person.name for person in self.people}
        projects = {"", *(project.name for project in self.projects)}
        for person in self.people:
            refusals.known(f"Person {person.name!r}", "calendar", person.calendar, calendars)
        for task in self.tasks:
            owner = f"Task {task.name!r}"
            refusals.known(owner, "calendar", task.calendar, calendars)
            refusals.known(owner, "project", task.project, projects)
            for name in task.units:
                refusals.known(owner, "resource", name, resources)
            for name in task.people:
                refusals.known(owner, "person", name, people)
            refusals.unique(f"In task {task.name!r}, person", task.people)
        for link in self.links:
            for end in (link.before, link.after):
                refusals.known(f"A link {link.before!r} -> {link.after!r}", "task", end, self.task_index)

    def _check_enough(self) -> None:
        peaks = {resource.name: resource.peak for resource in self.resources}
        for task in self.tasks:
            for name, amount in task.units.items():
                if amount > peaks[name] and task.duration:
                    raise Infeasible(
                        f"Task {task.name!r} asks for {amount} of {name!r}; there are never more than {peaks[name]}."
                    )
            for ask in task.asks:
                able = len(self.able(ask.skill, ask.level))
                if able < ask.people:
                    raise Infeasible(
                        f"Task {task.name!r} asks for {ask.people} with {ask.skill!r} at level {ask.level}; "
                        f"{able} have it."
                    )


def _topological(
    tasks: Sequence[LevelTask], links: Sequence[LevelLink], index: dict[str, int]
) -> tuple[int, ...]:
    """An order that respects every link, or a refusal that names the cycle task by task."""
    waiting = [0] * len(tasks)
    following: list[list[int]] = [[] for _ in tasks]
    for link in links:
        following[index[link.before]].append(index[link.after])
        waiting[index[link.after]] += 1
    ready = [k for k, count in enumerate(waiting) if count == 0]
    for task in ready:
        for after in following[task]:
            waiting[after] -= 1
            if waiting[after] == 0:
                ready.append(after)
    if len(ready) < len(tasks):
        raise ValueError("The links run in a circle: " + _circle(tasks, following, waiting) + ".")
    return tuple(ready)


def _circle(tasks: Sequence[LevelTask], following: list[list[int]], waiting: list[int]) -> str:
    """The names along one cycle among the tasks still waiting."""
    before = {after: task for task, count in enumerate(waiting) if count for after in following[task]}
    task = next(k for k, count in enumerate(waiting) if count)
    path: list[int] = []
    while task not in path:
        path.append(task)
        task = before[task]
    ring = [*path[path.index(task) :], task]
    return " -> ".join(tasks[k].name for k in reversed(ring))
