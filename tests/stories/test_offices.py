"""An office for a part of the organisation sees that part: the work of another office is none of its business."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.models import Grant, Role


@pytest.mark.req("REQ-005")
def test_the_analyst_of_the_it_office_lists_its_projects_only(
    org: Any, workspace: Any, signed_in: Any, client: Any
) -> None:
    it, investment = (workspace("portfolio", name, below=org.office) for name in ("IT", "Investment"))
    workspace("project", "New ledger", below=it)
    workspace("project", "Northern reservoir", below=investment)
    analyst = org.people.stranger
    Grant.objects.create(person=analyst, role=Role.objects.get(slug="analyst"), place=it)
    browser = signed_in(analyst)

    for address in (
        "/workspaces",
        "/landscape?stale=1",
        "/landscape?view=table&stale=1",
        "/workspaces/export.csv",
    ):
        page = b"".join(browser.get(address)).decode()
        assert "New ledger" in page, address
        assert "reservoir" not in page, address
        assert "Investment" not in page, address

    _, secret = make_token(analyst, "script")
    listed = client.get("/api/v1/workspaces", headers={"authorization": f"Bearer {secret}"}).json()
    assert {one["title"] for one in listed["items"]} == {"IT", "New ledger"}
