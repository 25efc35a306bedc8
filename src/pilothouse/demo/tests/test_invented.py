"""Names and words of the demonstration are invented: no project, body or sentence of the real world."""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.thorough

DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data"


@pytest.fixture(scope="module")
def real_names() -> set[str]:
    """The titles of real projects that were published, folded."""
    path = DATA / "uk-gmpp" / "gmpp_tidy.csv.gz"
    if not path.exists():
        pytest.skip("../shared/data is absent: the names cannot be compared with those of real projects")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = next(name for name in rows[0] if "project" in name.lower() and "name" in name.lower())
    return {_folded(row[column]) for row in rows if row[column]}


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


@pytest.fixture(scope="module")
def real_sentences() -> set[str]:
    """Runs of eight words from published narratives."""
    path = DATA / "uk-gmpp" / "gmpp_tidy.csv.gz"
    if not path.exists():
        pytest.skip("../shared/data is absent: the words cannot be compared with those of real reports")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        texts = [text for row in csv.DictReader(file) for text in row.values() if text and len(text) > 80]
    return {run for text in texts for run in _runs(text)}


def _runs(text: str, length: int = 8) -> set[str]:
    words = _folded(text).split()
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_no_work_bears_the_name_of_a_real_project(plan: Any, real_names: set[str]) -> None:
    assert len(real_names) > 400

    assert {_folded(w.title) for w in plan.landscape.works} & real_names == set()


def test_no_run_of_eight_words_is_that_of_a_real_report(plan: Any, real_sentences: set[str]) -> None:
    from pilothouse.demo import narratives, outline, reasons

    assert len(real_sentences) > 10_000
    ours: set[str] = set()
    for life in plan.risks:
        for name in ("title", "cause", "event", "effect", "trigger"):
            ours |= _runs(life.values[name])
    texts = [*narratives.WORSE, *narratives.BETTER, *narratives.STEADY, *narratives.ASKS]
    texts += [text for group in reasons.REASONS.values() for text in group]
    texts += [p.aims for portfolio in outline.PORTFOLIOS for p in (portfolio, *portfolio.programmes)]
    for text in texts:
        ours |= _runs(text)
    assert len(ours) > 400

    assert ours & real_sentences == set()


def test_addresses_and_numbers_reach_nobody(plan: Any) -> None:
    """`.example` is reserved by RFC 2606; 01632 960000 to 960999 are kept free for drama by Ofcom."""
    for person in plan.staff.people:
        assert person.email.endswith(".example")
        assert re.fullmatch(r"01632 960\d{3}", person.phone)
