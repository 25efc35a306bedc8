"""How the kernels of this part are compiled: cached on disk, and without counting references.

No kernel allocates, so the arrays that it is given outlive it; counting who holds them would cost more than the
arithmetic (measured: 280 ns a task against 87). Numba spells that option with an underscore. What kernels call is
put into them whole: an array is seven words, and handing eight of them over cost a third of a careful row.
"""

from __future__ import annotations

from typing import Any, cast

import numba as nb

from pilothouse.engine.folding_kernels import INNER, FoldedCompiler


class Apart(FoldedCompiler):
    """Compile with the promise that no two arrays handed in overlap: only then may reads go many at a time."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.state.flags.noalias = True


_njit = cast(Any, nb.njit)
entry = _njit(cache=True, nogil=True, no_cfunc_wrapper=True, _nrt=False)  # called from Python
inner = _njit(_nrt=False, forceinline=True, **INNER)  # called from other kernels
apart = _njit(_nrt=False, forceinline=True, **{**INNER, "pipeline_class": Apart})  # the same, see there
either = _njit(_nrt=False, forceinline=True, no_cfunc_wrapper=True)  # from other kernels, and from Python
allocating = _njit(cache=True, no_cfunc_wrapper=True)  # returns arrays of its own
