"""The page for the board stays one page, however many groups there are and however long their names."""

from __future__ import annotations

import io
from datetime import date
from types import SimpleNamespace
from typing import Any

from pypdf import PdfReader

from pilothouse.reports.landscape import Question
from pilothouse.reports.landscape_lines import FIGURES, Line, Tally
from pilothouse.reports.onepager import onepager_facts
from pilothouse.reports.rendering import rendered_pdf

LONG = "Wastewater and stormwater separation of the lower valley, second and third section " * 3
TOLD = {
    "rating_office": "red", "rating_manager": "green", "finish": date(2030, 5, 10),
    "first_finish": date(2027, 1, 31), "trend": "2026-01-31=g,2026-02-28=r", "currency": "GBP",
}  # fmt: skip

SAID = {(n, "rating_office"): "The pipe is late and nobody says why. " * 9 for n in range(100, 120)}
LIVE = [{"label": "Risks, live", "value": "402", "note": "expected cost £54.2m"}]


def _line(key: int, kind: str, parent: int | None) -> Line:
    line = Line(f"p{key}", key, parent, f"W-{key}", f"{key} {LONG}", kind, "active", LONG, str(key))
    line.figures = tuple(TOLD.get(name) for name in FIGURES)
    sums = {
        "budget": {"GBP": 10**14},
        "forecast": {"GBP": 2 * 10**14},
        "whole_life_cost": {"GBP": 10**15},
    }
    rated = dict.fromkeys(("green", "amber_green", "amber", "amber_red", "red"), 1_000)
    line.counted = Tally(5_000, sums, rated, rated)
    return line


def test_twenty_groups_and_works_with_endless_names_fit_on_one_page() -> None:
    root = _line(0, "office", None)
    root.children = [_line(n, "portfolio", 0) for n in range(1, 21)]
    found: Any = SimpleNamespace(
        question=Question(as_of=date(2026, 6, 30)),
        roots=[root],
        work=[_line(n, "project", 1) for n in range(100, 120)],
        total=_line(0, "", None),
        stale=12,
        untold=3,
    )

    read = PdfReader(io.BytesIO(rendered_pdf("onepager.typ", onepager_facts(found, LIVE, SAID))))

    assert len(read.pages) == 1
    text = " ".join(read.pages[0].extract_text().split())
    assert "and 7 more groups 35,000" in text
    assert "left out: 12 not told of for a year, 3 not told of yet" in text
    assert "Green Amber/Green Amber Amber/Red Red Complete Not rated" in text
    assert "Risks, live 402 expected cost £54.2m" in text
    assert text.count("Red, worse office") == text.count("Green manager") == 10
    assert text.count("Office: The pipe is late") == 10


def test_the_groups_add_up_to_the_whole_also_when_works_lie_beside_them() -> None:
    root, group = _line(0, "portfolio", None), _line(1, "programme", 0)
    root.title = "Clean water"
    loose = [_line(n, "project", 0) for n in (2, 3)]
    for one in loose:
        one.counted = Tally(1, {"budget": {"GBP": 100}}, {"red": 1}, {"green": 1})
    root.children = [group, *loose]
    question = Question(as_of=date(2026, 6, 30))
    found: Any = SimpleNamespace(question=question, roots=[root], work=loose, total=root, stale=0, untold=0)

    group.counted = Tally(6, {"budget": {"GBP": 600}}, {"red": 6}, {"green": 6})
    root.counted = Tally(8, {"budget": {"GBP": 800}}, {"red": 8}, {"green": 8})

    told = onepager_facts(found)

    assert [(g["work"], g["budget"]) for g in told["groups"]] == [("6", "£6"), ("2", "£2")]
    assert (told["total"]["work"], told["total"]["budget"]) == ("8", "£8")
    assert told["groups"][1]["name"] == "Directly in Clean water"
