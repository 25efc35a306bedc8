"""R-02: many write at one text, by forms, field by field, by the API, by jobs and imports; no word is lost.

kernel/tests/test_at_once.py does the same below the ways in; here the ways in are what is tested.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from at_once import at_once, shared_database
from django.test import Client
from editors import Editor, by_api, by_form, by_machine, faults

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel import bulk, writing
from pilothouse.kernel.actors import machine
from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS, Risk

pytestmark = pytest.mark.django_db(transaction=True)
RECORDS, ROUNDS = 2, 3


@pytest.fixture
def editors(org: Any) -> list[Editor]:
    """Seven people and programs, each by another way in."""

    def browser(name: str) -> Client:
        client = Client()
        client.force_login(getattr(org.people, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    head = {"HTTP_AUTHORIZATION": f"Bearer {make_token(org.people.office_manager, 't')[1]}"}
    return [
        Editor("form", by_form(browser("director"))),
        Editor("second-form", by_form(browser("manager"))),
        Editor("field", by_form(browser("support"), "autosave", _field="cause")),
        Editor("token", by_api(Client(), **head)),
        Editor("page", by_api(browser("manager"))),
        Editor("job", by_machine(many=False)),
        Editor("import", by_machine(many=True)),
    ]


def worked(org: Any, tmp_path: Path, editors: list[Editor]) -> list[str]:
    """All at work on the same records at the same moment; what is wrong afterwards."""
    uids = [create(RISKS, machine(), org.project, {"title": "Flood"}).uid for _ in range(RECORDS)]
    begin = threading.Barrier(len(editors))
    with shared_database(tmp_path):
        at_once(*[lambda e=e: e.work(uids, ROUNDS, begin) for e in editors])
        return at_once(lambda: [fault for uid in uids for fault in faults(uid, editors)])[0]


@pytest.mark.thorough
def test_no_word_is_lost_whichever_way_it_came(org: Any, tmp_path: Path, editors: list[Editor]) -> None:
    found = worked(org, tmp_path, editors)

    assert found == []
    assert sum(len(words) for e in editors for words in e.told.values()) == len(editors) * RECORDS * ROUNDS
    late = {e.name: e.late for e in editors}
    assert sum(late.values()) >= RECORDS * (len(editors) - 1), late


@pytest.mark.thorough
def test_without_the_look_at_the_version_the_judge_finds_the_loss(
    org: Any, tmp_path: Path, editors: list[Editor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof that the test above can fail: the same, with the version that was read never compared."""
    monkeypatch.setattr(writing, "_fresh", lambda record, version: None)
    at_once_only = [e for e in editors if e.name in {"form", "field", "token", "job"}]

    found = worked(org, tmp_path, at_once_only)

    assert any(fault.startswith("lost:") for fault in found), found
    assert any("is not the one before" in fault for fault in found), found


def test_without_the_look_an_import_would_lose_as_well(
    org: Any, editors: list[Editor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for many at once, one after the other: what was read before somebody wrote is written over it."""
    whole = bulk.found_many

    def unlooking(spec: Any, actor: Any, versions: Any, verb: Any) -> Any:
        now = dict(Risk.objects.filter(uid__in=versions).values_list("uid", "version"))
        return whole(spec, actor, {uid: now[uid] for uid in versions}, verb)

    monkeypatch.setattr(bulk, "found_many", unlooking)
    job, load = (next(e for e in editors if e.name == name) for name in ("job", "import"))
    uid = create(RISKS, machine(), org.project, {"title": "Flood"}).uid
    version, _ = load.way[0](uid)
    job.work([uid], 1, threading.Barrier(1))

    assert load.way[1](uid, version, "import-0") == "kept"

    assert [fault for fault in faults(uid, [job]) if fault.startswith("lost:")] == ["lost: ['job-0']"]


def test_stale_writes_are_refused_each_in_its_own_way(org: Any, editors: list[Editor]) -> None:
    """One by one: the page keeps the words of both, the field points to it, the API says 412, and 428 without."""
    uid = create(RISKS, machine(), org.project, {"title": "Flood", "cause": "first"}).uid
    writing.change(RISKS, machine(), uid, 1, {"cause": "theirs"})

    said = {e.name: e.way[1](uid, 1, f"mine by {e.name}") for e in editors}

    assert said == dict.fromkeys(said, "stale")
    assert Risk.objects.get(uid=uid).cause == "theirs"
    client = Client()
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(f"/risks/{uid}/edit", {"version": "1", "title": "Flood", "cause": "my own words"})
    assert all(text in page.content.decode() for text in ("first", "theirs", "my own words"))
