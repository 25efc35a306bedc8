"""Tables of every honest shape are read: encodings, delimiters, titles above, workbooks, repeated headings."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from pilothouse.workspaces.intake import (
    ImportRejected,
    Target,
    draft_portfolio,
    guess_mapping,
    read_table,
    recognise,
)

CSV = "Project name;Department;Budget\nDôck nº 1;Häfen;12,50\nŁódź quay;Häfen;7,00\n"
WESTERN = CSV.replace("Łódź", "Lodz")


@pytest.mark.parametrize(
    ("data", "encoding", "guessed"),
    [
        (CSV.encode("utf-8"), "utf-8", False),
        (CSV.encode("utf-8-sig"), "utf-8-sig", False),
        (CSV.encode("utf-16"), "utf-16", False),
        (CSV.encode("utf-16-le"), "utf-16-le", True),
        (CSV.encode("utf-16-be"), "utf-16-be", True),
        (WESTERN.encode("cp1252"), "cp1252", True),
        ("Project name;Department\nŤažba;Prístav\n".encode("cp1250"), "cp1250", True),
    ],
)
def test_encoding_is_found_and_a_guess_is_stated(data, encoding, guessed):
    table = read_table(data, "a.csv")

    assert table.encoding == encoding
    assert table.delimiter == ";"
    assert table.columns[:2] == ("Project name", "Department")
    assert any("does not say its encoding" in note for note in table.notes) is guessed
    assert str(table.rows[0][0]) in ("Dôck nº 1", "Ťažba")


def test_encoding_can_be_told_and_is_checked():
    data = "Project name;Department\nPříběh;Přístav\n".encode("cp1250")

    assert read_table(data, "a.csv", encoding="cp1250").rows[0][0] == "Příběh"
    for wrong in ("utf-8", "unicode_escape", "../x"):
        with pytest.raises(ImportRejected):
            read_table(data, "a.csv", encoding=wrong)


@pytest.mark.parametrize(("delimiter", "packed"), [(",", False), (";", True), ("\t", False), ("|", False)])
def test_delimiter_is_found_among_prose(delimiter, packed):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Project name", "Aims", "Budget"])
    for i in range(30):
        writer.writerow([f"Dock {i}", 'Wide, deep; and "dry"\nat all tides | mostly', i])
    data = out.getvalue().encode()

    table = read_table(gzip.compress(data) if packed else data, "a.csv.gz" if packed else "a.csv")

    assert table.delimiter == delimiter
    assert table.columns == ("Project name", "Aims", "Budget")
    assert len(table.rows) == 30
    assert table.rows[4][1] == 'Wide, deep; and "dry"\nat all tides | mostly'


def test_titles_above_the_headings_are_skipped_and_row_numbers_hold():
    titles = b"Harbour portfolio,,\nas at 31 March 2023,,\n\n"
    data = titles + b"Project name,Department,Budget\nDock,North,1\n\nQuay,South,2\n"

    table = read_table(data, "a.csv")

    assert table.columns == ("Project name", "Department", "Budget")
    assert table.numbers == (5, 7)
    assert "Skipped 3 rows above the headings." in table.notes


def test_title_in_two_cells_is_not_taken_for_the_headings():
    titles = b"Prepared by,A. Lock,,,\nVersion,7,,,\n"
    data = titles + b"Project name,Department,Budget,Start,Status\nDock,North,1,2020-01-01,Red\n"

    assert read_table(data, "a.csv").columns == ("Project name", "Department", "Budget", "Start", "Status")


def test_first_line_that_names_the_delimiter_is_obeyed():
    table = read_table(b"sep=|\nname|aims\nDock|a,b,c\nQuay|d,e,f\n", "a.csv")

    assert table.delimiter == "|"
    assert table.rows == (("Dock", "a,b,c"), ("Quay", "d,e,f"))
    assert table.numbers == (3, 4)


def test_headings_become_unique_and_short_rows_are_filled():
    table = read_table(b"name,rating,rating,\nDock,Red\nQuay,Red,Green,x,y\n", "a.csv")

    assert table.columns == ("name", "rating", "rating (2)", "Column 4", "Column 5")
    assert table.rows[0] == ("Dock", "Red", "", "", "")


def workbook_of(rows, *, cover=False):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    if cover:
        book.add_worksheet("Read me").write(0, 0, "Portfolio of the harbour")
    sheet = book.add_worksheet("Projects")
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            sheet.write(y + 2, x + 1, cell)
    book.close()
    return out.getvalue()


def test_workbook_keeps_numbers_and_dates_and_finds_its_table():
    rows = [
        ["Project name", "Budget (EUR k)", "Start", "As at", "Status"],
        ["Dock", 12.5, date(2020, 2, 1), datetime(2023, 3, 31, 8, 30), "Amber/Red"],
        ["Quay", 1234, date(2021, 3, 4), datetime(2023, 3, 31), "Green"],
    ]

    table = read_table(workbook_of(rows, cover=True), "portfolio.xlsx")

    assert table.sheet == "Projects"
    assert table.sheets == ("Read me", "Projects")
    assert table.numbers == (4, 5)
    assert table.rows[0][-5:] == ("Dock", Decimal("12.5"), date(2020, 2, 1), date(2023, 3, 31), "Amber/Red")
    draft = draft_portfolio(table, guess_mapping(table))
    assert {(f.value, f.currency) for f in draft.facts if f.currency} == {
        (1_250_000, "EUR"),
        (123_400_000, "EUR"),
    }
    assert list(draft.counts.by_date) == [date(2023, 3, 31)]
    assert {f.scale for f in draft.facts if f.scale} == {5}


def test_sheet_can_be_told():
    data = workbook_of([["name", "budget"], ["Dock", 1]], cover=True)

    assert read_table(data, "a.xlsx", sheet="Projects").sheet == "Projects"
    with pytest.raises(ImportRejected) as refusal:
        read_table(data, "a.xlsx", sheet="Nowhere")
    assert refusal.value.code == "no-sheet"


def test_file_is_known_again_by_its_digest():
    data = b"name,budget\nDock,1\n"

    table = read_table(data, "../../x.csv")

    assert table.digest == hashlib.sha256(data).hexdigest()
    assert table.filename == "x.csv"


OLDER_RETURN = (
    "GMPP ID Number,Project Name,Department,Annual Report Category,Description / Aims,"
    "IPA Delivery Confidence Assessment,"
    "Departmental commentary on actions planned or taken on the IPA RAG rating.,"
    "Project - Start Date (Latest Approved Start Date),Project - End Date (Latest Approved End Date),"
    '"Departmental narrative on schedule, including any deviation from planned schedule (if necessary)",'
    "2018/2019 TOTAL Baseline £m (including Non-Government costs),"
    "2018/2019 TOTAL Forecast £m (including Non-Government costs),2018/2019 Variance %,"
    "Departmental narrative on budget/forecast variance for 2018/19 (if variance is more than 5%),"
    "TOTAL Baseline Whole Life Costs £m (including Non-Government costs),"
    "Departmental Narrative on Budgeted Whole Life Costs\n"
    "HO_1,Dock,HO,ICT,Aim,Amber/Green,Words,01/04/2017,31/03/2021,On time,10.5,11,5%,None,100.25,Whole\n"
)


def test_shape_of_the_older_returns_is_recognised_and_dated_by_the_file_name():
    table = read_table(OLDER_RETURN.encode("cp1252"), "Home_Office_Government_Major_Project_data_2019.csv")

    mapping = recognise(table)
    draft = draft_portfolio(table, mapping)

    targets = [c.target for c in mapping.choices]
    assert targets.count(Target.NARRATIVE) == 6
    assert targets[12] is Target.IGNORE
    assert list(draft.counts.by_date) == [date(2019, 3, 31)]
    values = {f.measure.value: (f.value, f.scale) for f in draft.facts if f.measure != "narrative"}
    assert values == {
        "rating_office": ("amber_green", 5),
        "start": (date(2017, 4, 1), 0),
        "finish": (date(2021, 3, 31), 0),
        "budget": (1_050_000_000, 0),
        "forecast": (1_100_000_000, 0),
        "whole_life_cost": (10_025_000_000, 0),
    }
    assert draft.places[0].name == "Home Office"
