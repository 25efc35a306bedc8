"""The first step of the import wizard: several files at once, a new organisation, and what was forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilothouse.kernel import outbox
from pilothouse.kernel.models import StoredFile
from pilothouse.workspaces.workspace import Workspace

HEAD = "Project,Budget (GBP),Report date\n"
FILES = {"march.csv": "Northern main,1200000,2026-03-31\n", "april.csv": "Northern main,1300000,2026-04-30\n"}


@pytest.fixture
def office(org: Any) -> Client:
    client = Client()
    client.force_login(org.people.office_manager, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _send(client: Client, organisation: str) -> Any:
    files = [SimpleUploadedFile(name, (HEAD + row).encode()) for name, row in FILES.items()]
    return client.post("/import", {"under": "new", "organisation": organisation, "file": files})


def test_a_new_organisation_without_a_name_is_asked_for_once_and_nothing_is_kept(office: Client) -> None:
    answer = _send(office, "")

    assert answer.status_code == 422
    assert answer.content.decode().count("Give the new organisation a name.") == 2  # above, and at its field
    assert not StoredFile.objects.exists()


def test_two_files_for_one_new_organisation_make_it_once(office: Client) -> None:
    assert _send(office, "Rail board").status_code == 302

    for file in StoredFile.objects.order_by("pk"):
        office.post(f"/import/{file.uid}/columns", {})
        assert office.post(f"/import/{file.uid}/check", {}).status_code == 302
        outbox.drain()

    made = Workspace.objects.filter(kind="office", title="Rail board")
    assert made.count() == 1
    project = Workspace.objects.get(title="Northern main")
    assert project.place.parent == made.get().place, "the second file knows what the first one made"
