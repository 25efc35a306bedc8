"""The one way to do many calculations: one after another here, or spread over a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pilothouse.engine.door import optional

Item = TypeVar("Item")
Result = TypeVar("Result")


def run_many(action: Callable[[Item], Result], items: Sequence[Item], *, cluster: Any = None) -> list[Result]:
    """Do the same with each of many things; answers in their order, the same numbers wherever it runs.

    action  : a function of a module, or a `functools.partial` of one, so that it can travel
    cluster : None runs here; the address of a Dask scheduler, or a `distributed.Client`, runs there, one item a job
    Raises what the action raises, the first that fails. Missing: `distributed` is not installed.
    """
    if cluster is None:
        return [action(item) for item in items]
    if isinstance(cluster, str):
        with optional("distributed", extra="cluster").Client(cluster) as client:
            return run_many(action, items, cluster=client)
    return list(cluster.gather(cluster.map(action, list(items), pure=False)))
