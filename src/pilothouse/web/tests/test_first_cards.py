"""What is offered while one types is the beginning of what the search finds, whatever letters are typed."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS
from pilothouse.web.screens.finding import SHORT, first_cards, matching_cards

TITLES = (
    "Pump fails",
    "Pumping_station floods",
    "Fifty % of pumps",
    r"A back\slash in a pump",
    "Čerpadlo stojí",
)


@pytest.fixture
def risks(org: Any, act: Any) -> None:
    for place in (org.project, org.sealed):
        for title in TITLES:
            create(RISKS, act("insider" if place == org.sealed else "manager"), place, {"title": title})


@pytest.mark.parametrize("who", ["manager", "insider", "director", "guest", "stranger"])
def test_it_is_the_beginning_of_what_the_search_finds(act: Any, risks: None, who: str) -> None:
    for text in ("pump", "PUMP fails", "g_s", "% of", "back\\slash", "r-1", "cerp", "%", "_", "nothing", ""):
        found = matching_cards(act(who), text).values_list(*SHORT)

        assert [tuple(row) for row in first_cards(act(who), text, 3)] == list(found[:3]), text
