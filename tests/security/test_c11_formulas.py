"""C11: text in a file for spreadsheets stays text, and comes back as what it was; negative numbers stay numbers.

Files that leave: the lists as CSV and Excel, the landscape as Excel, the rows of an import that stay out. There is no
pasted clipboard: nothing here reads or writes one. No LibreOffice is asked; every cell is read again by
openpyxl and, for the way back, by our own reader. Accepted: a comma-separated file that is opened
where the semicolon separates cells is torn apart by that program; Excel's own format is beside it.
"""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from crawling import body_of
from guarded_site import GuardedSite
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.bulk import NewRow, change_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.formulas import PLAIN_NUMBER, TRIGGERS, guarded, unguarded
from pilothouse.kernel.money import parse_money
from pilothouse.kernel.spec import REGISTERS
from pilothouse.workspaces.intake import read_table

BODIES = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example","x")', "SUM(1;2)\n=2", "'x")
BEFORE = ("", " ", "'", "''", "\u00a0", "\ufeff", "' ")
PAYLOADS = tuple(
    f"{before}{sign}{body}" for before, sign, body in itertools.product(BEFORE, TRIGGERS, BODIES)
)
HARMLESS = ("-12.50", "+3", "1,234.56", "-1.234,56", "-0", "-12 %")


def runs(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula, judged without our own rule."""
    bare = cell.strip(" \u00a0\u3000\u200b\ufeff")
    return (
        bare[:1] in set("=+-@\t\r\n＝＋－＠")
        and not bare.lstrip("+-").rstrip(" %").replace(",", "").replace(".", "").isdigit()
    )


def test_each_payload_is_disarmed_and_comes_back() -> None:
    for text in PAYLOADS:
        assert not runs(guarded(text)), text
        assert unguarded(guarded(text)) == text
    assert len(set(PAYLOADS)) >= 380
    assert [guarded(text) for text in HARMLESS] == list(HARMLESS)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="=+-@\t\r\n＝＋－＠' \u00a0\ufeffaE1.,;%\"|!∞", max_size=10))
def test_no_text_at_all_runs_and_every_text_comes_back(text: str) -> None:
    assert not runs(guarded(text)) or PLAIN_NUMBER.fullmatch(text)
    assert unguarded(guarded(text)) == text


@pytest.fixture
def told(site: GuardedSite) -> dict[str, str]:
    """An opportunity for each payload, by its id; the payload is its cause, its start the title, its gain 12.50."""
    gain = {"kind": "opportunity", "residual_probability": Decimal(1), "residual_cost": 1250}
    spec, director = REGISTERS["risks"], actor_for(site.people.director)
    new = [NewRow(site.open.place, {"title": text.strip()[:200], "cause": text, **gain}) for text in PAYLOADS]
    with changeset(director, "risks: create") as opened:
        made = change_many(spec, director, opened, new=new)
    return {record.uid: record.cause for record in made}


def test_a_list_as_csv_holds_no_formula_and_reads_back(told: dict[str, str], enter: Any) -> None:
    answer = body_of(enter("director").get("/risks/export.csv"))
    plain = {line["id"]: line for line in csv.DictReader(io.StringIO(answer.decode("utf-8-sig"), newline=""))}

    table = read_table(answer, "risks.csv")
    at = {name: table.columns.index(name) for name in ("id", "cause", "title", "exposure")}
    back = {row[at["id"]]: row for row in table.rows}

    assert [cell for line in plain.values() for cell in line.values() if runs(cell)] == []
    for uid, cause in told.items():
        assert str(back[uid][at["cause"]]).strip() == cause.strip(), cause
        assert plain[uid]["exposure"] == "-12.50"
    assert parse_money(str(back[uid][at["exposure"]]), "GBP") == -1250


def test_a_list_as_excel_holds_no_formula_and_every_text(told: dict[str, str], enter: Any) -> None:
    answer = enter("director").get("/risks/export.xlsx").content

    lines = list(openpyxl.load_workbook(io.BytesIO(answer)).active.iter_rows())
    head = [cell.value for cell in lines[0]]
    cells = {line[0].value: line for line in lines[1:]}
    assert {cell.data_type for line in lines for cell in line} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for line in lines for cell in line)
    for uid, cause in told.items():
        assert unescape(cells[uid][head.index("Cause")].value) == cause
        assert cells[uid][head.index("Expected cost")].value == -12.5
    with zipfile.ZipFile(io.BytesIO(answer)) as parts:
        assert not [
            n for n in parts.namelist() if "externalLink" in n or "connections" in n or "vba" in n.lower()
        ]


def test_the_landscape_as_excel_holds_no_formula(site: GuardedSite, enter: Any) -> None:
    for name in ("title", "category", "reference"):
        site.open.workspace.__class__.objects.filter(pk=site.open.workspace.pk).update(**{name: "=1+1|cmd"})
    site.open.place.__class__.objects.filter(pk=site.open.place.pk).update(name="=1+1|cmd")

    answer = enter("director").get("/landscape.xlsx").content

    cells = [c for line in openpyxl.load_workbook(io.BytesIO(answer)).active.iter_rows() for c in line]
    assert "=1+1|cmd" in {c.value for c in cells}
    assert {c.data_type for c in cells} <= {"s", "n", "d"}
