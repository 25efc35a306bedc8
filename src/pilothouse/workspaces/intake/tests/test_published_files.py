"""The published files, whole: what is in them must come out, counted and spot-checked."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from pilothouse.workspaces.intake import (
    Kind,
    Measure,
    Rating,
    Target,
    Unanswered,
    draft_portfolio,
    guess_mapping,
    open_questions,
    preview,
)

pytestmark = pytest.mark.data
YEARS = {
    2014: 199,
    2015: 188,
    2016: 143,
    2017: 143,
    2018: 133,
    2019: 133,
    2020: 125,
    2021: 184,
    2022: 235,
    2023: 244,
}


@pytest.fixture(scope="module")
def drafted(published):
    """Drafts a published file that needs no answers."""

    @cache
    def draft(path):
        table = published(path)
        return draft_portfolio(table, guess_mapping(table))

    return draft


def fact(draft, place, measure, effective):
    found = [f for f in draft.facts if (f.place, f.measure, f.effective) == (place, measure, effective)]
    assert len(found) == 1, found
    return found[0]


def assert_sound(draft):
    keys = [place.key for place in draft.places]
    assert len(keys) == len(set(keys))
    before = set()
    for place in draft.places:
        assert not place.parent or place.parent in before
        before.add(place.key)
    assert {f.place for f in draft.facts} <= set(keys)
    assert max(Counter((f.place, f.measure, f.effective, f.topic) for f in draft.facts).values()) == 1


@pytest.mark.thorough
def test_tidy_file_gives_ten_years_of_projects(drafted):
    draft = drafted("uk-gmpp/gmpp_tidy.csv.gz")

    assert draft.counts.by_date == {date(year, 3, 31): count for year, count in YEARS.items()}
    assert draft.counts.rows == draft.counts.good == 1727
    assert draft.errors == ()
    # 41 spellings of departments are 29 once capitals and reporting groups are joined. 629 series are 626
    # projects: four codes differ only in capitals ("MoD_0109…", "MOD_0109…"), one series holds two projects.
    assert draft.counts.places == {"portfolio": 29, "project": 626}
    assert_sound(draft)


@pytest.mark.thorough
def test_tidy_ratings_keep_both_scales_and_both_raters(drafted):
    draft = drafted("uk-gmpp/gmpp_tidy.csv.gz")

    rated = [f for f in draft.facts if f.value is not None]
    office = Counter((f.value, f.scale) for f in rated if f.measure is Measure.RATING_OFFICE)
    assert office[(Rating.AMBER_RED, 5)] == 301
    assert office[(Rating.AMBER_GREEN, 5)] == 237
    assert office[(Rating.AMBER, 5)] + office[(Rating.AMBER, 3)] == 727
    assert {rating for rating, scale in office if scale == 3} == {
        Rating.GREEN,
        Rating.AMBER,
        Rating.RED,
        Rating.NOT_RATED,
    }
    manager = Counter(f.value for f in rated if f.measure is Measure.RATING_MANAGER)
    assert manager == {Rating.AMBER: 147, Rating.GREEN: 34, Rating.NOT_RATED: 21, Rating.RED: 8}
    reset = [f for f in draft.facts if f.value is Rating.NOT_RATED and f.note == "Reset"]
    assert len(reset) == 2
    assert all(f.note for f in draft.facts if f.value is Rating.NOT_RATED)


def test_tidy_project_moves_department_and_keeps_its_past(drafted):
    draft = drafted("uk-gmpp/gmpp_tidy.csv.gz")

    place = next(p for p in draft.places if p.code == "DECC_0005_1112-Q1")
    assert place.parent == "portfolio:desnz"
    moved = {f.effective.year: f.note for f in draft.facts if f.place == place.key and f.topic == "portfolio"}
    assert moved[2014] == "Reported by Department of Energy and Climate Change."
    assert moved[2022] == "Reported by Department for Business, Energy and Industrial Strategy."
    assert 2023 not in moved
    assert fact(draft, place.key, Measure.WHOLE_LIFE_COST, date(2014, 3, 31)).value == 11_626_40000000
    assert fact(draft, place.key, Measure.FINISH, date(2023, 3, 31)).value == date(2050, 3, 31)


def test_two_projects_under_one_series_stay_apart(drafted):
    draft = drafted("uk-gmpp/gmpp_tidy.csv.gz")

    names = {p.name for p in draft.places if p.series.startswith("project:n:bt lsp")}
    assert names == {"BT LSP", "BT LSP (South)"}
    assert any("kept apart" in w.reason for w in draft.warnings)


@pytest.mark.parametrize(("year", "projects", "departments"), [(2022, 235, 18), (2023, 244, 21)])
def test_raw_file_gives_every_project(drafted, year, projects, departments):
    draft = drafted(f"uk-gmpp/raw/uk_{year}.csv")

    assert draft.recipe == "uk-major-projects"
    assert draft.counts.places == {"portfolio": departments, "project": projects}
    assert draft.counts.by_date == {date(year, 3, 31): projects}
    assert draft.errors == ()
    given = [f for f in draft.facts if f.value is not None]
    assert {f.scale for f in given if f.measure in (Measure.RATING_OFFICE, Measure.RATING_MANAGER)} == {3}
    assert {f.currency for f in given if f.measure is Measure.BUDGET} == {"GBP"}
    assert_sound(draft)


@pytest.mark.parametrize("year", [2022, 2023])
def test_raw_and_tidy_tell_the_same_story(drafted, year):
    """Two independent routes to one year: the raw file read by us and the tidy file made by others."""
    raw = drafted(f"uk-gmpp/raw/uk_{year}.csv")
    tidy = drafted("uk-gmpp/gmpp_tidy.csv.gz")

    def values(draft):
        return {
            (f.place, f.measure): (f.value, f.currency, f.scale)
            for f in draft.facts
            if f.effective == date(year, 3, 31) and f.value is not None
        }

    ours, theirs = values(raw), values(tidy)
    assert len(ours) > 1200
    # "Early planning" and its like stand in both rating columns of the raw file; the tidy file leaves both blank.
    blank = {key for key in ours if key not in theirs}
    assert {(m, ours[p, m][0]) for p, m in blank} <= {(Measure.RATING_MANAGER, Rating.NOT_RATED)}
    assert len(blank) <= 4
    assert {key: ours[key] for key in theirs} == theirs


def test_raw_2022_reads_pound_signs_thousands_and_reasons(drafted):
    draft = drafted("uk-gmpp/raw/uk_2022.csv")

    place = next(p for p in draft.places if p.name == "Submarine Dismantling Project")
    assert fact(draft, place.key, Measure.BUDGET, date(2022, 3, 31)).value == 33_73000000
    unrated = [f for f in draft.facts if f.value is Rating.NOT_RATED]
    assert any("Section 43" in f.note for f in unrated)
    assert any(f.note.startswith("Early planning") for f in unrated)
    assert draft.counts.withheld == 132


@pytest.mark.parametrize("year", [2022, 2023])
def test_a_row_of_a_published_file_tells_each_measure_or_that_there_is_none(drafted, year):
    draft = drafted(f"uk-gmpp/raw/uk_{year}.csv")

    told = Counter(f.measure for f in draft.facts if f.measure is not Measure.NARRATIVE)
    assert set(told.values()) == {draft.counts.rows}
    ended = [f for f in draft.facts if f.measure is not Measure.NARRATIVE and f.value is None]
    assert ended
    assert all(f.note for f in ended)


def test_raw_2023_warns_of_a_finish_before_its_start(drafted):
    draft = drafted("uk-gmpp/raw/uk_2023.csv")

    assert [(w.row, w.column) for w in draft.warnings] == [(178, "end_date")]


@pytest.mark.thorough
def test_new_york_is_guessed_and_asks_only_what_it_must(published):
    table = published("nyc-capital/NYC_capital_projects_20190901.csv")
    mapping = guess_mapping(table)

    questions = {q.key: q for q in open_questions(table, mapping)}
    assert set(questions) == {"date:Date Reported As Of", "currency"}
    assert questions["date:Date Reported As Of"].suggested == "mdy"
    with pytest.raises(Unanswered):
        draft_portfolio(table, mapping)
    draft = draft_portfolio(table, mapping, {"date:Date Reported As Of": "mdy", "currency": "USD"})
    assert draft.counts.places == {"portfolio": 12, "project": 378}
    assert len(draft.counts.by_date) == 15
    assert fact(draft, "project:3", Measure.FORECAST, date(2014, 5, 1)).value == 182_980_960_00
    assert draft.errors == ()
    assert_sound(draft)


def test_melbourne_is_guessed_by_content_where_headings_are_terse(published):
    table = published("melbourne-water/Capital_Delivery_Project_deidentified.csv")
    mapping = guess_mapping(table)

    assert {q.key for q in open_questions(table, mapping)} == {"currency", "effective"}
    told = mapping.choose("Stage1", Target.START).choose("BNI", Target.FINISH)
    draft = draft_portfolio(table, told, {"currency": "AUD", "effective": "2024-06-30"})
    assert draft.counts.places[Kind.PROJECT] == 445
    assert fact(draft, "project:q05388", Measure.FORECAST, date(2024, 6, 30)).value == 235928862
    assert fact(draft, "project:q05388", Measure.FINISH, date(2024, 6, 30)).value == date(2016, 2, 5)


def test_preview_reads_what_is_settled_and_says_what_is_open(published):
    table = published("nyc-capital/NYC_capital_projects_20190901.csv")
    mapping = guess_mapping(table)
    shown = preview(table, mapping, limit=2)

    cells = {cell.column: cell for cell in shown.rows[0].cells}
    assert cells["Forecast Completion"].read == "14 January 2020"
    assert cells["Budget Forecast"].problem.startswith("In which currency")
    assert cells["Budget Forecast"].read == ""
    answered = preview(table, mapping, {"date:Date Reported As Of": "mdy", "currency": "USD"}, limit=1)
    cells = {cell.column: cell.read for cell in answered.rows[0].cells}
    assert cells["Budget Forecast"] == "$182,980,960.00"
    assert cells["Date Reported As Of"] == "1 May 2014"


@pytest.mark.thorough
def test_with_empty_cells_that_end_each_day_adds_up_to_its_own_rows(published):
    table = published("nyc-capital/NYC_capital_projects_20190901.csv")
    told = {"date:Date Reported As Of": "mdy", "currency": "USD"}

    def forecasts(answers):
        draft = draft_portfolio(table, guess_mapping(table), answers)
        assert draft.counts.blank["Budget Forecast"] == 106
        facts = [f for f in draft.facts if f.measure is Measure.FORECAST]
        last = {f.place: f.value for f in sorted(facts, key=lambda f: f.effective)}
        own = sum(f.value for f in facts if f.effective == date(2019, 9, 1) and f.value is not None)
        return own, sum(value for value in last.values() if value is not None)

    assert forecasts(told) == (3_197_475_059_136, 4_106_149_430_636)
    assert forecasts({**told, "blank": "ends"}) == (3_197_475_059_136, 3_197_475_059_136)
