"""Small pieces of page that several screens build in Python."""

from __future__ import annotations

from html import escape

from django.http import HttpRequest
from django.middleware.csrf import get_token


def post_button(request: HttpRequest, url: str, label: str, *, confirm: str = "") -> str:
    """A form of one button, for a table row."""
    ask = f' data-confirm="{escape(confirm)}" data-confirm-yes="{escape(label)}"' if confirm else ""
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    return f'<form method="post" action="{escape(url)}"{ask}>{token}<button class="link">{escape(label)}</button></form>'


def table_row(first: str, *cells: str) -> str:
    """A row of a plain table; every cell is HTML that is escaped already."""
    return f'<tr><th scope="row" class="ttl">{first}</th>{"".join(f"<td>{c}</td>" for c in cells)}</tr>'
