"""What it would take for one project to enter: the portfolio chosen again with it inside."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.rules import Group
from pilothouse.engine.selection.selection import Selection
from pilothouse.engine.selection.solve import select


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The best portfolio that holds a project which was left out.

    shortfall : worth, in the objective, by which that portfolio falls behind; worth so much more, the project is in
    start     : the period it would start in
    leaves, joins : projects that would make room, and others that would come with it
    proven    : both portfolios were proven best, so the shortfall is exact; otherwise it is an estimate
    """

    name: str
    shortfall: float
    start: int
    leaves: tuple[str, ...]
    joins: tuple[str, ...]
    proven: bool


def entry_of(selection: Selection, name: str, *, effort: Effort | None = None) -> Entry:
    """Choose again with this project inside, and say what that costs and whom it displaces.

    Raises ValueError: the project is unknown or already in; Impossible: nothing can make room for it within the
    limits, and the message names the ones that break.
    """
    if name not in selection.left_out:
        raise ValueError(f"{name} is not among the projects that were left out.")
    inside = Group(name=f"{name} is in", of=(name,), least=1)
    forced = select(selection.problem.under(inside), effort=effort)
    before, after = set(selection.names), set(forced.names)
    return Entry(
        name=name,
        shortfall=max(selection.value - forced.value, 0.0),
        start=forced.starts[name],
        leaves=tuple(one for one in selection.names if one not in after),
        joins=tuple(one for one in forced.names if one not in before and one != name),
        proven=selection.proven and forced.proven,
    )
