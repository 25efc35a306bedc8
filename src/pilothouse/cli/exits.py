"""How a subcommand ends, as a number for scripts and a sentence for people."""

from __future__ import annotations

DONE = 0
FAILED = 1
WRONG_USE = 2


class Failed(Exception):
    """A subcommand cannot go on; the message is one line that says why and what to do."""

    def __init__(self, message: str, *, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code
