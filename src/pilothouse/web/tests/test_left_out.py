"""Work that nobody told of for a year is left out of the landscape, which says so and leads to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from pilothouse.kernel.actors import machine
from pilothouse.kernel.facts import NewFact
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_the_strip_counts_what_is_left_out_and_leads_to_it(org: Any) -> None:
    today = timezone.localdate()
    above = create_workspace(machine("cli"), NewWorkspace("programme", "Waterways", org.portfolio, {})).place
    for name, day in (("Canal", today), ("Weir", today - timedelta(days=700))):
        place = create_workspace(machine("cli"), NewWorkspace("project", name, above, {})).place
        tell_facts(machine("cli"), place.uid, [NewFact(0, "budget", day, amount=1200, currency="GBP")])
    client = Client()
    client.force_login(org.people.director, backend=BACKEND)

    page, link = (
        client.get("/landscape").content.decode(),
        '<a href="/landscape?stale=1">1 older left out</a>',
    )

    assert "Canal" in page
    assert "Weir" not in page
    assert link in page
    whole = client.get("/landscape?stale=1").content.decode()
    assert "Weir" in whole
    assert link not in whole
