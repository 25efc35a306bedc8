"""A portfolio comes in by the wizard: a small table with doubts in it, and the UK major-projects files as published."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from keyboard import Keyboard
from pypdf import PdfReader
from watching import looks

pytestmark = pytest.mark.browser
RAW = Path("../shared/data/uk-gmpp/raw")


@pytest.fixture
def published(request: pytest.FixtureRequest) -> tuple[Path, Path]:
    """The files of 2022 and 2023 as published."""
    files = tuple((request.config.rootpath / RAW / name).resolve() for name in ("uk_2022.csv", "uk_2023.csv"))
    if not all(file.exists() for file in files):
        pytest.skip(f"../shared/data is absent: {RAW} holds the published files")
    return files  # type: ignore[return-value]


def _choose(page: Any, path: Path | dict[str, Any], *, organisation: str = "", under: str = "") -> Keyboard:
    """The first step: the file, and where it belongs. The system's own dialog for files is not ours to test."""
    page.goto("/import")
    keys = Keyboard(page)
    page.set_input_files("input[type=file]", path)
    page.select_option("select[name=under]", label=under or "A new organisation, beside the others")
    if organisation:
        keys.fill("input[name=organisation]", organisation)
    keys.open("button.go")
    return keys


def _write(page: Any, keys: Keyboard) -> None:
    """The last two steps: write what was shown, and wait for the worker."""
    keys.open("button.go", "Write them")
    page.wait_for_selector("h1:text-is('Written')", timeout=60_000)
    keys.ready()


def test_the_major_projects_of_two_years(published: tuple[Path, Path], visit: Callable[..., Any]) -> None:
    page = visit("/", "all")
    for file, under in zip(published, ("", "Under The Crown"), strict=True):
        keys = _choose(page, file, organisation="" if under else "The Crown", under=under)
        assert "recognised" in page.locator(".head").inner_text()
        keys.open("button.go")
        assert page.locator("h1").inner_text()
        _write(page, keys)

    keys.open("a.go")
    ticks = page.locator("form.asof").get_attribute("data-dates").split()
    years = {day[:4] for day in ticks}
    assert {"2022", "2023"} <= years
    now = page.locator("#results").get_attribute("data-count")
    first = next(day for day in ticks if day.startswith("2022"))
    page.goto(f"{page.url}&as_of={first}")
    assert page.locator("#results").get_attribute("data-count") != now, (
        "the year before shows its own projects"
    )

    answer = page.request.get(page.url.replace("/landscape?", "/landscape.pdf?"), timeout=60_000)
    assert answer.status == 200
    assert len(PdfReader(io.BytesIO(answer.body())).pages) == 1


TABLE = {
    "name": "quays with a very long name that nobody shortened before they sent it to the office.csv",
    "mimeType": "text/csv",
    "buffer": b"Project,Portfolio,Start,Budget\nQuay,Ports,03/04/2025,12000\nJetty,Ports,soon,a lot\n",
}


def test_a_table_with_doubts_is_asked_about_and_undone(visit: Callable[..., Any]) -> None:
    page = visit("/", "second")
    keys = _choose(page, TABLE, organisation="Ports of the east")
    assert page.locator("h1").inner_text() == "What the columns mean"

    keys.to("button.go")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.matches('input:invalid')"), (
        "what can be read two ways is asked"
    )
    for question in page.locator("input[name^=q][type=text], input[name^=q]:not([type])").all():
        name = question.get_attribute("name")
        expects = question.get_attribute("placeholder") or ""
        keys.fill(f"input[name={name}]", "2025-06-30" if "date" in expects else "GBP")
    for group in sorted({r.get_attribute("name") for r in page.locator("input[type=radio]").all()}):
        keys.to(f"input[name={group}]")
        keys.press("Space")
    keys.open("button.go")
    assert "Jetty" in page.locator("main").inner_text()
    assert page.locator("td.bad").count() >= 1, "a bad cell is marked where it stands"
    faults = looks(page)
    assert not faults, "\n".join(faults)

    _write(page, keys)
    faults = looks(page)
    assert not faults, "\n".join(faults)
    keys.to("button.stop")
    keys.press("Enter")
    page.wait_for_selector("dialog[open]")
    with page.expect_navigation():
        page.locator("dialog[open] button", has_text="Take it back").focus()
        keys.press("Enter")
    assert page.locator("h1").inner_text() == "Taken back"


def test_a_file_that_is_no_table_is_refused_in_one_sentence(visit: Callable[..., Any]) -> None:
    page = visit("/import", "second")
    keys = Keyboard(page)
    page.set_input_files(
        "input[type=file]", {"name": "plan.xlsx", "mimeType": "x/y", "buffer": b"\x00\x01nothing"}
    )

    keys.fill("input[name=organisation]", "Nobody")
    page.select_option("select[name=under]", label="A new organisation, beside the others")
    keys.open("button.go")

    assert "plan.xlsx" in page.locator(".note.bad, [role=alert]").first.inner_text()
    faults = looks(page)
    assert not faults, "\n".join(faults)
