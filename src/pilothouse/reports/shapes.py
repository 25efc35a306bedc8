"""The shapes of the ratings for a printed page: the very ones of the screen, in the colours of light paper."""

from __future__ import annotations

import re
from pathlib import Path

GREEN, AMBER, RED, SLATE = "#1b7f4b", "#f2b33d", "#b3261e", "#56687a"
DARK, EDGE, PAPER = "#1a1200", "#7d5600", "#ffffff"
# mark: fill, outline, sign, and the half of those that stand between two
COLOURS = {
    "g": (GREEN, GREEN, PAPER, ""), "ag": (AMBER, EDGE, DARK, GREEN), "a": (AMBER, EDGE, DARK, ""),
    "ar": (AMBER, EDGE, DARK, RED), "r": (RED, RED, PAPER, ""), "c": (SLATE, SLATE, PAPER, ""),
    "n": (PAPER, SLATE, SLATE, ""),
}  # fmt: skip
SYMBOL = re.compile(r'<symbol id="i-(?P<mark>[a-z]+)" viewBox="(?P<box>[^"]+)">(?P<body>.*?)</symbol>')


def _drawn(mark: str, box: str, body: str) -> str:
    fill, outline, sign, second = COLOURS[mark]
    round_ends = 'stroke-linecap="round" stroke-linejoin="round"'
    styles = {
        "sh": f'fill="{fill}" stroke="{outline}" stroke-linejoin="round"',
        "sh2": f'fill="{second}"',
        "mk": f'fill="none" stroke="{sign}" stroke-width="2" {round_ends}',
    }
    plain = re.sub(r'class="(sh2?|mk)"', lambda found: styles[found.group(1)], body)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{plain}</svg>'


SHAPES = {
    found["mark"]: _drawn(found["mark"], found["box"], found["body"])
    for found in SYMBOL.finditer((Path(__file__).parent / "pages" / "shapes.svg").read_text())
}
