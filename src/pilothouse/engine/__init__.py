"""The numbers of Pilothouse, usable alone: schedule, simulate, level, select, forecast.

Public names load on first use, so that importing the package is quick:

    from pilothouse.engine import Network, schedule
"""

from __future__ import annotations

import importlib
from typing import Any

# name -> module that defines it; kept sorted
_EXPORTS: dict[str, str] = {}

__all__ = sorted(_EXPORTS)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a public name from the part that defines it."""
    module = _EXPORTS.get(name)
    if module is None:
        raise AttributeError(f"pilothouse.engine has no {name!r}; it has: {', '.join(sorted(_EXPORTS))}")
    return getattr(importlib.import_module(module), name)


def __dir__() -> list[str]:
    return sorted(_EXPORTS)
