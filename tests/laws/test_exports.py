"""Every export holds the rows of the list, value for value, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from samples import raise_one

from pilothouse.kernel.reading import read_value
from pilothouse.kernel.rows import rows


@pytest.fixture
def listed(spec: Any, raised: Any, act: Any, home: Any) -> dict[str, Any]:
    for seed in range(4):
        raised(seed)
    raise_one(spec, act("director"), home, {"title": '=HYPERLINK("http://x")'})
    found = rows(spec, act("director")).annotate(**{c.name: c.expression for c in spec.computed})
    return {r.uid: r for r in found}


def same(spec: Any, name: str, text: str, value: Any) -> bool:
    """Whether an exported text, read again, is the value that is kept."""
    kind = spec.kind(name)
    if kind.path:
        return text == (getattr(value, kind.path) if value else "")
    if text == "":
        return value in (None, "")
    return bool(read_value(spec.field(name), text, "GBP") == value)


def test_json_holds_every_value_as_the_api_gives_it(spec: Any, page: Any, listed: Any) -> None:
    browser = page("director")

    lines = browser.get(f"/{spec.slug}/export.json").json()["rows"]

    assert {line["id"] for line in lines} == set(listed)
    for line in lines:
        told = browser.get(f"/api/v1/{spec.slug}/{line['id']}").json()
        for name, value in line.items():
            path = spec.kind(name).path if name not in {"id", "currency"} else ""
            given = (told[name] or {}).get(path, "") if path else told[name]
            assert value == given, (name, value, given)


def test_csv_holds_every_value(spec: Any, page: Any, listed: Any) -> None:
    browser = page("director")
    answer = browser.get(f"/{spec.slug}/export.csv")
    lines = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    as_csv = {line["id"]: line for line in lines}

    assert set(as_csv) == set(listed)
    for uid, record in listed.items():
        for name in (n for n in as_csv[uid] if n not in {"id", "currency"}):
            bare = as_csv[uid][name].removeprefix("'")
            assert same(spec, name, bare, getattr(record, name)), (name, bare)
    assert not [v for line in as_csv.values() for v in line.values() if v.startswith(("=", "@", "\t"))]


def test_xlsx_holds_the_rows_as_typed_cells_and_no_formula(spec: Any, page: Any, listed: Any) -> None:
    answer = page("director").get(f"/{spec.slug}/export.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    lines = list(book.active.iter_rows())
    uids = [line[0].value for line in lines[1:]]
    assert set(uids) == set(listed)
    assert {cell.data_type for line in lines for cell in line} <= {"s", "n", "d"}
    title = [cell.value for cell in lines[0]].index("Title")
    assert {line[0].value: line[title].value for line in lines[1:]} == {u: r.title for u, r in listed.items()}


def test_an_export_has_what_the_list_shows_and_no_more(
    spec: Any, page: Any, listed: Any, people: Any
) -> None:
    query = f"owner={people[0].uid}"
    told = page("director").get(f"/{spec.slug}/export.json?{query}").json()["rows"]

    assert {line["id"] for line in told} == {u for u, r in listed.items() if r.owner == people[0]}
    assert page("stranger").get(f"/{spec.slug}/export.json").json()["rows"] == []
