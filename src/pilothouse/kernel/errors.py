"""What may go wrong with a request, in words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class KernelError(Exception):
    """Something the kernel refuses; nothing was changed."""


class NotThere(KernelError):
    """No such record for this reader: it does not exist or may not be seen, and the answer never tells which."""


class Denied(KernelError):
    """The reader sees the record but may not do this with it."""


class Invalid(KernelError):
    """Values that cannot be kept; `fields` says which and why."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in fields.items()))
        self.fields = dict(fields)


class RuleBroken(Invalid):
    """A rule of the register forbids this; the message says what is missing."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__({field: message})
        self.message = message


class Stale(KernelError):
    """Somebody changed the record since it was read; carries the present row for a merge."""

    def __init__(self, current: Any) -> None:
        super().__init__("Someone changed this since you opened it.")
        self.current = current


class TooOften(KernelError):
    """Something was tried too many times; carries after how many seconds it may be tried again."""

    def __init__(self, message: str, wait_seconds: int) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class SpecError(KernelError):
    """A register specification names something that does not exist; found when the application starts."""
