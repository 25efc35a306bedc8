"""Which kinds of risk suit which field of work."""

from __future__ import annotations

from pilothouse.demo.opportunities import OPPORTUNITIES
from pilothouse.demo.risk_kind import RiskKind
from pilothouse.demo.threats_anywhere import ANYWHERE
from pilothouse.demo.threats_digital import DIGITAL
from pilothouse.demo.threats_progress import PROGRESS
from pilothouse.demo.threats_waters import WATERS
from pilothouse.demo.threats_works import WORKS


def kinds_for(field: str) -> tuple[tuple[RiskKind, ...], tuple[RiskKind, ...]]:
    """The threats and the opportunities of a field of work: water, river, waste or digital; "" is none of them."""
    threats = tuple(k for k in (*WORKS, *WATERS, *DIGITAL) if field in k.fields)
    chances = tuple(k for k in OPPORTUNITIES if not k.fields or field in k.fields)
    return (*threats, *ANYWHERE, *PROGRESS), chances
