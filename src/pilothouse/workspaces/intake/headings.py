"""The words people put over columns, and what each most likely means."""

from __future__ import annotations

import re
from typing import Final

from .targets import Target

RATING_WORDS: Final = r"(rag|rating|status|confidence|dca|health|assessment)"
CLUES: Final[tuple[tuple[Target, str, float], ...]] = (
    (Target.NAME, r"^(project|initiative|scheme|workspace)? ?(name|title)$", 0.95),
    (Target.NAME, r"\b(project|initiative|scheme) (name|title)\b", 0.95),
    (Target.NAME, r"^(project|initiative|scheme)$", 0.8),
    (Target.NAME, r"\b(name|title)$", 0.55),
    (
        Target.CODE,
        r"^(project |programme |initiative |gmpp |unique )*(id|code|number|no|ref|reference|key)( number)?$",
        0.9,
    ),
    (Target.CODE, r"^(pid|project pid)$", 0.85),
    (Target.SERIES, r"^series( id| key)?$", 0.9),
    (Target.PORTFOLIO, r"^portfolio( name)?$", 0.95),
    (
        Target.PORTFOLIO,
        r"\b(department|ministry|directorate|division|business unit|owner group|agency)\b",
        0.7,
    ),
    (Target.PROGRAMME, r"\bprogram(me)?( name)?$", 0.8),
    (Target.MANAGER, r"\b(project|programme|program) (manager|lead|leader)\b", 0.9),
    (Target.MANAGER, r"^(manager|pm|owner|project owner|responsible|sro|senior responsible owner)$", 0.8),
    (Target.KIND, r"^(kind|type|level|workspace type)$", 0.6),
    (Target.EFFECTIVE, r"\b(as of|as at|reported|effective|snapshot|data date|status date)\b", 0.9),
    (Target.EFFECTIVE, r"\breport(ing)? (date|year|month|period)\b", 0.9),
    (Target.EFFECTIVE, r"^(year|date|month|period)$", 0.7),
    (Target.RATING_SCALE, r"\b(rating|dca|rag) scale\b", 0.9),
    (Target.RATING_OFFICE, rf"\b(pmo|ipa|mpa|office|assurance|independent)\b.*\b{RATING_WORDS}\b", 0.95),
    (Target.RATING_MANAGER, rf"\b(sro|manager|pm|self)\b.*\b{RATING_WORDS}\b", 0.95),
    (Target.RATING_MANAGER, r"\b(rag|delivery confidence|dca|health|traffic light)\b", 0.8),
    (Target.RATING_MANAGER, r"\b(rating|status)\b", 0.7),
    (Target.WHOLE_LIFE_COST, r"\b(whole life|wlc|life ?cycle cost|lifetime cost|total cost)", 0.9),
    (Target.BENEFITS, r"\bbenefits?\b", 0.85),
    (Target.FORECAST, r"\b(forecast|outturn|eac|estimate at completion|projected|ffc|final cost)\b", 0.85),
    (Target.BUDGET, r"\b(budget|baseline|approved cost|allocation|funding|planned cost)\b", 0.8),
    (Target.FINISH, r"\b(finish|end|completion|completed?|go live|handover|delivery date)\b", 0.85),
    (Target.START, r"\b(start|begin|commencement|kick off)\b", 0.85),
    (
        Target.NARRATIVE,
        r"\b(description|aims?|objectives?|narrative|commentary|comments?|notes?|summary|scope)\b",
        0.75,
    ),
)
COMPILED: Final = tuple((target, re.compile(pattern), weight) for target, pattern, weight in CLUES)
DERIVED: Final = re.compile(
    r"\b(changes?|variance|deviation|delta|difference|slip|ratio|percent|pct|days|duration)\b|%"
)
FACTORS: Final = (
    (re.compile(r"(?:[£$€¥]\s?|\b)(?:m|mn|mio|million|millions)\b"), 10**6),
    (re.compile(r"(?:[£$€¥]\s?|\b)(?:bn|billion|billions)\b"), 10**9),
    (re.compile(r"(?:[£$€¥]\s?|\b)(?:k|thousand|thousands|000s?)\b"), 10**3),
)


def fold_heading(heading: str) -> str:
    """A heading as plain lower-case words: "TotalBudget_GBPm" is "total budget gbpm"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[^a-z0-9%£$€¥]+", " ", spaced.lower()).split())


def clues_in(heading: str) -> list[tuple[Target, float]]:
    """The targets that a heading speaks for, with weights; none for a change, a ratio or a duration."""
    words = fold_heading(heading)
    if DERIVED.search(words):
        return []
    return [(target, weight) for target, pattern, weight in COMPILED if pattern.search(words)]


def factor_in(heading: str) -> int:
    """What one unit of a money column stands for: 1_000_000 under "Budget (£m)", 1 when nothing is said."""
    words = fold_heading(heading)
    return next((factor for pattern, factor in FACTORS if pattern.search(words)), 1)


def topic_of(heading: str) -> str:
    """A short topic for a narrative column: "Project Description" is "project description"."""
    return fold_heading(heading)[:60] or "note"
