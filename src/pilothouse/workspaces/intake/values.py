"""What every reader of a cell shares: the refusal, tidy text, and words that stand for no value."""

from __future__ import annotations

import re
from typing import Final

from .table import Cell


class Unreadable(ValueError):
    """The cell does not hold what its column should; the message is the reason, one sentence."""


EMPTY: Final = frozenset({"", "-", "–", "—", "?", "null", "nan", "none"})
"""What stands for an empty cell: nothing is said, so what was told before goes on."""
NO_VALUE: Final = frozenset({"n/a", "na", "n.a.", "tbc", "tbd", "nil", "not set", "unknown"})
"""Words that say that there is no value: what was told before ends."""
BLANKS: Final = EMPTY | NO_VALUE
HELD_BACK: Final = re.compile(
    r"exempt|early planning|reset\b|no (?:rating|data)\b|unrated|withheld|redacted|data not provided"
    r"|not (?:yet )?(?:rated|set|provided|published|available|applicable|assessed)"
    r"|(?:the )?(?:gmpp )?(?:project|programme) (?:is not|is still|did not|does not|has not)",
    re.IGNORECASE,
)


INVISIBLE: Final = dict.fromkeys(
    [*range(9), *range(14, 32), *range(127, 160), 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Control characters and marks that turn the direction of text: they hide or disguise what a name says."""


def tidy_text(text: str) -> str:
    """Text with one kind of line end, at most one blank line, and no spaces at either end."""
    lines = [line.strip() for line in text.translate(INVISIBLE).replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """Text with every run of white space as one space and nothing invisible."""
    return " ".join(text.translate(INVISIBLE).split())


def held_back(cell: Cell) -> str | None:
    """The reason when a cell says why it has no value ("Exempt under …"), "" when blank, else None."""
    if not isinstance(cell, str):
        return None
    text = one_line(cell)
    if text.lower() in BLANKS:
        return ""
    return text if HELD_BACK.match(text) else None


def said_instead(cell: Cell) -> str | None:
    """What a cell says in place of a value ("Exempt under …", "n/a"), "" when it is empty, None for a value."""
    reason = held_back(cell)
    if reason == "" and isinstance(cell, str) and one_line(cell).lower() in NO_VALUE:
        return one_line(cell)
    return reason
