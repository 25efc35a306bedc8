"""Text in a file for spreadsheets that none of them runs as a formula, and back again when it is read.

Imports nothing: the shut-in reader of imported files uses it too. Source: OWASP ASVS 5.0, 1.2.10.
"""

from __future__ import annotations

import re

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# what some spreadsheets leave away before they look at the first sign
SKIPPED = " \u00a0\u3000\u200b\ufeff"
PLAIN_NUMBER = re.compile(r"[-+]?\d[\d.,]*(?: ?%)?", re.ASCII)


def _would_run(text: str) -> bool:
    return text.lstrip("'").lstrip(SKIPPED).startswith(TRIGGERS)


def guarded(text: str) -> str:
    """The text with an apostrophe before it when it would run; plain numbers, negative ones too, stay numbers."""
    if PLAIN_NUMBER.fullmatch(text):
        return text
    return f"'{text}" if _would_run(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` wrote; what other programs wrote comes as it stands."""
    return cell[1:] if cell.startswith("'") and _would_run(cell) else cell
