"""Sentences that refuse a wrong part of a levelling problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Infeasible(ValueError):
    """The work cannot be done with what there is; the message names the task and what it lacks."""


def calendar(name: str, pattern: tuple[bool, ...], closed: tuple[tuple[int, int], ...]) -> None:
    """Refuse a calendar in which nobody ever works, or with a span the wrong way round."""
    if not pattern or not any(pattern):
        raise ValueError(f"Calendar {name!r} has no working slot.")
    spans(f"Calendar {name!r}", closed)


def spans(owner: str, listed: Iterable[tuple[int, int]]) -> None:
    """Refuse a span that is empty, negative or the wrong way round."""
    for begin, until in listed:
        if begin < 0 or until <= begin:
            raise ValueError(f"{owner} has a span from {begin} until {until}; it needs 0 <= from < until.")


def resource(name: str, capacity: int, changes: tuple[tuple[int, int], ...]) -> None:
    """Refuse a negative capacity, or changes that are not in order of time."""
    if min((capacity, *(level for _, level in changes))) < 0:
        raise ValueError(f"Resource {name!r} has a negative capacity.")
    moments = [begin for begin, _ in changes]
    if moments != sorted(set(moments)) or (moments and moments[0] < 0):
        raise ValueError(
            f"Changes of resource {name!r} must be in order of slots, each slot once, from 0 on."
        )


def person(name: str, skills: Mapping[str, int], away: tuple[tuple[int, int], ...]) -> None:
    """Refuse a skill level below 1 or a wrong absence."""
    for skill, level in skills.items():
        if level < 1:
            raise ValueError(f"{name!r} has skill {skill!r} at level {level}; levels start at 1.")
    spans(f"Person {name!r}", away)


def person_limits(name: str, week: int | None, heavy: int | None, run: int | None) -> None:
    """Refuse limits below zero, or only half of the heavy-week limit."""
    if (heavy is None) != (run is None):
        raise ValueError(f"{name!r} needs both heavy_week and heavy_run, or neither.")
    for label, value in (("week_limit", week), ("heavy_week", heavy), ("heavy_run", run)):
        if value is not None and value < 0:
            raise ValueError(f"{label} of {name!r} is {value}; it cannot be negative.")


def ask(skill: str, level: int, people: int) -> None:
    """Refuse an ask for nobody, or for a level below 1."""
    if level < 1 or people < 1:
        raise ValueError(f"An ask for {skill!r} needs a level and a number of people of 1 or more.")


def task(name: str, duration: int, units: Mapping[str, int], piece: int, not_before: int) -> None:
    """Refuse negative figures in a task."""
    if duration < 0:
        raise ValueError(f"Task {name!r} has a duration of {duration}; it cannot be negative.")
    if piece < 0 or not_before < 0:
        raise ValueError(f"Task {name!r}: piece and not_before cannot be negative.")
    for wanted, amount in units.items():
        if amount < 0:
            raise ValueError(f"Task {name!r} asks for {amount} of {wanted!r}; it cannot be negative.")


def project(name: str, release: int, due: int | None, weight: int) -> None:
    """Refuse a negative release, due slot or weight."""
    if release < 0 or weight < 0 or (due is not None and due < 0):
        raise ValueError(f"Project {name!r}: release, due and weight cannot be negative.")


def unique(what: str, names: Iterable[str]) -> None:
    """Refuse a name that is used twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what} {name!r} appears twice.")
        seen.add(name)


def known(owner: str, what: str, name: str, names: Iterable[str]) -> None:
    """Refuse a reference to something the problem does not have."""
    if name not in names:
        raise ValueError(f"{owner} names {what} {name!r}, which is not in the problem.")
