"""The ceiling: bare Django over a table of the same columns and rows, no rights, history, sums or shell."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from pilothouse.kernel.models import payload_fields
from pilothouse.kernel.models.records import _loose
from pilothouse.registers.risks import Risk

COLUMNS = (
    "code",
    "title",
    "kind",
    "status",
    "owner",
    "residual_probability",
    "residual_impact",
    "residual_cost",
    "proximity",
    "next_review",
)
PAGE = """<!doctype html><html><head><title>Items</title></head><body><table>
{% for row in rows %}<tr><th><a href="/items/{{ row.pk }}">{{ row.code }}</a></th><td>{{ row.title }}</td>
<td>{{ row.get_kind_display }}</td><td>{{ row.get_status_display }}</td><td>{{ row.owner.name }}</td>
<td>{{ row.residual_probability }}</td><td>{{ row.get_residual_impact_display }}</td><td>{{ row.residual_cost }}</td>
<td>{{ row.get_proximity_display }}</td><td>{{ row.next_review|date:"j M Y" }}</td></tr>
{% endfor %}</table><p>{{ total }}</p></body></html>"""


def item_model() -> type[models.Model]:
    """A plain model with the columns of a risk; its table is made in the database that is measured."""
    columns: dict[str, Any] = {f.name: _loose(f) for f in payload_fields(Risk)}
    columns["__module__"] = __name__
    columns["Meta"] = type("Meta", (), {"app_label": "registers", "db_table": "bench_item"})
    return type("BenchItem", (models.Model,), columns)


ITEM: Any = item_model()
FIELDS = [f.attname for f in ITEM._meta.concrete_fields]


def fill() -> int:
    """Make the table afresh and copy every risk into it; returns how many."""
    names = ", ".join(connection.ops.quote_name(f.column) for f in payload_fields(Risk))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_item")
    with connection.schema_editor() as editor:
        editor.create_model(ITEM)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO bench_item ({names}) SELECT {names} FROM {Risk._meta.db_table}")
    return int(ITEM.objects.count())


@login_required
def items_html(request: HttpRequest) -> HttpResponse:
    """A list of a hundred as HTML."""
    rows = ITEM.objects.select_related("owner").order_by("-id")[:100]
    template = engines["django"].from_string(PAGE) if not _cached else _cached[0]
    _cached[:] = [template]
    return HttpResponse(template.render({"rows": rows, "total": ITEM.objects.count()}, request))


_cached: list[Any] = []


@login_required
def items_json(request: HttpRequest) -> JsonResponse:
    """A list of a hundred as JSON."""
    rows = ITEM.objects.order_by("-id")[:100]
    return JsonResponse({"items": [{n: getattr(row, n) for n in FIELDS} for row in rows]})


@login_required
def item_json(request: HttpRequest, key: int) -> JsonResponse:
    """One record as JSON."""
    row = ITEM.objects.get(pk=key)
    return JsonResponse({n: getattr(row, n) for n in FIELDS})


@csrf_exempt
@login_required
def item_new(request: HttpRequest) -> JsonResponse:
    """Create one record: one insert, nothing else."""
    given = json.loads(request.body)
    row = ITEM.objects.create(
        title=given["title"], since=given["since"], place_id=given["place"], uid="x", code="x"
    )
    return JsonResponse({n: getattr(row, n) for n in FIELDS}, status=201)


urlpatterns = [
    path("items", items_html),
    path("items.json", items_json),
    path("items/<int:key>", item_json),
    path("items/new", item_new),
]
