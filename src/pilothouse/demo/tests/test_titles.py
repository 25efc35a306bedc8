"""The titles of the demonstration's risks: many words for few kinds, and none so often that a list repeats itself."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from pilothouse.demo.plan import make_plan
from pilothouse.demo.risk_kind import RiskKind
from pilothouse.demo.risk_kinds import kinds_for
from pilothouse.demo.risk_titles import TitlesInTurn

pytestmark = pytest.mark.thorough


def _kinds() -> list[RiskKind]:
    fields = ("water", "river", "waste", "digital")
    return list(dict.fromkeys(kind for field in fields for group in kinds_for(field) for kind in group))


def _titles(kind: RiskKind) -> tuple[str, ...]:
    return (kind.texts[0], *kind.titles)


def test_no_title_is_read_more_than_seven_times(plan: Any) -> None:
    used = Counter(life.values["title"] for life in plan.risks)

    assert used.most_common(1)[0][1] <= 7
    assert len(used) >= 250


def test_no_project_bears_a_title_twice(plan: Any) -> None:
    for risks in (plan.risks, make_plan(scale=3, seed=2).risks):
        used = Counter((life.work, life.values["title"]) for life in risks)

        assert max(used.values()) == 1


def test_titles_of_a_kind_come_in_turn() -> None:
    first, second = _kinds()[:2]
    titles = TitlesInTurn()

    given = [titles.next_of(first).texts[0] for _ in range(len(_titles(first)) + 1)]

    assert given == [*_titles(first), first.texts[0]]
    assert titles.next_of(second) == second
    assert titles.next_of(first).texts[1:] == first.texts[1:]


def test_a_kind_used_anywhere_has_more_words_than_one_of_a_field() -> None:
    for kind in _kinds():
        least, most = (3, 5) if kind.fields else (6, 8)
        assert least <= len(_titles(kind)) <= most, kind.texts[0]


def test_every_title_is_short_and_its_own() -> None:
    titles = [title for kind in _kinds() for title in _titles(kind)]

    assert len({title.lower() for title in titles}) == len(titles)
    for title in titles:
        assert 3 <= len(title.split()) <= 8, title
        assert title[0].isupper() or title.startswith("{"), title
        assert set(re.findall(r"{(.*?)}", title)) <= {"work", "supplier"}, title
        assert not title.endswith("."), title
