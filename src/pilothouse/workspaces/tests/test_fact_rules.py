"""What cannot be so is not kept, whichever door it comes through, and the refusal says why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import Denied, Invalid, NotThere, RuleBroken
from pilothouse.kernel.facts import NewFact, standing_facts
from pilothouse.kernel.money import parse_money, short_money
from pilothouse.workspaces.actions import (
    NewWorkspace,
    create_workspace,
    tell_facts,
    tellable,
    withdraw_fact,
)
from pilothouse.workspaces.standing import Standing
from pilothouse.workspaces.workspace import Workspace

DAY = date(2026, 3, 31)
LATE = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def canal(org: Any) -> Any:
    return create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.project, {})).place


def money(name: str, amount: int, currency: str = "GBP") -> NewFact:
    return NewFact(0, name, DAY, amount=amount, currency=currency)


REFUSED = [
    (NewFact(0, "finish", DAY, day=date(9999, 1, 1)), "between the years 1900 and 2199"),
    (NewFact(0, "start", DAY, day=date(1899, 12, 31)), "between the years 1900 and 2199"),
    (NewFact(0, "finish", DAY, day=date(2001, 1, 1)), "1 January 2001, is before the start, 1 April 2022"),
    (NewFact(0, "start", DAY, day=date(2031, 1, 1)), "is before the start, 1 January 2031"),
    (money("forecast", -500), "cannot be less than nothing"),
    (money("budget", 500, "EUR"), "kept in GBP here, not in EUR"),
    (NewFact(0, "budget", date(1900, 1, 1), amount=1, currency="GBP"), "1990 or later"),
    (NewFact(0, "budget", LATE, amount=1, currency="GBP"), "a day that has come"),
    (NewFact(0, "luck", DAY, word="much"), "no measure “luck”"),
]


@pytest.mark.parametrize(("fact", "reason"), REFUSED)
def test_what_cannot_be_so_is_refused_with_its_reason(
    canal: Any, act: Any, fact: NewFact, reason: str
) -> None:
    ends = [NewFact(0, "start", DAY, day=date(2022, 4, 1)), NewFact(0, "finish", DAY, day=date(2028, 4, 1))]
    tell_facts(act("manager"), canal.uid, ends)

    with pytest.raises(Invalid, match=reason):
        tell_facts(act("manager"), canal.uid, [fact])
    assert standing_facts([canal.pk]).count() == 2


def test_both_ends_may_move_at_once_and_a_disbenefit_is_less_than_nothing(canal: Any, act: Any) -> None:
    for year in (2022, 2035):
        ends = [
            NewFact(0, "start", DAY, day=date(year, 4, 1)),
            NewFact(0, "finish", DAY, day=date(year, 4, 2)),
        ]
        tell_facts(act("manager"), canal.uid, ends)
    tell_facts(act("manager"), canal.uid, [money("benefits", -500)])

    stands = Standing.objects.get(place=canal)
    assert (stands.start, stands.finish, stands.benefits) == (date(2035, 4, 1), date(2035, 4, 2), -500)


@pytest.mark.parametrize(("text", "currency"), [("€5", "GBP"), ("$5m", "EUR"), ("£5", "AUD"), ("5 ₹", "JPY")])
def test_a_sign_of_another_currency_is_refused_not_dropped(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=f"kept in {currency}"):
        parse_money(text, currency)


@pytest.mark.parametrize(("text", "currency"), [("£5", "GBP"), ("$5", "AUD"), ("¥5", "CNY"), ("5", "CHF")])
def test_a_sign_that_can_mean_the_currency_is_read(text: str, currency: str) -> None:
    assert parse_money(text, currency) == 500


@pytest.mark.parametrize(
    "text",
    [
        "1,7", "1,7m", "0,5m", "12,34", "1,70,0", "1,2345", "1.700.000", "1.7,5", ",5", "1,,700", "0,500", "0,125m",
        "1 234,567", "1'234,567",
    ],
)  # fmt: skip
def test_a_comma_that_may_be_a_decimal_one_is_refused_not_dropped(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        parse_money(text, "GBP")


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,700", 170_000), ("£1,250.50", 125_050), ("-300k", -30_000_000), ("1.7m", 170_000_000), ("1 250", 125_000),
        ("12,34,567", 123_456_700), ("12'500'000", 1_250_000_000), ("£1.2 m", 120_000_000), ("0.5", 50), ("7", 700),
    ],
)  # fmt: skip
def test_amounts_are_read_as_they_are_written(text: str, minor: int) -> None:
    assert parse_money(text, "GBP") == minor


def test_a_withdrawn_fact_no_longer_holds_and_stays_withdrawn(canal: Any, act: Any) -> None:
    tell_facts(act("manager"), canal.uid, [money("budget", 100)])
    told = tell_facts(act("manager"), canal.uid, [money("budget", 500)])[0]
    for who, error in (("stranger", NotThere), ("guest", NotThere), ("member", Denied)):
        with pytest.raises(error):
            withdraw_fact(act(who), canal.uid, told.pk)

    withdraw_fact(act("manager"), canal.uid, told.pk)

    assert Standing.objects.get(place=canal).budget == 100
    with pytest.raises(RuleBroken):
        withdraw_fact(act("manager"), canal.uid, told.pk)


def test_the_office_does_not_tell_the_rating_of_somebody_who_leads(canal: Any, act: Any, org: Any) -> None:
    rated = [NewFact(0, "rating_manager", DAY, word="green", scale=5)]
    tell_facts(act("analyst"), canal.uid, rated)
    workspace = Workspace.objects.get(place=canal)
    Workspace.objects.filter(pk=workspace.pk).update(owner=org.people.manager)
    workspace.refresh_from_db()

    with pytest.raises(Denied, match="whoever leads"):
        tell_facts(act("analyst"), canal.uid, rated)
    assert "rating_manager" not in tellable(act("analyst"), workspace)
    assert "rating_office" in tellable(act("analyst"), workspace)
    tell_facts(act("manager"), canal.uid, rated)


@pytest.mark.parametrize(
    ("minor", "said"),
    [
        (425_000_000, "£4.3m"), (415_000_000, "£4.2m"), (-425_000_000, "−£4.3m"), (99_994_999, "£999.9k"),
        (99_995_000, "£1.0m"), (120_500_000_000, "£1.21bn"), (150, "£2"), (250, "£3"), (0, "£0"),
    ],
)  # fmt: skip
def test_a_shortened_amount_is_rounded_as_everybody_rounds(minor: int, said: str) -> None:
    assert short_money(minor, "GBP") == said
