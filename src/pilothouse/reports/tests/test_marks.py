"""What a mark says in words."""

from __future__ import annotations

import pytest

from pilothouse.kernel.models import Fact
from pilothouse.reports.marks import fact_mark, fact_why, topic_words

TOPICS = [
    ("whole_life_cost", "Whole-life cost"),
    ("project_scope", "Project scope"),
    ("aims", "Aims"),
    ("", ""),
]


@pytest.mark.parametrize(("topic", "words"), TOPICS)
def test_a_topic_is_told_in_the_words_of_the_page(topic: str, words: str) -> None:
    assert topic_words(topic) == words


@pytest.mark.parametrize("measure", ["budget", "finish", "rating_office"])
def test_a_value_that_is_no_more_says_why(measure: str) -> None:
    fact = Fact(measure=measure, note="Exempt under Section 43")

    assert fact_mark(fact) + fact_why(fact) == "Exempt under Section 43"
