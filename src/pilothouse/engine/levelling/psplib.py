"""Read the PSPLIB single-mode format, in which researchers exchange levelling problems.

Source: Kolisch and Sprecher, "PSPLIB - a project scheduling problem library", EJOR 96 (1997) 205-216.
"""

from __future__ import annotations

from types import MappingProxyType

from pilothouse.engine.levelling.parts import LevelLink, LevelTask, Resource
from pilothouse.engine.levelling.problem import LevellingProblem


def read_psplib(text: str) -> LevellingProblem:
    """A problem from the text of a .sm file; the two jobs that only mark start and end are left out.

    Raises ValueError: not the single-mode format with renewable resources, or a line that does not add up.
    """
    lines = text.splitlines()
    following = _rows(lines, "PRECEDENCE RELATIONS", 2)
    wishes = _rows(lines, "REQUESTS/DURATIONS", 3)
    capacity = _rows(lines, "RESOURCEAVAILABILITIES", 2)
    if not capacity or len(wishes) != len(following):
        raise ValueError("This is not a PSPLIB .sm file: jobs and requests do not match.")
    for row in following:
        if len(row) < 3 or row[1] != 1 or len(row) != 3 + row[2]:
            raise ValueError(f"PSPLIB line of job {row[:1]} is not of the single-mode format.")
    names = tuple(f"R{k + 1}" for k in range(len(capacity[0])))
    for row in wishes:
        if len(row) != 3 + len(names):
            raise ValueError(
                f"PSPLIB job {row[:1]} asks for {len(row) - 3} resources; there are {len(names)}."
            )
    dummies = {wishes[0][0], wishes[-1][0]}
    tasks = tuple(_task(row, names) for row in wishes if row[0] not in dummies)
    links = tuple(
        LevelLink(before=str(row[0]), after=str(after))
        for row in following
        for after in row[3:]
        if row[0] not in dummies and after not in dummies
    )
    resources = tuple(
        Resource(name=name, capacity=units) for name, units in zip(names, capacity[0], strict=True)
    )
    return LevellingProblem(time_unit="period", tasks=tasks, links=links, resources=resources)


def _task(row: list[int], names: tuple[str, ...]) -> LevelTask:
    units = {name: amount for name, amount in zip(names, row[3:], strict=True) if amount}
    return LevelTask(name=str(row[0]), duration=row[2], units=MappingProxyType(units))


def _rows(lines: list[str], heading: str, skip: int) -> list[list[int]]:
    """The lines of numbers that follow a heading, up to the line of stars."""
    begin = next((k for k, line in enumerate(lines) if line.strip().startswith(heading)), None)
    if begin is None:
        raise ValueError(f"This is not a PSPLIB .sm file: it has no {heading}.")
    rows = []
    for line in lines[begin + skip :]:
        if not line.strip() or line.startswith("*"):
            break
        try:
            rows.append([int(word) for word in line.split()])
        except ValueError as error:
            raise ValueError(f"PSPLIB line {line.strip()!r} is not all numbers.") from error
    return rows
