"""What finished projects teach: planned and actual time and cost, and what was known when they were planned."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pilothouse.engine.risk.columns import Floats


@dataclass(frozen=True)
class ProjectProfile:
    """What is known of a project when its plan is made, and that tells something of its outcome.

    kind         : what sort of project, in the words of whoever keeps the history ("Construction", "IT")
    tasks        : number of tasks in the plan
    serial_share : [-] 0 all tasks side by side, 1 one long chain (`RiskPlan.serial_share`)
    None where it is not known; the fit then takes the average of the history.
    Raises ValueError: fewer than one task, or a share outside 0 to 1.
    """

    kind: str = ""
    tasks: int | None = None
    serial_share: float | None = None

    def __post_init__(self) -> None:
        if self.tasks is not None and self.tasks < 1:
            raise ValueError(f"A project has one task or more, not {self.tasks}.")
        if self.serial_share is not None and not 0.0 <= self.serial_share <= 1.0:
            raise ValueError(f"A serial share lies between 0 and 1, not {self.serial_share}.")


@dataclass(frozen=True)
class FinishedProject:
    """One finished project: what was planned and what came of it.

    time_ratio : [-] actual over planned duration, from the planned start; None where it is not known
    cost_ratio : [-] actual over planned cost; None where it is not known
    started, finished : any numbers that order projects in time (days, years); None where not known
    task_ratios : shape (n,), [-] actual over planned duration of its tasks, zeros and unknowns left out
    Raises ValueError: a ratio that is not a positive finite number.
    """

    id: str
    profile: ProjectProfile = ProjectProfile()
    time_ratio: float | None = None
    cost_ratio: float | None = None
    started: float | None = None
    finished: float | None = None
    task_ratios: Floats | None = None

    def __post_init__(self) -> None:
        for name in ("time_ratio", "cost_ratio"):
            ratio = getattr(self, name)
            if ratio is not None and not (math.isfinite(ratio) and ratio > 0):
                raise ValueError(
                    f"Project {self.id!r} has a {name.replace('_', ' ')} of {ratio}; it must be above 0."
                )
        if (
            self.task_ratios is not None
            and not ((self.task_ratios > 0) & (self.task_ratios < math.inf)).all()
        ):
            raise ValueError(f"Project {self.id!r} has a task ratio that is not a positive finite number.")


@dataclass(frozen=True)
class FinishedProjects:
    """Finished projects, any number of them. Raises ValueError: a project named twice."""

    projects: tuple[FinishedProject, ...]

    def __post_init__(self) -> None:
        ids = [project.id for project in self.projects]
        if len(set(ids)) < len(ids):
            raise ValueError(
                f"Project {next(name for name in ids if ids.count(name) > 1)!r} is in the history twice."
            )

    def without(self, project: FinishedProject) -> FinishedProjects:
        """The history as it would be had this project never been."""
        return FinishedProjects(tuple(item for item in self.projects if item.id != project.id))

    def known_before(self, moment: float) -> FinishedProjects:
        """The projects that had finished before a moment: what a planner could have known then."""
        return FinishedProjects(
            tuple(p for p in self.projects if p.finished is not None and p.finished < moment)
        )
