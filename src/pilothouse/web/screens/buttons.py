"""Small pieces of page that several screens build in Python: buttons, rows, tables, faults at their field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.middleware.csrf import get_token

from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.kinds import DASH
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Place
from pilothouse.kernel.spec import REGISTERS

# a day on which access begins or ends; beyond, the day after it may not exist
NEAR = (
    MinValueValidator(date(1900, 1, 1), "Choose a day after 1900."),
    MaxValueValidator(date(2199, 12, 31), "Choose a day before 2200."),
)
NOTHING = ("", "–", DASH)
EMPTY_CELL = '<td class="none"><span class="faint">–</span></td>'


def post_button(request: HttpRequest, url: str, label: str, *, confirm: str = "") -> str:
    """A form of one button, for a table row."""
    ask = f' data-confirm="{escape(confirm)}" data-confirm-yes="{escape(label)}"' if confirm else ""
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    button = f'<button class="link">{escape(label)}</button>'
    return f'<form method="post" action="{escape(url)}"{ask}>{token}{button}</form>'


def table_row(first: str, *cells: str) -> str:
    """A row of a plain table; every cell is HTML that is escaped already."""
    body = "".join(f"<td>{c}</td>" if c not in NOTHING else EMPTY_CELL for c in cells)
    return f'<tr><th scope="row" class="ttl">{first}</th>{body}</tr>'


def table_section(
    title: str, headings: tuple[str, ...], rows: str, empty: str = "", *, numeric: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A section of a page that is one table; the rows are HTML that is escaped already.

    numeric : the headings of the columns that hold numbers
    """
    return {
        "title": title,
        "columns": [{"label": heading, "numeric": heading in numeric} for heading in headings],
        "rows_html": markup(_labelled(rows, headings, numeric)),
        "empty": empty,
    }


def _labelled(rows: str, headings: tuple[str, ...], numeric: tuple[str, ...]) -> str:
    """The rows with each cell named by its heading, which a narrow screen shows beside the cell.

    A table that somebody wrote inside a cell stays as it is.
    """
    depth = 0
    left: Iterator[str] = iter(())

    def named(found: re.Match[str]) -> str:
        nonlocal depth, left
        tag = found[0]
        depth += (tag == "<table") - (tag == "</table")
        if depth or tag not in {"<tr", "<td"}:
            return tag
        if tag == "<tr":
            left = iter(headings[1:])
            return tag
        heading = next(left, "")
        right = ' class="num"' if heading in numeric and rows[found.end()] == ">" else ""
        return f'<td{right} data-label="{escape(heading)}"' if heading else tag

    return re.sub(r"</?table\b|<tr\b|<td\b", named, rows)


def place_tabs(place: Place, current: str, past: date | None = None) -> list[dict[str, Any]]:
    """The tabs of a workspace, on each of its pages: overview, facts, a tab a register, people.

    past : the day that is looked at, when it is not today; it goes along, also past the people, who have no past
    """
    day = f"?as_of={past.isoformat()}" if past else ""
    shown = [("Overview", f"/w/{place.uid}{day}"), ("Facts", f"/w/{place.uid}/facts{day}")]
    shown += [
        (s.title, f"/w/{place.uid}/{s.slug}{day}") for s in REGISTERS.values() if s.slug != "workspaces"
    ]
    shown.append(("Who is who", f"/w/{place.uid}/people{day}"))
    return [{"label": label, "url": url, "current": label == current} for label, url in shown]


def show_faults(form: forms.BaseForm, error: Invalid) -> None:
    """Put what was refused at its field, or above the form when it has no such field."""
    for name, reason in error.fields.items():
        form.add_error(name if name in form.fields else None, reason)
