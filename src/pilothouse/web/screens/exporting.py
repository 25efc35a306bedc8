"""A list as a file: the rows on screen, all pages, as Excel, CSV or JSON. No cell ever becomes a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.formulas import guarded
from pilothouse.kernel.kinds import kind_of
from pilothouse.kernel.listing import ListState, every_row, read_state
from pilothouse.kernel.models import Verb
from pilothouse.kernel.sheets import workbook
from pilothouse.kernel.spec import REGISTERS, RegisterSpec
from pilothouse.web.door import actor_of, door
from pilothouse.web.errors import error_page
from pilothouse.web.limits import limited
from pilothouse.web.screens.lists import query_of

LARGEST = 100_000
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


class _Echo:
    """A file that hands every line straight on."""

    def write(self, value: str) -> str:
        """Give back what is written."""
        return value


def columns_for(spec: RegisterSpec, state: ListState) -> tuple[str, ...]:
    """The columns of an export: those chosen, else all of the form and the list, the same names as the API."""
    if state.columns:
        return state.columns
    return tuple(dict.fromkeys((*spec.columns, *spec.form_fields, *(c.name for c in spec.computed))))


def _rows(
    spec: RegisterSpec, actor: Actor, state: ListState, columns: tuple[str, ...], written: str
) -> Iterator[list[Any]]:
    """Every row with its id and currency, each value as the kind of its field writes it: `text` or `to_json`."""
    first = 2 if spec.has_currency else 1
    fields = [spec.field(name) for name in columns]
    write = [(getattr(kind_of(f), "text" if kind_of(f).path else written), f) for f in fields]
    for found in every_row(spec, actor, state, columns):
        currency = found[1] if spec.has_currency else ""
        values = zip(write, found[first:], strict=True)
        yield [*found[:first], *(way(field, value, currency) for (way, field), value in values)]


def heading(spec: RegisterSpec, columns: tuple[str, ...]) -> list[str]:
    """The column names of an export."""
    return ["id", *(["currency"] if spec.has_currency else []), *columns]


def csv_lines(spec: RegisterSpec, actor: Actor, state: ListState, columns: tuple[str, ...]) -> Iterator[str]:
    """The list as CSV in words, as an import reads it back, line by line.

    The byte-order mark lets Excel read its letters right.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(heading(spec, columns))
    for line in _rows(spec, actor, state, columns, "text"):
        yield writer.writerow([guarded(str(cell)) for cell in line])


def json_rows(
    spec: RegisterSpec, actor: Actor, state: ListState, columns: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """Every row as named JSON values, the same as the API's; of a person or place the name."""
    names = heading(spec, columns)
    for line in _rows(spec, actor, state, columns, "to_json"):
        yield dict(zip(names, line, strict=True))


@door(Verb.VIEW, "any")
@limited("export", 60)
def export(request: HttpRequest, slug: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """The list as a file."""
    spec, actor = REGISTERS[slug], actor_of(request)
    state = read_state(spec, query_of(request))
    columns = columns_for(spec, state)
    if form == "csv":
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            csv_lines(spec, actor, state, columns)
        )
    elif form == "json":
        body = {
            "register": slug,
            "exported": timezone.now().isoformat(),
            "rows": list(json_rows(spec, actor, state, columns)),
        }
        response = HttpResponse(json.dumps(body, ensure_ascii=False))
    elif form == "xlsx":
        response = HttpResponse(workbook(spec, every_row(spec, actor, state, columns), columns))
    else:
        return error_page(request, 404)
    response["Content-Type"] = TYPES[form]
    response["Content-Disposition"] = f'attachment; filename="{slug}-{timezone.localdate()}.{form}"'
    return response
