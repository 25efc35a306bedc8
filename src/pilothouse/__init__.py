"""Pilothouse: the workplace of a project management office."""

__version__ = "0.1.0"
