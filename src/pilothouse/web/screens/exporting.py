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


def text_rows(
    spec: RegisterSpec, actor: Actor, state: ListState, columns: tuple[str, ...]
) -> Iterator[list[str]]:
    """Every row as plain text, in the form that an import reads back."""
    skip = 2 if spec.has_currency else 1
    kinds = [(kind_of(spec.field(n)), spec.field(n)) for n in columns]
    for found in every_row(spec, actor, state, columns):
        currency = found[1] if skip == 2 else ""
        yield [
            str(found[0]),
            *([currency] if skip == 2 else []),
            *(
                kind.text(field, value, currency)
                for (kind, field), value in zip(kinds, found[skip:], strict=True)
            ),
        ]


def heading(spec: RegisterSpec, columns: tuple[str, ...]) -> list[str]:
    """The column names of an export."""
    return ["id", *(["currency"] if spec.has_currency else []), *columns]


def csv_lines(spec: RegisterSpec, actor: Actor, state: ListState, columns: tuple[str, ...]) -> Iterator[str]:
    """The list as CSV, line by line, with a byte-order mark so that Excel reads its letters right."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(heading(spec, columns))
    for line in text_rows(spec, actor, state, columns):
        yield writer.writerow([guarded(cell) for cell in line])


def json_rows(
    spec: RegisterSpec, actor: Actor, state: ListState, columns: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """Every row as named JSON values."""
    names = heading(spec, columns)
    for line in text_rows(spec, actor, state, columns):
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
