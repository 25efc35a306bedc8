"""Pilothouse: the workplace of a project management office."""

__version__ = "0.1.0"


class WrongSetting(Exception):
    """A setting cannot work; the message is one line that says which and why."""
