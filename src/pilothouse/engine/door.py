"""The one door through which the engine loads heavy libraries, on first use and never before.

Importing the engine stays quick because solvers and compiled kernels come through here.
"""

from __future__ import annotations

import importlib
from typing import Any


class Missing(ImportError):
    """A library that this calculation needs is not installed; the message says how to get it."""


def optional(name: str, *, extra: str = "") -> Any:
    """Return the library `name`, loading it on first use.

    name  : dotted module name, such as "scipy.optimize"
    extra : the optional dependency group that brings it, named in the error
    Raises Missing: the library is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        how = f"pip install 'pilothouse[{extra}]'" if extra else f"pip install {name.split('.')[0]}"
        raise Missing(f"This calculation needs {name.split('.')[0]}. Install it with: {how}") from error


def kernels(name: str) -> Any:
    """Return a module of compiled kernels of ours, loading (and on the very first use compiling) it now.

    name : full module name, such as "pilothouse.engine.risk.kernels"
    """
    return importlib.import_module(name)
