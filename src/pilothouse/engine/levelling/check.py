"""An independent look at a plan: it reads only the problem and the plan, and recounts everything slot by slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.levelling.parts import LevelLink, LevelTask, LinkKind, Person
from pilothouse.engine.levelling.plan import LevelledPlan
from pilothouse.engine.levelling.problem import LevellingProblem

Slots = NDArray[np.int64]


def violations(problem: LevellingProblem, plan: LevelledPlan) -> tuple[str, ...]:
    """Every rule that the plan breaks, a sentence each; empty when the plan can be done."""
    work = _working_slots(problem, plan)
    return (
        *_task_faults(problem, plan, work),
        *(fault for link in problem.links if (fault := _link_fault(problem, plan, link))),
        *_resource_faults(problem, work),
        *_seat_faults(problem, plan),
        *_people_faults(problem, plan, work),
    )


def cost_of_plan(problem: LevellingProblem, plan: LevelledPlan, due: dict[str, int]) -> int:
    """Weighted delay of the plan beyond the due slots given; projects that are not named count nothing."""
    total = 0
    for project in problem.projects:
        ends = [int(plan.finish[k]) for k, task in enumerate(problem.tasks) if task.project == project.name]
        if ends and project.name in due:
            total += project.weight * max(0, max(ends) - due[project.name])
    return total


def _working_slots(problem: LevellingProblem, plan: LevelledPlan) -> list[Slots]:
    """The slots in which each task really works."""
    horizon = plan.end + 1
    open_slots = {"": np.ones(horizon, dtype=np.bool_)}
    open_slots |= {calendar.name: calendar.working(horizon) for calendar in problem.calendars}
    parts: list[list[Slots]] = [[] for _ in problem.tasks]
    for task, begin, until in zip(plan.part_task, plan.part_start, plan.part_finish, strict=True):
        mask = open_slots[problem.tasks[int(task)].calendar][begin:until]
        parts[int(task)].append(np.flatnonzero(mask) + begin)
    nothing = np.zeros(0, dtype=np.int64)
    return [np.concatenate([nothing, *found]) for found in parts]


def _task_faults(problem: LevellingProblem, plan: LevelledPlan, work: list[Slots]) -> Iterator[str]:
    release = {project.name: project.release for project in problem.projects} | {"": 0}
    lengths: dict[int, list[int]] = defaultdict(list)
    open_slots = {c.name: c.working(plan.end + 1) for c in problem.calendars}
    for task, begin, until in zip(plan.part_task, plan.part_start, plan.part_finish, strict=True):
        calendar = problem.tasks[int(task)].calendar
        worked = open_slots[calendar][begin:until].sum() if calendar else until - begin
        lengths[int(task)].append(int(worked))
    for k, task in enumerate(problem.tasks):
        if sorted(lengths[k]) != sorted(task.pieces()):
            yield f"Task {task.name!r} works in parts of {lengths[k]} slots instead of {list(task.pieces())}."
        if len(np.unique(work[k])) != len(work[k]):
            yield f"Task {task.name!r} has two parts at once."
        if plan.start[k] < max(task.not_before, release[task.project]):
            yield f"Task {task.name!r} starts at {plan.start[k]}, before it may."
        if len(work[k]) and (work[k].min() != plan.start[k] or work[k].max() + 1 != plan.finish[k]):
            yield f"Task {task.name!r} says {plan.start[k]} to {plan.finish[k]}, its parts say otherwise."
        if not len(work[k]) and plan.start[k] != plan.finish[k]:
            yield f"Milestone {task.name!r} takes time."


def _link_fault(problem: LevellingProblem, plan: LevelledPlan, link: LevelLink) -> str:
    before, after = problem.task_index[link.before], problem.task_index[link.after]
    source = plan.finish if link.kind in (LinkKind.FS, LinkKind.FF) else plan.start
    target = plan.finish if link.kind in (LinkKind.FF, LinkKind.SF) else plan.start
    if target[after] >= source[before] + link.lag:
        return ""
    return f"Link {link.before!r} -> {link.after!r} ({link.kind}, lag {link.lag}) does not hold."


def _resource_faults(problem: LevellingProblem, work: list[Slots]) -> Iterator[str]:
    horizon = max((int(slots.max()) + 1 for slots in work if len(slots)), default=0)
    for resource in problem.resources:
        used = np.zeros(horizon, dtype=np.int64)
        for task, slots in zip(problem.tasks, work, strict=True):
            used[slots] += task.units.get(resource.name, 0)
        over = np.flatnonzero(used > resource.over_time(horizon))
        if len(over):
            yield f"Resource {resource.name!r} is used beyond its capacity in slot {over[0]}."


def _seat_faults(problem: LevellingProblem, plan: LevelledPlan) -> Iterator[str]:
    skills = {person.name: person.skills for person in problem.people}
    for task, names in zip(problem.tasks, plan.people, strict=True):
        wanted = list(task.people) + [""] * sum(ask.people for ask in task.asks)
        if len(names) != len(wanted) or len(set(names)) != len(names):
            yield f"Task {task.name!r} wants {len(wanted)} different people and has {list(names)}."
        elif not set(task.people) <= set(names) or not _asks_met(task, names, skills):
            yield f"The people {list(names)} do not have what task {task.name!r} asks for."


def _asks_met(task: LevelTask, names: tuple[str, ...], skills: dict[str, Mapping[str, int]]) -> bool:
    """Whether the people not wanted by name can fill all places, by trying one after another."""
    free = [name for name in names if name not in task.people]
    seats = [(ask.skill, ask.level) for ask in task.asks for _ in range(ask.people)]
    taken: dict[int, str] = {}

    def seat(name: str, tried: set[int]) -> bool:
        for k, (skill, level) in enumerate(seats):
            if k in tried or skills[name].get(skill, 0) < level:
                continue
            tried.add(k)
            if k not in taken or seat(taken[k], tried):
                taken[k] = name
                return True
        return False

    return all(seat(name, set()) for name in free)


def _people_faults(problem: LevellingProblem, plan: LevelledPlan, work: list[Slots]) -> Iterator[str]:
    horizon = plan.end + 1
    calendars = {calendar.name: calendar for calendar in problem.calendars}
    busy: dict[str, list[Slots]] = defaultdict(list)
    for slots, names in zip(work, plan.people, strict=True):
        for name in names:
            busy[name].append(slots)
    for person in problem.people:
        if person.name not in busy:
            continue
        count = np.bincount(np.concatenate(busy[person.name]), minlength=horizon)
        there = calendars[person.calendar].working(horizon) if person.calendar else np.ones(horizon, np.bool_)
        for begin, until in person.away:
            there[begin:until] = False
        if (count > 1).any():
            yield f"{person.name!r} does two tasks at once in slot {int(np.argmax(count > 1))}."
        if (count[~there] > 0).any():
            yield f"{person.name!r} works while away in slot {int(np.flatnonzero((count > 0) & ~there)[0])}."
        yield from _limit_faults(person, count, problem.slots_per_week)


def _limit_faults(person: Person, count: Slots, week: int) -> Iterator[str]:
    padded = np.concatenate([count, np.zeros(-len(count) % week, dtype=count.dtype)])
    loads = padded.reshape(-1, week).sum(axis=1)
    if person.week_limit is not None and (loads > person.week_limit).any():
        worst = int(np.argmax(loads))
        yield f"{person.name!r} works {loads[worst]} slots in week {worst}; the limit is {person.week_limit}."
    if person.heavy_week is not None and person.heavy_run is not None:
        run = 0
        for number, heavy in enumerate(loads > person.heavy_week):
            run = run + 1 if heavy else 0
            if run > person.heavy_run:
                yield f"{person.name!r} has more than {person.heavy_run} heavy weeks in a row up to week {number}."
                return
