"""The one-page portfolio report: what a board asks first, from the landscape on a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.money import short_money
from pilothouse.reports.comments import Said
from pilothouse.reports.landscape import Landscape
from pilothouse.reports.landscape_lines import Line, Tally, variance
from pilothouse.reports.marks import history_of, left_out_words, previous_rating, share_mark, slip_words
from pilothouse.reports.shapes import SHAPES
from pilothouse.workspaces.ratings import BY_VALUE, RATINGS, worsened

MOST_GROUPS = 14
MOST_WORRIES = 10
# what two lines of the page hold; longer names would push the table onto a second page
GROUP_NAME, WORK_NAME, LEADER_NAME, COMMENT = 52, 90, 24, 110
MOST_WORDS = 120


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _money(line: Line, name: str) -> str:
    return " + ".join(short_money(a, c) for c, a in sorted(line.sums.get(name, {}).items())) or "–"


def _over(line: Line) -> str:
    share = variance(line)
    return "–" if share is None else share_mark(share)


def _group(line: Line) -> dict[str, Any]:
    return {
        "name": _cut(line.title, GROUP_NAME),
        "work": f"{line.work:,}",
        "office": _counts(line.office),
        "manager": _counts(line.manager),
        "budget": _money(line, "budget"),
        "forecast": _money(line, "forecast"),
        "over": _over(line),
        "life": _money(line, "whole_life_cost"),
    }


def _counts(found: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"mark": r.mark, "word": r.word, "n": f"{found[r.value]:,}"} for r in RATINGS if found.get(r.value)
    ]


def _rated(line: Line, who: str, said: Said) -> dict[str, str]:
    """One of the two ratings, with what was written beside it and how the leading one moved."""
    measure = f"rating_{who}"
    leads = measure == ("rating_office" if line.get("rating_office") else "rating_manager")
    moved = worsened(previous_rating(line.get("trend") or ""), _rating(line)) if leads else 0
    rating = BY_VALUE.get(line.get(measure) or "not_rated", BY_VALUE["not_rated"])
    comment = _cut(said.get((line.place_id, measure), ""), COMMENT)
    way = {1: "worse", -1: "better"}.get(moved, "")
    return {
        "who": who.capitalize(),
        "mark": rating.mark,
        "word": rating.word,
        "moved": way,
        "comment": comment,
    }


def _worry(line: Line, said: Said) -> dict[str, Any]:
    return {
        "name": _cut(line.title, WORK_NAME),
        "code": line.code,
        "ratings": [_rated(line, who, said) for who in ("office", "manager")],
        "past": [mark for _, mark in history_of(line.get("trend") or "")],
        "forecast": _money(line, "forecast"),
        "over": _over(line),
        "finish": nice_day(line.get("finish")) if line.get("finish") else "–",
        "slip": slip_words(line.slip),
        "owner": _cut(line.owner, LEADER_NAME) or "–",
    }


def _rating(line: Line) -> str:
    return str(line.get("rating_office") or line.get("rating_manager") or "")


def _weight(line: Line) -> tuple[int, int]:
    rating = BY_VALUE.get(_rating(line))
    badness = rating.badness if rating and rating.badness is not None else -1
    return badness, sum(line.sums.get("forecast", line.sums.get("whole_life_cost", {})).values())


def _groups(found: Landscape) -> list[Line]:
    """The headings below the top, and what lies beside them there, so that they add up to the whole."""
    roots: Sequence[Line] = [line for line in found.roots if line.work] or found.roots
    beside = "In none of these"
    while len(roots) == 1 and not roots[0].is_work and any(not c.is_work for c in roots[0].children):
        beside, roots = f"Directly in {roots[0].title}", roots[0].children
    headings = [line for line in roots if not line.is_work]
    if not headings:
        return _dearest_first(roots)
    if loose := [line for line in roots if line.is_work]:
        headings.append(_together(beside, loose))
    return _dearest_first(headings)


def _together(title: str, lines: Sequence[Line]) -> Line:
    tally = Tally()
    for line in lines:
        tally.add(line.tally)
    return Line("", 0, None, "", title, "", "", "", "", counted=tally)


def _that_fit(groups: list[Line]) -> list[Line]:
    """The dearest groups, and in the last line all others together."""
    if len(groups) <= MOST_GROUPS:
        return groups
    shown = groups[: MOST_GROUPS - 1]
    rest = groups[len(shown) :]
    return [*shown, _together(f"and {len(rest)} more groups", rest)]


def _dearest_first(lines: Sequence[Line]) -> list[Line]:
    return sorted(
        lines, key=lambda line: -sum(line.sums.get("forecast", line.sums.get("budget", {})).values())
    )


def worries_of(found: Landscape) -> list[Line]:
    """The work that worries most: the worst rated first, and of these the dearest."""
    return sorted(found.work, key=_weight, reverse=True)[:MOST_WORRIES]


def onepager_facts(
    found: Landscape,
    live: Sequence[dict[str, str]] = (),
    said: Said | None = None,
    only: Sequence[str] = (),
) -> dict[str, Any]:
    """Everything that the page prints; groups beyond what fits are summed in one line, not hidden.

    live : what goes on in registers beside: label, value and note of each, such as the live risks and their cost
    said : what was written beside ratings, by place and measure
    only : what the landscape is narrowed to, in words
    """
    groups = _groups(found)
    disputed = sum(
        1 for w in found.work
        if w.get("rating_office") and w.get("rating_manager") and w.get("rating_office") != w.get("rating_manager")
    )  # fmt: skip
    return {
        "title": _cut(found.roots[0].title, WORK_NAME) if len(found.roots) == 1 else "Portfolio",
        "day": nice_day(found.question.as_of),
        "total": _group(found.total),
        "groups": [_group(line) for line in _that_fit(groups)],
        "worries": [_worry(line, said or {}) for line in worries_of(found)],
        "disputed": f"{disputed:,}",
        "left_out": left_out_words(found),
        "only": _cut("; ".join(only), MOST_WORDS),
        "live": list(live),
        "shapes": SHAPES,
        "legend": [{"mark": r.mark, "word": r.word} for r in RATINGS],
    }
