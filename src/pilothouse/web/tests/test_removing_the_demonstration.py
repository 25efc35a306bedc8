"""The button on the home page that takes the demonstration away: there with the demonstration, gone with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.kernel.actors import machine
from pilothouse.kernel.models import OutboxItem
from pilothouse.workspaces.actions import NewWorkspace, create_workspace


@pytest.fixture
def administrator(org: Any) -> Client:
    client = Client()
    client.force_login(org.people.administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_without_a_demonstration_there_is_no_button_and_nothing_to_ask_for(administrator: Client) -> None:
    page = administrator.get("/").content.decode()

    answer = administrator.post("/demo/remove")

    assert "/demo/remove" not in page
    assert answer.status_code == 404
    assert not OutboxItem.objects.filter(job="remove-demo").exists()


def test_with_one_the_worker_is_asked_once_a_press(administrator: Client, org: Any) -> None:
    create_workspace(machine("cli"), NewWorkspace("portfolio", "Made up", org.office, {"reference": "demo"}))

    assert "/demo/remove" in administrator.get("/").content.decode()
    assert administrator.post("/demo/remove").status_code == 422, (
        "it is asked first whether what was added stays"
    )
    assert administrator.post("/demo/remove", {"mine": "keep"}).status_code == 302

    assert OutboxItem.objects.filter(job="remove-demo").count() == 1
