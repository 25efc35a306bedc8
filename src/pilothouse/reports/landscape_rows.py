"""The lines of the landscape as table rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from pilothouse.kernel.kinds import DASH
from pilothouse.kernel.markup import markup
from pilothouse.kernel.tables import STATUS_MARKS
from pilothouse.reports.landscape import Landscape
from pilothouse.reports.landscape_lines import WORK, Line, variance
from pilothouse.reports.marks import (
    day_mark,
    money_sum,
    previous_rating,
    rating_mark,
    share_mark,
    slip_mark,
    sparkline,
)
from pilothouse.workspaces.ratings import RATINGS
from pilothouse.workspaces.workspace import Workspace

LABELS = {
    "title": "Name", "above": "Part of", "rating_manager": "Manager", "rating_office": "Office",
    "trend": "Ratings so far", "budget": "Budget", "forecast": "Forecast", "variance": "Over",
    "whole_life_cost": "Whole-life cost", "benefits": "Benefits", "start": "Start", "finish": "Finish",
    "slip": "Moved", "owner": "Led by", "status": "Status", "last_fact": "As of",
}  # fmt: skip
NUMERIC = frozenset({"budget", "forecast", "variance", "whole_life_cost", "benefits"})
UNSORTED = frozenset({"trend"})
STATUS_WORDS = dict(Workspace.Status.choices)
KIND_WORDS = dict(Workspace.Kind.choices)
Href = Callable[[Line, str], str]


def _linked(body: str, href: str) -> str:
    return f'<a href="{href}">{body}</a>' if body not in ("", DASH) else DASH


def _fact_href(line: Line, measure: str, as_of: str) -> str:
    return f"/w/{line.uid}/facts?measure={measure}{as_of}"


def _rating(line: Line, name: str, as_of: str) -> str:
    if line.is_work:
        before = previous_rating(line.get("trend") or "") if name == "rating_office" else ""
        return _linked(rating_mark(line.get(name) or "", before=before), _fact_href(line, name, as_of))
    counts = line.office if name == "rating_office" else line.manager
    own = line.get(name)
    if own:
        return _linked(rating_mark(own), _fact_href(line, name, as_of))
    rated = [(r.value, counts.get(r.value, 0)) for r in RATINGS if r.value != "not_rated"]
    shown = [rating_count(value, n) for value, n in rated if n]
    return f'<span class="dls">{"".join(shown)}</span>' if shown else DASH


def rating_count(value: str, count: int) -> str:
    """How many have a rating: its shape and the number, with the word for those who hear the page."""
    mark = rating_mark(value)
    shape = mark[mark.index("<svg") : mark.index("</svg>") + 6]
    word = mark[mark.index("</svg>") + 6 : mark.rindex("</span>")]
    return f'<span class="dl">{shape}{count}<span class="vh"> {escape(word)}</span></span>'


def cells(line: Line, as_of: str) -> dict[str, str]:
    """Every cell of a line by column."""
    found = {
        "rating_manager": _rating(line, "rating_manager", as_of),
        "rating_office": _rating(line, "rating_office", as_of),
        "trend": sparkline(line.get("trend") or "") or DASH,
        "variance": share_mark(variance(line)),
        "start": _linked(day_mark(line.get("start")), _fact_href(line, "start", as_of)),
        "finish": _linked(day_mark(line.get("finish")), _fact_href(line, "finish", as_of)),
        "slip": slip_mark(line.slip),
        "owner": escape(line.owner) or DASH,
        "above": escape(line.above) or DASH,
        "status": f'<span class="st {STATUS_MARKS.get(line.status, "o")}">{STATUS_WORDS.get(line.status, "")}</span>',
        "last_fact": day_mark(line.get("last_fact")),
    }
    for name in ("budget", "forecast", "whole_life_cost", "benefits"):
        body = money_sum(line.sums.get(name, {}))
        href = _fact_href(line, name, as_of) if line.is_work else ""
        found[name] = _linked(body, href) if href else body
    return found


def _cell(name: str, body: str) -> str:
    if body == DASH:
        return f'<td class="none{" num" if name in NUMERIC else ""}">{DASH}</td>'
    if name in NUMERIC:
        return f'<td class="num" data-label="{LABELS[name]}">{body}</td>'
    return f'<td data-label="{LABELS[name]}">{body}</td>'


def _name(line: Line, href: str, twist: str) -> str:
    count = f' <span class="quiet">{line.work}</span>' if not line.is_work and line.work else ""
    return (
        f'<th scope="row" class="name"><span class="nm">{twist}<a href="{href}">{escape(line.title)}</a>'
        f'<span class="code">{escape(line.code)}</span>{count}</span></th>'
    )


def row(line: Line, columns: tuple[str, ...], as_of: str, attrs: str = "", twist: str = "") -> str:
    """One line as a table row."""
    shown = cells(line, as_of)
    body = "".join(_cell(name, shown[name]) for name in columns if name != "title")
    href = f"/w/{line.uid}{'?' + as_of[1:] if as_of else ''}"
    return f'<tr id="p-{line.uid}"{attrs}>{_name(line, href, twist)}{body}</tr>'


def flat_rows(lines: Iterable[Line], columns: tuple[str, ...], as_of: str) -> SafeString:
    """Work lines one under the other."""
    return markup("".join(row(line, columns, as_of, ' class="leaf"') for line in lines))


def visible_lines(found: Landscape, is_open: Callable[[Line, int], bool]) -> list[tuple[Line, int, str]]:
    """The tree as it is unfolded: each line with its depth from 1 and its parent's id."""
    shown: list[tuple[Line, int, str]] = []

    def walk(lines: list[Line], depth: int, parent: str) -> None:
        for line in lines:
            shown.append((line, depth, parent))
            if line.children and is_open(line, depth):
                walk(found.below(line), depth + 1, line.uid)

    walk(found.roots, 1, "")
    return shown


def tree_rows(
    shown: list[tuple[Line, int, str]],
    columns: tuple[str, ...],
    as_of: str,
    toggle: Callable[[Line], str],
    is_open: Callable[[Line, int], bool],
) -> SafeString:
    """The unfolded tree as rows with level, parent and a twist that folds."""
    found = []
    for line, depth, parent in shown:
        attrs = f' class="l{min(depth, 5)}{"" if line.children else " leaf"}" aria-level="{depth}"'
        attrs += f' data-parent="p-{parent}"' if parent else ""
        twist = ""
        if line.children:
            opened = is_open(line, depth)
            attrs += f' aria-expanded="{"true" if opened else "false"}"'
            word = "Close" if opened else "Open"
            twist = (
                f'<a class="twist" href="{escape(toggle(line))}" aria-label="{word} {escape(line.title)}">'
                '<svg aria-hidden="true"><use href="#i-right"/></svg></a>'
            )
        found.append(row(line, columns, as_of, attrs, twist))
    return markup("".join(found))


def sums_row(total: Line, columns: tuple[str, ...]) -> SafeString:
    """The sum row: all work that is shown, once each."""
    shown = cells(total, "")
    body = []
    for name in columns[1:]:
        html = shown[name] if name in NUMERIC and shown[name] != DASH else ""
        body.append(f"<td{' class=num' if name in NUMERIC else ''}>{html}</td>")
    noun = "piece of work" if total.work == 1 else "pieces of work"
    return markup(f'<tr><th scope="row" class="name">{total.work:,} {noun}</th>{"".join(body)}</tr>')


def kind_options(chosen: Iterable[str]) -> list[dict[str, Any]]:
    """The kinds of work as choices of a filter; headings stay where work is left below them."""
    picked = set(chosen)
    return [{"value": v, "label": w, "selected": v in picked} for v, w in KIND_WORDS.items() if v in WORK]
