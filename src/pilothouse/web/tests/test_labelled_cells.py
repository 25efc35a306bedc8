"""On a narrow screen each cell of a table bears the name of its column; a table inside a cell is left as it is."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.test import Client

from pilothouse.kernel.actors import machine
from pilothouse.kernel.facts import NewFact
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts


def test_a_table_that_somebody_told_shifts_no_heading(org: Any) -> None:
    canal = create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.programme, {}))
    said = NewFact(
        0, "narrative", date(2026, 3, 31), word="aims", note="|a|b|\n|-|-|\n|1|2|", source="Report"
    )
    tell_facts(machine("cli"), canal.place.uid, [said])
    client = Client()
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(f"/w/{canal.place.uid}/facts").content.decode()

    assert re.findall(r'<td data-label="([^"]+)"', page)[:3] == ["What", "Value", "Source"]
    assert re.search(r'data-label="Source">\s*Report', page)
    assert "<td>1</td>" in page


def test_told_aims_stand_beside_those_of_the_workspace_unless_they_are_the_same(org: Any) -> None:
    new = NewWorkspace("project", "Canal", org.programme, {"aims": "Carry more barges"})
    canal = create_workspace(machine("cli"), new)
    client = Client()
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")

    def page(told: str, day: int) -> str:
        said = NewFact(0, "narrative", date(2026, 3, day), word="aims", note=told)
        tell_facts(machine("cli"), canal.place.uid, [said])
        return client.get(f"/w/{canal.place.uid}").content.decode()

    assert page("Carry more barges", 1).count("Carry more barges") == 1
    assert "Drain the fields" in page("Drain the fields", 2)
