"""Which rows can be dated side by side, by one sum without a question, and which want a walk of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.layout import Edges, Nodes, UInt8

# rows of a level stand in this order
BY_FINISHES = 0  # only its start is held, and its successors hold only its finish
STARTS_OUT = 1  # the same, but a successor or a constraint may hold its start
FINISHES_IN = 2  # a predecessor or a constraint may hold its finish, too
ALONE = 3  # facts, milestones, hubs of summaries …: see `careful_dates` and `careful_row`


def groups(nodes: Nodes, edges: Edges, even: npt.NDArray[np.bool_]) -> UInt8:
    """The group of each row, shape (n,), rows and edges in any order; `even` as in Clocks."""
    flags, before, after = nodes.flags, edges.predecessor, edges.successor
    found = np.zeros(len(flags), np.uint8)
    found[nodes.late_start != at.NO_CAP] = STARTS_OUT
    found[before[edges.type >= at.SS]] = STARTS_OUT
    found[after[(edges.type & 1) != 0]] = FINISHES_IN
    found[nodes.floor_finish != at.NO_FLOOR] = FINISHES_IN
    found[_alone(nodes, edges, even)] = ALONE
    return found


def _alone(nodes: Nodes, edges: Edges, even: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    flags, before, after = nodes.flags, edges.predecessor, edges.successor
    if (flags & at.ALAP).any():  # its successors are dated twice
        return np.ones(len(flags), np.bool_)
    found: Any = (flags & at.CAREFUL) != 0
    found |= (nodes.span <= 0) | (nodes.remaining != nodes.span) | ~even[nodes.calendar]
    asked = flags[after] & at.ASKED_AFTER
    facts = (edges.type >= at.SS) & ((flags[before] & (at.STARTED | at.MANUAL)) != 0)
    uneven = (edges.lag != 0) & ~even[edges.calendar]
    # what a hub of a summary's end offers holds for every predecessor: nothing is to be asked of it
    found[before[((asked != 0) & (asked != at.HUB)) | uneven]] = True
    found[after[facts | uneven]] = True
    return np.asarray(found)
