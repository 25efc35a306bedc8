"""All registers; a new one is one file and one line here."""

from pilothouse.registers.risks import Response, Risk

__all__ = ["Response", "Risk"]
