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
        '<a href="/landscape?stale=1">1 left out</a>',
    )

    assert "Canal" in page
    assert "Weir" not in page
    assert link in page
    assert "Left out: 1 not told of for a year" in page
    whole = client.get("/landscape?stale=1").content.decode()
    assert "Weir" in whole
    assert link not in whole


def test_on_a_past_day_work_of_which_nothing_was_told_yet_is_not_called_old(org: Any) -> None:
    today = timezone.localdate()
    above = create_workspace(machine("cli"), NewWorkspace("programme", "Waterways", org.portfolio, {})).place
    for name, days in (("Canal", 60), ("Weir", 10)):
        place = create_workspace(machine("cli"), NewWorkspace("project", name, above, {})).place
        budget = NewFact(0, "budget", today - timedelta(days=days), amount=1200, currency="GBP")
        tell_facts(machine("cli"), place.uid, [budget])
    client = Client()
    client.force_login(org.people.director, backend=BACKEND)

    page = client.get(f"/landscape?as_of={today - timedelta(days=30)}").content.decode()

    assert "1 left out</a>" in page
    assert "Left out: 1 not told of yet" in page
    assert "not told of for a year;" not in page
