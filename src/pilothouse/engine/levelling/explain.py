"""Say what levelling moved, what each task waits for, and what that costs its project."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.levelling.crowd import Ints, Longs
from pilothouse.engine.levelling.parts import LevelTask, LinkKind
from pilothouse.engine.levelling.plan import LevelledPlan, LevelMove, ProjectOutcome
from pilothouse.engine.levelling.problem import LevelGoal, LevellingProblem

MOST_BLOCKERS = 8
Why = tuple[str, tuple[str, ...]]


def explain_moves(
    problem: LevellingProblem, plan: LevelledPlan, early: Longs, slack: Longs
) -> tuple[LevelMove, ...]:
    """Each task that starts later than it could if nothing were short, in order of start.

    early : shape (tasks,), [slot]  earliest start by links, release and calendar
    slack : shape (tasks,), [slot]  what it may move before its project ends later
    """
    scene = _Scene(problem, plan)
    moved = np.flatnonzero(plan.start > early)
    moves = []
    for k in moved[np.argsort(plan.start[moved], kind="stable")].tolist():
        reason, blockers = scene.why(k)
        late = int(plan.start[k] - early[k])
        moves.append(
            LevelMove(
                task=problem.tasks[k].name,
                early=int(early[k]),
                start=int(plan.start[k]),
                reason=reason,
                blockers=blockers,
                delay=max(0, late - int(slack[k])),
            )
        )
    return tuple(moves)


def outcomes(
    problem: LevellingProblem, plan: LevelledPlan, early: Longs, groups: tuple[Ints, Longs, Longs]
) -> tuple[ProjectOutcome, ...]:
    """What levelling did to each project that has tasks; the rest counts as one nameless project.

    early : shape (tasks,), [slot]  earliest finish of each task
    """
    _, due, weight = groups
    project = np.array([task.project for task in problem.tasks])
    known = {p.name: p for p in problem.projects}
    found = []
    for position, name in enumerate(["", *(p.name for p in problem.projects)]):
        rows = project == name
        if not rows.any():
            continue
        early_finish, finish = int(early[rows].max()), int(plan.finish[rows].max())
        if problem.goal is LevelGoal.DELAY:
            until, price = int(due[position]), int(weight[position])
        else:
            given = known[name].due if name else None
            until, price = early_finish if given is None else given, known[name].weight if name else 1
        delay = max(0, finish - until)
        found.append(
            ProjectOutcome(
                project=name,
                early_finish=early_finish,
                due=until,
                finish=finish,
                delay=delay,
                cost=delay * price,
            )
        )
    return tuple(found)


class _Scene:
    """The plan laid out over time, to be asked why a task could not start a slot earlier."""

    def __init__(self, problem: LevellingProblem, plan: LevelledPlan) -> None:
        self.problem = problem
        self.plan = plan
        self.slots = plan.end + 1
        self.seat = {person.name: k for k, person in enumerate(problem.people)}
        self.open = {"": np.ones(self.slots, np.bool_)} | {
            c.name: c.working(self.slots) for c in problem.calendars
        }
        self.before: list[list[int]] = [[] for _ in problem.tasks]
        for number, link in enumerate(problem.links):
            self.before[problem.task_index[link.after]].append(number)
        self._lay_out()

    def _lay_out(self) -> None:
        """Units in use, and the task (counted from 1) that each person is on, slot by slot."""
        problem, plan = self.problem, self.plan
        self.used = {resource.name: np.zeros(self.slots, np.int64) for resource in problem.resources}
        self.there = {resource.name: resource.over_time(self.slots) for resource in problem.resources}
        self.on = np.zeros((len(problem.people), self.slots), np.int32)
        for k, person in enumerate(problem.people):
            if person.calendar:
                self.on[k, ~self.open[person.calendar]] = -1
            for begin, until in person.away:
                self.on[k, begin:until] = -1
        for owner, begin, until in zip(plan.part_task, plan.part_start, plan.part_finish, strict=True):
            task = problem.tasks[int(owner)]
            worked = np.flatnonzero(self.open[task.calendar][begin:until]) + begin
            for name, amount in task.units.items():
                self.used[name][worked] += amount
            for name in plan.people[int(owner)]:
                self.on[self.seat[name], worked] = int(owner) + 1

    def why(self, k: int) -> Why:
        """What keeps task `k` from starting earlier, and the tasks behind it."""
        task = self.problem.tasks[k]
        earlier = np.flatnonzero(self.open[task.calendar][: self.plan.start[k]])
        slot = int(earlier[-1]) if len(earlier) else -1
        return (
            self._link(k, slot)
            or self._units(task, slot)
            or self._people(k, task, slot)
            or ("The plan keeps it here to leave room for other work.", ())
        )

    def _link(self, k: int, slot: int) -> Why | None:
        """The link that would break were the task to start at `slot`."""
        shift = int(self.plan.start[k]) - slot
        for number in self.before[k]:
            link = self.problem.links[number]
            source = self.problem.task_index[link.before]
            from_end = link.kind in (LinkKind.FS, LinkKind.FF)
            moment = int((self.plan.finish if from_end else self.plan.start)[source])
            to_end = link.kind in (LinkKind.FF, LinkKind.SF)
            mine = int(self.plan.finish[k]) if to_end else int(self.plan.start[k])
            if mine - shift < moment + link.lag:
                what = "ends" if from_end else "starts"
                return f"It waits for {link.before!r}, which {what} at {moment}.", (link.before,)
        return None

    def _units(self, task: LevelTask, slot: int) -> Why | None:
        """The resource that has too few units left at `slot`."""
        for name, amount in task.units.items() if task.duration else ():
            left = int(self.there[name][slot] - self.used[name][slot])
            if left < amount:
                holders = tuple(other for other in self._at(slot) if self._task(other).units.get(name, 0))
                return (
                    f"It asks for {amount} of {name!r}; {max(left, 0)} of {self.there[name][slot]} are free at {slot}.",
                    holders[:MOST_BLOCKERS],
                )
        return None

    def _people(self, k: int, task: LevelTask, slot: int) -> Why | None:
        """The person, or the skill, that is not free from `slot` on."""
        seats: list[tuple[str, tuple[int, ...], int]] = [
            (f"{name!r}", (self.seat[name],), 1) for name in task.people
        ]
        for ask in task.asks:
            label = f"with {ask.skill!r} at level {ask.level}"
            seats.append((label, self.problem.able(ask.skill, ask.level), ask.people))
        window = self._window(k, slot)
        for label, pool, wanted in seats if task.duration else ():
            on = self.on[np.array(pool)][:, window]
            blocked = ((on != 0) & (on != k + 1)).any(axis=1)
            if (~blocked).sum() < wanted:
                holders = [
                    self.problem.tasks[owner - 1].name
                    for owner in np.unique(on)
                    if owner > 0 and owner != k + 1
                ]
                away = "" if holders else " (away)"
                who = (
                    f"{label} is not free"
                    if len(pool) == 1
                    else f"{wanted} of {len(pool)} {label} are not free"
                )
                return f"{who} at {slot}{away}.", tuple(holders[:MOST_BLOCKERS])
            limited = [p for p in np.array(pool)[~blocked] if self.problem.people[p].limited]
            if (~blocked).sum() - len(limited) < wanted:
                return f"The weekly limit of those {label} would be passed from {slot}.", ()
        return None

    def _window(self, k: int, slot: int) -> Longs:
        """Working slots of the first part of the task, were it to start at `slot`."""
        task = self.problem.tasks[k]
        length = task.pieces()[0]
        working = np.flatnonzero(self.open[task.calendar][slot:]) + slot
        return np.asarray(working[: max(length, 1)], dtype=np.int64)

    def _task(self, name: str) -> LevelTask:
        return self.problem.tasks[self.problem.task_index[name]]

    def _at(self, slot: int) -> tuple[str, ...]:
        """Names of the tasks at work in a slot, in order of start."""
        active = self._owner[(self._start <= slot) & (self._finish > slot)]
        return tuple(self.problem.tasks[int(k)].name for k in dict.fromkeys(active.tolist()))

    @cached_property
    def _rank(self) -> NDArray[np.int64]:
        return np.argsort(self.plan.part_start, kind="stable")

    @cached_property
    def _owner(self) -> Longs:
        return self.plan.part_task[self._rank]

    @cached_property
    def _start(self) -> Longs:
        return self.plan.part_start[self._rank]

    @cached_property
    def _finish(self) -> Longs:
        return self.plan.part_finish[self._rank]
