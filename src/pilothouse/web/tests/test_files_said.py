"""Files beside a record: how large they are in words, their names kept readable, and none that is empty."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.models import Attachment
from pilothouse.kernel.talk import attach, clean_name
from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS
from pilothouse.web.screens.talking import size_words


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 byte"), (20, "20 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (9_940, "9.9 kB"), (12_400, "12 kB"),
     (999_499, "999 kB"), (999_500, "1.0 MB"), (25 * 1024 * 1024, "26 MB")],
)  # fmt: skip
def test_a_size_is_never_nothing(size: int, words: str) -> None:
    assert size_words(size) == words


def test_a_quotation_mark_in_a_name_stays_readable() -> None:
    assert clean_name("The %22old%22 plan.txt") == "The 'old' plan.txt"
    assert clean_name('The "old" plan.txt') == "The 'old' plan.txt"


def test_an_empty_file_is_refused(org: Any, act: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    risk = create(RISKS, act("manager"), org.project, {"title": "Ground"})

    with pytest.raises(Invalid, match="empty"):
        attach(act("manager"), risk.uid, "nothing.txt", b"")

    assert not Attachment.objects.exists()
    assert not list(tmp_path.iterdir())
