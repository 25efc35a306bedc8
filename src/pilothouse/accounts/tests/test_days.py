"""A role until a day holds on that day, and every page names that day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import time_machine
from django.test import Client

from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.models import Grant, Verb
from pilothouse.workspaces.actions import NewWorkspace, create_workspace


def test_the_last_day_is_the_same_on_every_page_and_holds(org: Any, act: Any) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False):
        made = create_workspace(act("director"), NewWorkspace("project", "Canal", org.programme, {}))
        browser = Client()
        browser.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")
        days = {"starts": "2026-11-25", "ends": "2026-12-01"}
        asked = {"person": org.people.stranger.pk, "role": "team-member", **days}

        assert browser.post(f"/access/{made.place.uid}", asked).status_code == 302
        person = browser.get(f"/people/{org.people.stranger.uid}").content.decode()
        access = browser.get(f"/access/{made.place.uid}").content.decode()

        for page in (person, access):
            assert "1 Dec 2026" in page
            assert "25 Nov 2026" in page
            assert "2 Dec 2026" not in page

    with time_machine.travel(datetime(2026, 12, 1, 23, 59, tzinfo=UTC), tick=False):
        assert actor_for(org.people.stranger).holds(Verb.VIEW)
        browser.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")
        who = browser.get(f"/workspaces/{made.uid}/who")
        assert ">1 Dec 2026<" in who.content.decode()
    with time_machine.travel(datetime(2026, 12, 2, tzinfo=UTC), tick=False):
        assert not actor_for(org.people.stranger).holds(Verb.VIEW)
    assert Grant.objects.get(person=org.people.stranger).ends == datetime(2026, 12, 2, tzinfo=UTC)
