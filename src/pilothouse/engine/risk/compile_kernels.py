"""How the kernels of this part are compiled: off the interpreter's lock, without counting references.

No kernel allocates, so the arrays that it is given outlive it, and counting who holds them would only cost (a
third of a run, and half of the time to compile). Numba spells that option with an underscore. Only what Python
calls is cached on disk; what kernels call is part of it.
"""

from __future__ import annotations

from typing import Any, cast

import numba as nb

from pilothouse.engine.folding_kernels import INNER

_njit = cast(Any, nb.njit)
entry = _njit(cache=True, nogil=True, no_cfunc_wrapper=True, _nrt=False)  # called from Python
inner = _njit(nogil=True, _nrt=False, **INNER)  # from other kernels only
either = _njit(nogil=True, no_cfunc_wrapper=True, _nrt=False)  # called from other kernels, and from tests
