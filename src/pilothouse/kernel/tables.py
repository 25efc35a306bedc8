"""Rows of a list as HTML, compiled once for each set of columns: a page of 100 rows costs a few milliseconds."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from pilothouse.kernel.kinds import DASH
from pilothouse.kernel.markup import markup
from pilothouse.kernel.spec import RegisterSpec

Cell = Callable[[Any, str], str]
NUM = ' class="num"'
TWO_LINES = {"place": ' class="two"', "text": ' class="two"', "person": ' class="called"'}
STATUS_MARKS = {
    "draft": "d", "proposed": "d", "open": "o", "active": "o", "treating": "t", "paused": "t",
    "escalated": "e", "occurred": "e", "closed": "k", "rejected": "k", "cancelled": "k",
}  # fmt: skip


def status_cell(spec: RegisterSpec) -> Cell:
    """A status as a mark and its word."""
    shown = {
        v: f'<span class="st {STATUS_MARKS.get(v, "o")}">{escape(w)}</span>' for v, w in spec.statuses.items()
    }
    return lambda value, currency: shown.get(value, DASH)


def cell_of(spec: RegisterSpec, name: str) -> Cell:
    """The function that writes one column's values."""
    if name == "status" and spec.statuses:
        return status_cell(spec)
    return spec.kind(name).cell(spec.field(name))


@functools.lru_cache(maxsize=256)
def compiled(slug_and_columns: tuple[RegisterSpec, tuple[str, ...]]) -> list[tuple[Cell, str]]:
    """The cell writers of a set of columns, each with the opening tag of its cell."""
    spec, columns = slug_and_columns
    return [(cell_of(spec, name), _opening(spec, name)) for name in columns]


def _opening(spec: RegisterSpec, name: str) -> str:
    if name == "title":
        return '<td class="ttl">'
    label = escape(spec.label(name))
    kind = spec.kind(name)
    style = NUM if kind.numeric else TWO_LINES.get(kind.name, "")
    return f'<td{style} data-label="{label}">'


def rows_html(
    spec: RegisterSpec, columns: tuple[str, ...], rows: Sequence[Any], tail: str = ""
) -> SafeString:
    """The rows of one page: each tuple is uid, currency (when the register has one), then the columns.

    tail : what follows the address of each record, such as the day that the list is read at
    """
    cells = compiled((spec, columns))
    ends = (2 if spec.has_currency else 1, escape(tail))
    return markup("".join(_row(spec, columns, cells, row, ends) for row in rows))


def _row(
    spec: RegisterSpec,
    columns: tuple[str, ...],
    cells: list[tuple[Cell, str]],
    row: Any,
    ends: tuple[int, str],
) -> str:
    skip, tail = ends
    uid, currency = row[0], row[1] if skip == 2 else ""
    parts = [f'<tr id="r-{uid}">']
    href = f"/{spec.slug}/{uid}{tail}"
    for name, (cell, opening), value in zip(columns, cells, row[skip:], strict=False):
        body = cell(value, currency)
        if name == "code":
            parts.append(f'<th scope="row" class="code"><a href="{href}">{body}</a></th>')
        elif name == "title":
            parts.append(f'{opening}<a href="{href}">{body}</a></td>')
        elif body is DASH:
            parts.append(f'<td class="none{" num" if NUM in opening else ""}">{DASH}</td>')
        else:
            parts.append(f"{opening}{body}</td>")
    parts.append("</tr>")
    return "".join(parts)


def grouped_html(
    spec: RegisterSpec,
    columns: tuple[str, ...],
    rows: Sequence[Any],
    group: str,
    heads: Mapping[Any, str],
    tail: str = "",
) -> SafeString:
    """The rows under a heading for each value of the group, which stands last in each tuple.

    heads : what is said beside each value, such as how many there are; escaped already
    """
    cell = cell_of(spec, group)
    found: list[str] = []
    last: Any = object()
    for row in rows:
        if row[-1] != last:
            last = row[-1]
            words = cell(last, "") if last not in (None, "") else "Not set"
            found.append(
                f'<tr class="group"><th scope="rowgroup" colspan="{len(columns)}"><span class="stay">{words}'
                f'<span class="quiet">{heads.get(last)}</span></span></th></tr>'
            )
        found.append(rows_html(spec, columns, [row], tail))
    return markup("".join(found))
