"""A stale write of one's own, an address of the API that does not exist, and lines in a spreadsheet."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from pilothouse.kernel.writing import change, create
from pilothouse.registers.risks import RISKS

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def page(org: Any, client: Any) -> Any:
    client.force_login(org.people.manager, backend=BACKEND)
    return client


def test_who_merges_with_themselves_is_not_told_of_another(org: Any, act: Any, page: Any) -> None:
    risk = create(RISKS, act("manager"), org.project, {"title": "Flood"})
    told = {}
    for name, version in (("manager", 1), ("support", 2)):
        change(RISKS, act(name), risk.uid, version, {"title": f"Flood of {name}"})
        told[name] = page.post(f"/risks/{risk.uid}/edit", {"version": str(version), "title": "Drought"})

    own, other = (told[name].content.decode() for name in ("manager", "support"))
    assert {t.status_code for t in told.values()} == {409}
    assert "You wrote this twice" in own
    assert "Manager&rsquo;s" not in own
    assert "Two of you wrote this" in other
    assert "Support&rsquo;s" in other
    assert [c["label"] for c in told["manager"].context["crumbs"]][1:] == ["Risks", risk.code, "Merge"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/risks/x/y/z", "/api/", "/api/v2/risks"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_an_unknown_address_of_the_api_is_answered_in_json(
    org: Any, client: Any, path: str, signed_in: bool
) -> None:
    if signed_in:
        client.force_login(org.people.manager, backend=BACKEND)

    answer = client.get(path)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert client.get("/nothing-of-the-kind")["Content-Type"].startswith("text/html")


def test_lines_of_a_text_are_lines_in_a_spreadsheet(org: Any, act: Any, page: Any) -> None:
    create(RISKS, act("manager"), org.project, {"title": "Flood", "cause": "rain\r\nand snow\nand wind"})

    file = page.get("/risks/export.xlsx").content

    cells = [
        c for row in openpyxl.load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True) for c in row
    ]
    assert "rain\nand snow\nand wind" in cells
    assert not [c for c in cells if isinstance(c, str) and "_x000D_" in c]
