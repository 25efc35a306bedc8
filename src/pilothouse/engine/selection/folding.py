"""Projects of which at most one may be in, walked as one: bringing a member in takes the other one out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.selection.program import Floats, Ints, Program
from pilothouse.engine.selection.relaxation import Relaxation


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A program whose projects are those of another, folded where they exclude each other.

    order  : shape (columns,), the column of the other program that each column stands for
    member : shape (columns,), which project of the other program a column belongs to, numbered in this order
    """

    program: Program
    relaxation: Relaxation
    order: Ints
    member: Ints

    def folded(self, chosen: Floats) -> Floats:
        """0 or 1 by column of the other program as 0 or 1 by column of this one."""
        return np.asarray(chosen[self.order])

    def unfolded(self, chosen: Floats) -> Floats:
        """0 or 1 by column of this program as 0 or 1 by column of the other one."""
        back = np.zeros(chosen.size)
        back[self.order] = chosen
        return back


def fold(program: Program, relaxation: Relaxation) -> Folded:
    """Fold projects that exclude each other; rows that then keep themselves lose their figures.

    Near tight limits a swap inside one group must make good what a swap inside another one costs: folded, that is
    one move of two columns instead of one of four.
    """
    owner = folds(program)[program.project]
    order = np.argsort(owner, kind="stable").astype(np.int64)
    columns = np.repeat(np.arange(program.columns), np.diff(program.pointer))
    place = np.empty(program.columns, dtype=np.int64)
    place[order] = np.arange(program.columns)
    kept = np.flatnonzero(~self_kept(program, owner)[program.row])
    entries = kept[np.argsort(place[columns[kept]], kind="stable")]
    counts = np.bincount(place[columns[entries]], minlength=program.columns)
    return Folded(
        program=replace(
            program,
            project=owner[order],
            start=program.start[order],
            worth=program.worth[order],
            pointer=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            row=program.row[entries],
            figure=program.figure[entries],
            projects=int(owner.max(initial=-1)) + 1,
        ),
        relaxation=replace(relaxation, share=relaxation.share[order], reduced=relaxation.reduced[order]),
        order=order,
        member=np.cumsum(np.diff(program.project[order], prepend=program.project[order[:1]]) != 0),
    )


def folds(program: Program) -> Ints:
    """The fold that each project belongs to, shape (projects,): the first group of which one may be in, or itself."""
    columns = np.repeat(np.arange(program.columns), np.diff(program.pointer))
    by_row = np.argsort(program.row, kind="stable")
    ends = np.searchsorted(program.row[by_row], np.arange(len(program.rows) + 1))
    single = one_at_most(program)
    fold = np.full(program.projects, -1, dtype=np.int64)
    found = 0
    for row in [k for k, meant in enumerate(program.rows) if meant.kind == "group" and single[k]]:
        members = np.unique(program.project[columns[by_row[ends[row] : ends[row + 1]]]])
        members = members[fold[members] < 0]
        if members.size > 1:
            fold[members] = found
            found += 1
    alone = fold < 0
    fold[alone] = found + np.arange(np.count_nonzero(alone))
    return fold


def one_at_most(program: Program) -> NDArray[np.bool_]:
    """Rows that say no more than that one of their columns may be in, shape (rows,)."""
    plain = np.bincount(program.row[program.figure != 1.0], minlength=len(program.rows)) == 0
    return np.asarray(plain & (program.high == 1.0) & ~np.isfinite(program.low))


def self_kept(program: Program, owner: Ints) -> NDArray[np.bool_]:
    """Rows that one column a fold cannot break, shape (rows,); owner: shape (columns,), the fold of each."""
    rows = len(program.rows)
    of_entry = owner[np.repeat(np.arange(program.columns), np.diff(program.pointer))]
    first, last = np.full(rows, program.projects), np.full(rows, -1)
    np.minimum.at(first, program.row, of_entry)
    np.maximum.at(last, program.row, of_entry)
    return np.asarray(one_at_most(program) & (first == last))
