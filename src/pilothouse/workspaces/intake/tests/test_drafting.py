"""Bad rows never stop good ones, each with its reason; and the reasons come back safely as a file."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.kernel.formulas import guarded, unguarded
from pilothouse.workspaces.intake import (
    Kind,
    Mapping,
    Measure,
    Target,
    draft_portfolio,
    errors_csv,
    guess_mapping,
    preview,
    read_table,
)

COLUMNS = ["Code", "Project name", "Department", "As at", "Status", "Budget (£)", "Start", "Finish"]
GOOD = ["D1", "Dock", "North", "2023-03-31", "Green", "100", "2020-01-01", "2024-01-01"]


@pytest.fixture
def mixed(make_table):
    """Two good rows among rows that are bad, each in its own way."""
    return make_table(
        COLUMNS,
        GOOD,
        ["D2", "Quay", "North", "2023-03-31", "Purple", "=cmd|' /C calc'!A0", "31/02/2020", "2024-01-01"],
        ["", "", "North", "2023-03-31", "Green", "100", "", ""],
        ["D3", "Lock", "North", "someday", "Green", "100", "", ""],
        GOOD,
        ["", "Total", "", "", "", "200", "", ""],
        ["Source: harbour office", "", "", "", "", "", "", ""],
        ["D4", "Weir", "South", "2023-03-31", "Exempt under Section 43", "-5.50", "2024-01-01", "2020-01-01"],
    )


def drafted(table):
    return draft_portfolio(table, guess_mapping(table))


def test_bad_rows_never_stop_good_ones(mixed):
    draft = drafted(mixed)

    assert [p.name for p in draft.places if p.kind is Kind.PROJECT] == ["Dock", "Quay", "Weir"]
    assert (draft.counts.rows, draft.counts.good, draft.counts.bad) == (8, 3, 6)
    assert [(e.row, e.column) for e in draft.errors] == [
        (3, "Status"),
        (3, "Budget (£)"),
        (3, "Start"),
        (4, ""),
        (5, "As at"),
        (6, ""),
        (7, ""),
        (8, ""),
    ]
    quay = next(p for p in draft.places if p.name == "Quay")
    assert [f.measure for f in draft.facts if f.place == quay.key] == [Measure.FINISH]


def test_rows_left_out_whole_are_told_with_their_reason(mixed):
    draft = drafted(mixed)

    assert sorted(draft.left_out) == [4, 5, 6, 7, 8]
    assert draft.left_out[6] == "Row 2 already speaks of “Dock” on 31 March 2023."


def test_empty_cells_are_counted_and_end_what_was_told_before_only_when_asked(make_table):
    earlier = ["D1", "Dock", "North", "2022-03-31", "Red", "90", "2020-01-01", "2024-01-01"]
    later = ["D1", "Dock", "North", "2023-03-31", "", "", "-", "exempt"]
    left_out = ["", "", "North", "2023-03-31", "", "", "", "2024-01-01"]
    table = make_table(COLUMNS, earlier, later, left_out)
    mapping = guess_mapping(table)

    goes_on = draft_portfolio(table, mapping)
    ends = draft_portfolio(table, mapping, {"blank": "ends"})

    assert goes_on.counts.blank == ends.counts.blank == {"Status": 1, "Budget (£)": 1, "Start": 1}
    assert [f.column for f in goes_on.facts if f.row == 3] == ["Finish"]
    told = {f.column: (f.value, f.note) for f in ends.facts if f.row == 3}
    assert told.pop("Finish") == (None, "exempt")
    assert told == dict.fromkeys(("Status", "Budget (£)", "Start"), (None, "None was given."))
    assert [r.cells[-3].read for r in preview(table, mapping, {"blank": "ends"}).rows][1] == (
        "no value: None was given."
    )


def test_every_reason_is_a_sentence_that_names_the_trouble(mixed):
    reasons = {(e.row, e.column): e.reason for e in drafted(mixed).errors}

    assert all(reason.endswith(".") for reason in reasons.values())
    assert "“Purple” is not a rating" in reasons[3, "Status"]
    assert "not a day in the calendar" in reasons[3, "Start"]
    assert "Row 2 already speaks of “Dock”" in reasons[6, ""]
    assert "total" in reasons[7, ""]
    assert "note" in reasons[8, ""]


def test_a_row_that_tells_of_a_day_to_come_is_left_out_whole(make_table):
    days = {"Dam": "30/04/2026", "Weir": "30/06/2099", "Lock": "30/06/1989"}
    rows = [[name[0], name, day, "5"] for name, day in days.items()]
    table = make_table(["ID", "Name", "As of", "Budget (£)"], *rows)

    draft = draft_portfolio(table, guess_mapping(table), today=date(2026, 5, 1))

    assert [place.name for place in draft.places if place.name in {"Dam", "Weir", "Lock"}] == ["Dam"]
    assert [(e.row, e.column) for e in draft.errors] == [(3, "As of"), (4, "As of")]
    assert "30 June 2099; that must be a day that has come" in draft.errors[0].reason


def test_a_finish_before_the_start_and_less_than_nothing_are_warnings_only(mixed):
    """Published files hold both, on purpose: a correction of what was told before is written as a minus."""
    draft = drafted(mixed)

    assert [(w.row, w.column) for w in draft.warnings] == [(9, "Budget (£)"), (9, "Finish")]
    assert [f.value for f in draft.facts if f.row == 9 and f.measure is Measure.BUDGET] == [-550]


def test_errors_file_holds_the_bad_rows_with_reasons_and_no_formula(mixed):
    data = errors_csv(drafted(mixed), mixed)

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Row in the file", "What is wrong", *COLUMNS]
    assert [row[0] for row in rows[1:]] == ["3", "4", "5", "6", "7", "8"]
    assert "Status: “Purple”" in rows[1][1]
    assert "Start: “31/02/2020”" in rows[1][1]
    assert rows[1][7] == "'=cmd|' /C calc'!A0"
    assert not any(cell.lstrip()[:1] in "=+-@" and cell.strip() for row in rows for cell in row)


def test_errors_file_comes_back_as_the_same_rows(mixed):
    again = read_table(errors_csv(drafted(mixed), mixed), "errors.csv")

    bad = {e.row for e in drafted(mixed).errors}
    assert [row[2:] for row in again.rows] == [
        row for number, row in zip(mixed.numbers, mixed.rows, strict=True) if number in bad
    ]
    choices = guess_mapping(again).choices
    assert [c.target for c in choices[:2]] == [Target.IGNORE, Target.IGNORE]


DANGEROUS = st.text(alphabet="=+-@\t\r\n＝＋－＠' aA1.,;\"|!", max_size=12)


@settings(max_examples=300, deadline=None)
@given(DANGEROUS)
def test_guarded_text_is_never_a_formula_and_always_comes_back(text):
    safe = guarded(text)

    number = safe.replace(",", "").replace(".", "").lstrip("+-").isdigit()
    assert number or safe.lstrip(" ")[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert unguarded(safe) == text


@pytest.mark.parametrize("text", ["-12.5", "+3", "1,234.56", "-1.234,56"])
def test_plain_numbers_stay_numbers(text):
    assert guarded(text) == text


def test_tree_from_columns_parents_first(make_table):
    table = make_table(
        ["Portfolio", "Programme", "Project", "Type", "Project manager", "As at"],
        ["Harbour", "Deep water", "Dock", "project", "Ada", "2023-03-31"],
        ["Harbour", "", "Deep water", "programme", "Bo", "2023-03-31"],
        ["Harbour", "", "Tidy yard", "initiative", "", "2023-03-31"],
        ["HARBOUR ", "Deep Water", "Quay", "project", "", "2023-03-31"],
    )

    draft = drafted(table)

    by_name = {p.name: p for p in draft.places}
    assert [p.kind for p in draft.places] == ["portfolio", "programme", "project", "initiative", "project"]
    assert by_name["Quay"].parent == by_name["Deep water"].key == by_name["Dock"].parent
    assert by_name["Deep water"].parent == by_name["Harbour"].key == by_name["Tidy yard"].parent
    assert by_name["Deep water"].manager == "Bo"
    assert by_name["Dock"].manager == "Ada"


def test_latest_year_names_the_place_whatever_the_order_of_rows(make_table):
    table = make_table(
        ["Code", "Project name", "Department", "As at"],
        ["D1", "New dock", "South", "2023-03-31"],
        ["D1", "Old dock", "North", "2021-03-31"],
    )

    draft = drafted(table)

    assert [(p.name, p.parent) for p in draft.places if p.kind is Kind.PROJECT] == [
        ("New dock", "portfolio:south")
    ]
    assert [(f.topic, f.note, f.effective) for f in draft.facts] == [
        ("portfolio", "Reported by North.", date(2021, 3, 31))
    ]


def test_a_word_in_place_of_money_says_that_there_is_none_and_a_blank_cell_says_nothing(make_table):
    table = make_table(
        ["Project", "Whole life cost GBP", "As at"],
        ["Dock", "Exempt under Section 43", "2023-03-31"],
        ["Quay", "5", "2023-03-31"],
        ["Lock", "n/a", "2023-03-31"],
        ["Weir", "", "2023-03-31"],
        ["Pier", "–", "2023-03-31"],
    )

    draft = drafted(table)

    assert draft.errors == ()
    assert draft.counts.withheld == 1
    assert [(f.row, f.value, f.note) for f in draft.facts] == [
        (2, None, "Exempt under Section 43"),
        (3, 500, ""),
        (4, None, "n/a"),
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.text(max_size=30) | st.sampled_from(GOOD), min_size=8, max_size=8), min_size=1, max_size=6
    )
)
def test_no_table_breaks_the_draft(rows):
    """Whatever stands in the cells, each row ends as facts or as a reason, and a draft is always sound."""
    from pilothouse.workspaces.intake import ColumnChoice, Table

    targets = [Target.CODE, Target.NAME, Target.PORTFOLIO, Target.EFFECTIVE]
    targets += [Target.RATING_MANAGER, Target.BUDGET, Target.START, Target.NARRATIVE]
    choices = [
        ColumnChoice(i, h, t, currency="GBP") for i, (h, t) in enumerate(zip(COLUMNS, targets, strict=True))
    ]
    table = Table("x.csv", tuple(COLUMNS), tuple(map(tuple, rows)), tuple(range(2, len(rows) + 2)))
    answers = {"date:As at": "dmy", "date:Start": "dmy", "number:Budget (£)": "point", "year_end": "12-31"}

    draft = draft_portfolio(table, Mapping(tuple(choices)), answers)

    keys = {p.key for p in draft.places}
    assert all(f.place in keys for f in draft.facts)
    assert len({(f.place, f.measure, f.effective, f.topic) for f in draft.facts}) == len(draft.facts)
    assert draft.counts.good + len({e.row for e in draft.errors}) >= draft.counts.rows
    errors_csv(draft, table)
