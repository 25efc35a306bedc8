"""What can be read two ways is asked, with both readings; what cannot is not."""

from __future__ import annotations

from datetime import date

import pytest

from pilothouse.workspaces.intake import (
    ImportRejected,
    Measure,
    Target,
    Unanswered,
    draft_portfolio,
    guess_mapping,
    open_questions,
)


def asked(table, answers=None):
    return {q.key: q for q in open_questions(table, guess_mapping(table), answers)}


@pytest.mark.parametrize(
    ("cells", "is_asked"),
    [
        (["01/02/2023", "03/04/2023"], True),
        (["01/02/2023", "25/04/2023"], False),
        (["01/02/2023", "04/25/2023"], False),
        (["01/01/2023", "02/02/2023"], False),
        (["2023-01-02", "2023-03-04"], False),
        (["01.02.2023", "03.04.2023"], False),
    ],
)
def test_date_order_is_asked_only_when_both_readings_are_possible(make_table, cells, is_asked):
    table = make_table(["Project", "Start", "As at"], *(["Dock", cell, "2023-03-31"] for cell in cells))

    questions = asked(table)

    assert ("date:Start" in questions) is is_asked
    if is_asked:
        question = questions["date:Start"]
        assert question.question == "In “Start”, is “01/02/2023” 1 February 2023 or 2 January 2023?"
        assert [option.value for option in question.options] == ["dmy", "mdy"]
        assert question.examples == ("01/02/2023", "03/04/2023")


def test_answered_order_is_obeyed(make_table):
    table = make_table(["Project", "Start", "As at"], ["Dock", "01/02/2023", "2023-03-31"])
    mapping = guess_mapping(table)

    for order, day in (("dmy", date(2023, 2, 1)), ("mdy", date(2023, 1, 2))):
        draft = draft_portfolio(table, mapping, {"date:Start": order})
        assert [f.value for f in draft.facts if f.measure is Measure.START] == [day]


def test_another_column_suggests_the_order_and_does_not_decide_it(make_table):
    table = make_table(
        ["Project", "Start", "Finish", "As at"], ["Dock", "01/02/2023", "12/25/2024", "2023-03-31"]
    )

    assert asked(table)["date:Start"].suggested == "mdy"


@pytest.mark.parametrize(
    ("cells", "is_asked", "minor"),
    [
        (["1.234", "5.678"], True, None),
        (["1,234", "5,678"], True, None),
        (["1.234", "5.67"], False, 123),
        (["1,234", "5.67"], False, 123400),
        (["1.234", "5.678,90"], False, 123400),
        (["1234", "5678"], False, 123400),
        (["0.123", "0.456"], False, 12),
        (["1.234.567", "1.234"], False, 123456700),
    ],
)
def test_decimal_mark_is_asked_only_when_both_readings_are_possible(make_table, cells, is_asked, minor):
    table = make_table(["Project", "Budget EUR", "As at"], *([f"Dock {c}", c, "2023-03-31"] for c in cells))

    questions = asked(table)

    assert ("number:Budget EUR" in questions) is is_asked
    if is_asked:
        assert (
            "divide thousands (1234) or begin the decimals (1.234)" in questions["number:Budget EUR"].question
        )
    else:
        draft = draft_portfolio(table, guess_mapping(table))
        assert next(f.value for f in draft.facts if f.measure is Measure.BUDGET) == minor


def test_answered_decimal_mark_is_obeyed(make_table):
    table = make_table(["Project", "Budget EUR", "As at"], ["Dock", "1.234", "2023-03-31"])

    for style, minor in (("point", 123), ("comma", 123400)):
        draft = draft_portfolio(table, guess_mapping(table), {"number:Budget EUR": style})
        assert [f.value for f in draft.facts if f.measure is Measure.BUDGET] == [minor]


def test_typed_numbers_and_dates_raise_no_question(make_table):
    table = make_table(
        ["Project", "Budget EUR", "Start", "As at"], ["Dock", 1234, date(2023, 2, 1), date(2023, 3, 31)]
    )

    assert asked(table) == {}


def test_date_of_the_table_and_currency_are_asked_and_checked(make_table):
    table = make_table(["Project", "Budget"], ["Dock", "12.5"])

    assert set(asked(table)) == {"effective", "currency"}
    assert set(asked(table, {"effective": "01/02/2023", "currency": "XXX"})) == {"effective", "currency"}
    assert asked(table, {"effective": "2023-03-31", "currency": "eur"}) == {}
    with pytest.raises(Unanswered) as open_ones:
        draft_portfolio(table, guess_mapping(table), {"currency": "EUR"})
    assert [q.key for q in open_ones.value.questions] == ["effective"]


def test_bare_years_ask_for_their_day(make_table):
    table = make_table(["Project", "Year", "Status"], ["Dock", "2022", "Red"], ["Dock", "2023", "Amber"])

    assert set(asked(table)) == {"year_end"}
    draft = draft_portfolio(table, guess_mapping(table), {"year_end": "06-30"})
    assert list(draft.counts.by_date) == [date(2022, 6, 30), date(2023, 6, 30)]


def test_currency_and_factor_come_from_heading_or_cells(make_table):
    table = make_table(
        ["Project", "Budget (£m)", "Forecast"], ["Dock", "1.5", "€ 20.00"], ["Quay", "2.5", "€ 30.00"]
    )

    draft = draft_portfolio(table, guess_mapping(table), {"effective": "2023-03-31"})

    money = {(f.place, f.measure): (f.value, f.currency) for f in draft.facts}
    assert money["project://dock", Measure.BUDGET] == (150_000_000, "GBP")
    assert money["project://quay", Measure.FORECAST] == (3000, "EUR")


def test_guess_gives_a_reason_for_every_column(make_table):
    table = make_table(
        ["Project name", "Title", "Budget change", "Mood"],
        ["Dock", "Mr", "5", "Green"],
        ["Quay", "Ms", "6", "Red"],
    )

    choices = {c.heading: c for c in guess_mapping(table).choices}

    assert choices["Project name"].target is Target.NAME
    assert "fits better" in choices["Title"].reason
    assert choices["Budget change"].target is Target.IGNORE
    assert choices["Mood"].target is Target.RATING_MANAGER
    assert choices["Mood"].confidence == 0.5
    assert all(0 <= c.confidence <= 1 and c.reason.endswith(".") for c in choices.values())


def test_heading_that_promises_what_the_cells_do_not_hold_is_not_believed(make_table):
    table = make_table(
        ["Project", "Budget", "Start"], ["Dock", "see annex", "soon"], ["Quay", "see annex", "later"]
    )

    choices = {c.heading: c.target for c in guess_mapping(table).choices}

    assert choices["Budget"] is Target.IGNORE
    assert choices["Start"] is Target.IGNORE


def test_telling_a_column_takes_the_target_from_the_other(make_table):
    table = make_table(["Project name", "Scheme name"], ["Dock", "D1"], ["Quay", "Q1"])

    told = guess_mapping(table).choose("Scheme name", Target.NAME)

    assert [c.target for c in told.choices] == [Target.IGNORE, Target.NAME]
    with pytest.raises(ImportRejected):
        told.choose("No such", Target.NAME)


def test_table_without_a_name_is_refused(make_table):
    table = make_table(["Colour", "Shape"], ["blue-ish", "round"], ["green-ish", "flat"])

    with pytest.raises(ImportRejected) as refusal:
        draft_portfolio(table, guess_mapping(table), {"effective": "2023-03-31"})
    assert refusal.value.code == "no-name"


def test_told_money_column_keeps_the_unit_and_currency_of_its_heading(make_table):
    table = make_table(["Project", "Capital (EUR m)", "Remarks on site"], ["Dock", "1.5", "wet"])

    told = (
        guess_mapping(table)
        .choose("Capital (EUR m)", Target.BUDGET)
        .choose("Remarks on site", Target.NARRATIVE)
    )
    draft = draft_portfolio(table, told, {"effective": "2023-03-31"})

    assert {(f.value, f.currency) for f in draft.facts if f.measure is Measure.BUDGET} == {
        (150_000_000, "EUR")
    }
    assert [(f.topic, f.note) for f in draft.facts if f.topic] == [("remarks on site", "wet")]
