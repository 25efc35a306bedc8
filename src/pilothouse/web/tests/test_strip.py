"""The figures above the landscape say how the forecast stands against the budget, also when it is below."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from pilothouse.kernel.actors import machine
from pilothouse.kernel.facts import NewFact
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts


@pytest.mark.parametrize(("forecast", "said"), [(900, "−10 %"), (1000, "0 %"), (1200, "+20 %")])
def test_the_forecast_stands_against_the_budget(org: Any, client: Any, forecast: int, said: str) -> None:
    place = create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.portfolio, {})).place
    told = (("budget", 1000), ("forecast", forecast))
    day = timezone.localdate()
    facts = [NewFact(0, measure, day, amount=amount, currency="GBP") for measure, amount in told]
    tell_facts(machine("cli"), place.uid, facts)
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")

    assert f"{said} against budget" in client.get("/landscape").content.decode()
