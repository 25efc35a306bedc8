"""The landscape as a tree: what is open at first, and what a later page begins with."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory

from pilothouse.reports.landscape_lines import Line
from pilothouse.web.screens.landscape_tree import Folded


def line(key: str, children: list[Line] | None = None) -> Line:
    return Line(key, 0, None, key, key, "project", "active", "", key, children=children or [])


def tree(portfolios: int, projects: int, *, empty: bool = False) -> Any:
    below = [line(f"f{f}", [line(f"f{f}p{p}") for p in range(projects)]) for f in range(portfolios)]
    roots = [line("top", below)] + ([line("bare")] if empty else [])
    return SimpleNamespace(
        whole=SimpleNamespace(roots=tuple(roots)), roots=roots, below=lambda one: one.children
    )


def folded(found: Any, **asked: str) -> Folded:
    return Folded(RequestFactory().get("/landscape", asked), found)


@pytest.mark.parametrize(
    ("portfolios", "projects", "shown"), [(3, 5, 1 + 3 + 15), (17, 15, 1 + 17), (300, 1, 1)]
)
def test_as_many_levels_are_open_as_one_can_take_in(portfolios: int, projects: int, shown: int) -> None:
    assert len(folded(tree(portfolios, projects)).shown) == shown


def test_an_empty_organisation_beside_folds_nothing_away() -> None:
    assert len(folded(tree(17, 15, empty=True)).shown) == 1 + 17 + 1


def test_a_later_page_begins_with_what_its_first_line_lies_below() -> None:
    found = folded(tree(3, 5))

    assert [one[0].uid for one in found.page(8, 3)] == ["top", "f1", "f1p0", "f1p1", "f1p2"]
    assert [one[0].uid for one in found.page(0, 2)] == ["top", "f0"]
    assert [one[0].uid for one in found.page(99, 3)] == []


def test_a_line_is_folded_and_unfolded_by_its_address() -> None:
    found = folded(tree(3, 5), shut="f0")
    assert "f0p0" not in {one[0].uid for one in found.shown}

    (f1,) = (one[0] for one in found.shown if one[0].uid == "f1")
    assert re.search("shut=f0%2Cf1", found.toggle(f1))
    assert "shut" not in folded(tree(3, 5), shut="f1").toggle(f1)
