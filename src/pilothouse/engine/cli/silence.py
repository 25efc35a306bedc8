"""Keeps what a solver's compiled code prints out of our answers."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def printing_aside() -> Iterator[None]:
    """What compiled code prints meanwhile goes to the error output; HiGHS now and then leaves a line of its own.

    Its buffer is emptied on both sides, or the line would come out after our JSON when the process ends.
    """
    library = ctypes.CDLL(None)
    sys.stdout.flush()
    library.fflush(None)
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        library.fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
