"""Between which bounds the facts of a workspace lie.

What lies outside is refused where somebody tells it, and left out or warned of where a file does.
"""

from __future__ import annotations

from datetime import date

FIRST_DAY = date(1990, 1, 1)  # from which a fact may hold
YEARS = range(1900, 2200)  # of a start or a finish
MAY_BE_NEGATIVE = frozenset({"benefits"})  # a disbenefit
