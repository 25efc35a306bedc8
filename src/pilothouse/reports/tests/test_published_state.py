"""Two years of the published file: each day shows what that year's file says, and nothing of the year before."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pilothouse.kernel.actors import machine
from pilothouse.kernel.undo import undo
from pilothouse.reports.landscape import Landscape, Question, landscape
from pilothouse.reports.landscape_rows import LABELS
from pilothouse.reports.workbook import landscape_workbook
from pilothouse.workspaces.actions import NewWorkspace, create_workspace
from pilothouse.workspaces.applying import Applied, apply_draft
from pilothouse.workspaces.intake import draft_portfolio, guess_mapping, read_table
from pilothouse.workspaces.ratings import RATINGS

RAW = Path(__file__).resolve().parents[4] / ".." / "shared" / "data" / "uk-gmpp" / "raw"
DAYS = {year: date(year, 3, 31) for year in (2022, 2023)}


@pytest.fixture
def office(db: None) -> Any:
    return create_workspace(machine("test"), NewWorkspace("office", "Kingdom", None, {})).place


def raw(year: int) -> bytes:
    file = RAW / f"uk_{year}.csv"
    if not file.exists():
        pytest.skip(f"../shared/data is absent: {file.name} cannot be read")
    return file.read_bytes()


def column_of(year: int, heading: str) -> list[str]:
    """A column as a plain CSV reader sees it, without any code of ours; the first of that heading."""
    heads, *rows = csv.reader(io.StringIO(raw(year).decode("cp1252"), newline=""), delimiter=";")
    at = heads.index(heading)
    return [row[at] for row in rows if row]


def amount(cell: str) -> Decimal:
    try:
        return Decimal(cell.replace("£", "").replace(",", "").strip())
    except ArithmeticError:
        return Decimal(0)


def imported(office: Any, year: int) -> Applied:
    table = read_table(raw(year), f"uk_{year}.csv")
    return apply_draft(machine("import"), office, draft_portfolio(table, guess_mapping(table), {}))


def seen(day: date) -> Landscape:
    return landscape(machine("test"), Question(as_of=day))


@pytest.mark.thorough
@pytest.mark.data
def test_each_day_adds_up_to_its_own_file(office: Any) -> None:
    imported(office, 2022)
    imported(office, 2023)

    for year, day in DAYS.items():
        found = seen(day)
        costs = [amount(cell) for cell in column_of(year, "wlc_baseline_incl_NCG")]
        assert found.total.work == len(costs)
        assert found.total.sums["whole_life_cost"]["GBP"] == int(sum(costs) * 10**8)
        told = Counter(cell.strip().lower() for cell in column_of(year, "colour_rating"))
        for word in ("green", "amber", "red"):
            assert found.total.office.get(word, 0) == told[word]
        book = openpyxl.load_workbook(io.BytesIO(landscape_workbook(found, "tree", tuple(LABELS), LABELS)))
        assert "Not rated" in {cell.value for line in book.active.iter_rows() for cell in line}
        heads = [cell.value for cell in book.active[3]]
        assert "Finish moved by, days" in heads
        at = next(n for n, head in enumerate(heads) if head.startswith("Ratings so far"))
        told_ever = {word for (cell,) in book.active.iter_rows(4, None, at + 1, at + 1, values_only=True)
                     for word in (cell or "").split(", ")}  # fmt: skip
        assert told_ever <= {"", *(rating.word for rating in RATINGS)}
        assert {"Green", "Amber", "Red"} <= told_ever


@pytest.mark.thorough
@pytest.mark.data
def test_departments_that_changed_are_those_of_the_newer_file(office: Any) -> None:
    imported(office, 2022)
    before = seen(DAYS[2022]).total.work
    done = imported(office, 2023)

    named = Counter(cell.strip().upper() for cell in column_of(2023, "department"))
    codes = {line.title: line.work for root in seen(DAYS[2023]).roots for line in root.children}
    for code, name in (
        ("DESNZ", "Energy Security"),
        ("DSIT", "Science, Innovation and T"),
        ("DCMS", "Culture, M"),
    ):
        assert [n for title, n in codes.items() if name in title] == [named[code]]
    assert not [title for title in codes if "Business, Energy" in title]
    was, now = (
        dict(zip(*(column_of(year, n) for n in ("project_number", "department")), strict=True))
        for year in DAYS
    )
    assert done.moved == sum(
        was[code].strip().upper() != now[code].strip().upper() for code in set(was) & set(now)
    )
    assert undo(machine("test"), done.changeset.uid).moved == done.moved
    assert seen(DAYS[2022]).total.work == before


@pytest.mark.thorough
@pytest.mark.data
def test_the_order_of_the_files_is_of_no_matter_and_sending_one_again_adds_nothing(office: Any) -> None:
    imported(office, 2022)
    imported(office, 2023)
    forward = seen(DAYS[2023]).total
    other = create_workspace(machine("test"), NewWorkspace("office", "Backwards", None, {})).place
    for year in (2023, 2022):
        imported(other, year)

    again = imported(office, 2023)

    assert (again.made, again.facts) == (0, 0)
    assert again.known > 2000
    backward = landscape(machine("test"), Question(as_of=DAYS[2023], place=other.uid)).total
    assert (backward.sums, backward.office) == (forward.sums, forward.office)
