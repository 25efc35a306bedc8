"""While a kernel is compiled, nobody searches for garbage.

Compiling makes many objects and keeps nearly all of them; searches among them took a tenth of the first call after
an install.
"""

from __future__ import annotations

import gc
from typing import Any

from numba.core import event

_event: Any = event  # not typed


class Unswept(_event.Listener):  # type: ignore[misc]
    """Stops the search for garbage when the outermost compilation starts, and lets it go on when that ends."""

    def __init__(self) -> None:
        self.depth = 0
        self.searching = False

    def on_start(self, happening: Any) -> None:
        """A kernel begins to be compiled, perhaps for another one."""
        if self.depth == 0:
            self.searching = gc.isenabled()
            gc.disable()
        self.depth += 1

    def on_end(self, happening: Any) -> None:
        """It is done, or was refused."""
        self.depth -= 1
        if self.depth == 0 and self.searching:
            gc.enable()


unswept = Unswept()
_event.register("numba:compile", unswept)
