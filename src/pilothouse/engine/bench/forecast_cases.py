"""Which finished projects teach a forecast, and which it is judged on: never the same, and never later ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pilothouse.engine.forecast.combined import FEWEST_PROJECTS, ForecastModel, fit_forecast
from pilothouse.engine.forecast.history import History, joined_history, project_history

from .tracked_projects import TrackedProject

LOW, HIGH = 0.1, 0.9
SHARES = (0.4, 0.5, 0.6, 0.7)
Projects = tuple[TrackedProject, ...]


@dataclass(frozen=True)
class Case:
    """A project to forecast, and what was learned without it."""

    project: TrackedProject
    model: ForecastModel


def finished(projects: Projects) -> Projects:
    """Projects whose last report has all work done, by the day they finished."""
    done = [project for project in projects if project.state().share_done[-1] >= 1 - 1e-6]
    return tuple(sorted(done, key=lambda project: (project.finished_on, project.code)))


def learned(projects: Projects) -> History:
    """The reports of these projects as experience."""
    return joined_history([project_history(p.code, p.state(), labour_share=p.labour_share) for p in projects])


def cut(projects: Projects, share: float) -> tuple[Case, ...]:
    """One cut in time: the share that finished first teaches, each of the others is a case."""
    ordered = finished(projects)
    many = int(share * len(ordered))
    model = fit_forecast(learned(ordered[:many]), low=LOW, high=HIGH)
    return tuple(Case(project, model) for project in ordered[many:])


def taught_by_all(projects: Projects) -> ForecastModel:
    """What all finished projects teach together: the model to publish, which nothing here is left to judge."""
    return fit_forecast(learned(finished(projects)), low=LOW, high=HIGH)


def rolling(projects: Projects) -> tuple[Case, ...]:
    """Each project forecast from those that had finished before it started, where ten or more had."""
    return tuple(_rolling(finished(projects)))


def _rolling(ordered: Projects) -> Iterator[Case]:
    reports = {project.code: learned((project,)) for project in ordered}
    models: dict[int, ForecastModel] = {}
    for project in ordered:
        before = [other for other in ordered if other.finished_on < project.started_on]
        if not before:
            continue
        history = joined_history([reports[other.code] for other in before])
        if history.between(LOW, HIGH).count < FEWEST_PROJECTS:
            continue
        if len(before) not in models:  # they are ordered by finish, so their number says which
            models[len(before)] = fit_forecast(history, low=LOW, high=HIGH)
        yield Case(project, models[len(before)])
