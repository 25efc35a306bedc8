"""A network laid out for the passes, as one bundle of arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pilothouse.engine.schedule.layout import Clocks, Int32, Links, Nodes, Packed, packed
from pilothouse.engine.schedule.run_layout import Runs
from pilothouse.engine.schedule.runs import runs


@dataclass(frozen=True, eq=False)
class Columns:
    """A network laid out for the passes. Immutable by agreement: scenarios share its arrays.

    nodes, links : see there; n nodes, of which `tasks` are leaf tasks and the rest hubs of summaries
    clocks       : tables of the calendars; `calendars[0]` is the clock
    task_of      : (n,) index in Network.tasks of each node; -1 for a hub
    position     : (tasks in the network,) position of each leaf task; -1 for a summary
    level        : (n,) longest chain of predecessors before the node
    finish       : minutes; late dates count back from it; -1 is the latest early finish
    status       : minutes; the status date, before which the plan cannot end; -1 is none
    alap         : some task is wanted as late as possible
    """

    nodes: Nodes
    links: Links
    clocks: Clocks
    task_of: Int32
    position: Int32
    level: Int32
    finish: int = -1
    status: int = -1
    alap: bool = False
    hub_edges: int = 0  # edges before the network's own links
    calendars: tuple[Any, ...] = field(default=())

    @cached_property
    def packed(self) -> Packed:
        """The rows and links as the kernels read them."""
        return packed(self.nodes, self.links)

    @cached_property
    def runs(self) -> Runs:
        """The rows and links cut into runs that are dated side by side."""
        return runs(self.nodes, self.links, self.level, self.clocks)

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.task_of)
