"""C12: a hostile file is refused at the door it comes in by, and no other door reads XML, archives or objects.

What the shut-in reader makes of fifty traps is tested beside it, in workspaces/intake/tests/test_hostile_files.py.
Here: the page that takes files, a trap that already lies in the database, and the bodies that the API takes. MPP, XER
and BCF are not read, and nothing is unpacked to the disk.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sources
from django.test import Client
from guarded_site import GuardedSite
from uploading import lying, sent

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.models import StoredFile
from pilothouse.workspaces.intake.tests.hostile_files import TRAPS, sheet, workbook

SHOWN = (
    "XXE",
    "billion laughs",
    "zip slip",
    "symbolic link",
    "gzip bomb",
    "far cell",
    "macros inside",
    "encrypted workbook",
)
SECRETS = (Path("/etc/passwd").read_bytes().splitlines()[0], b"Traceback", b"/work", b"intake/child")


@pytest.mark.parametrize("trap", SHOWN)
def test_the_page_refuses_a_trap_with_a_sentence_and_keeps_nothing(
    site: GuardedSite, enter: Any, picture: Any, tmp_path: Path, settings: Any, trap: str
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(tmp_path), 0
    client, (name, make) = enter("director"), TRAPS[trap]
    client.get("/inbox")
    before = picture()

    answer = sent(client, "/import", name, make(), under=site.places["portfolio"].uid)

    assert answer.status_code == 422
    assert not [secret for secret in SECRETS if secret in answer.content]
    assert name.encode() in answer.content
    assert picture() == before
    assert lying(tmp_path) == set()
    assert not Path("/tmp/pilothouse-slip").exists()


@pytest.mark.parametrize("trap", ["XXE", "gzip bomb", "random bytes"])
def test_a_trap_that_lies_in_the_database_breaks_no_page(site: GuardedSite, enter: Any, trap: str) -> None:
    """As after a restore, or when a limit is narrowed by an update: its owner reads why, and can drop it."""
    name, make = TRAPS[trap]
    staged = StoredFile.objects.get(uid=site.open.staged)
    StoredFile.objects.filter(pk=staged.pk).update(content=make(), name=name)
    client = enter("director")

    for path in ("columns", "check", "errors.csv", "result"):
        answer = client.get(f"/import/{staged.uid}/{path}", follow=True)
        assert answer.status_code == 200, path
        assert not [secret for secret in SECRETS if secret in answer.content], path
    assert client.post(f"/import/{staged.uid}/columns", {"col0": "name"}, follow=True).status_code == 200
    assert client.get("/import").status_code == 200
    client.post(f"/import/{staged.uid}/drop")
    assert not StoredFile.objects.filter(pk=staged.pk).exists()


def test_a_sheet_that_is_not_there_is_said_and_not_kept(site: GuardedSite, enter: Any) -> None:
    client = enter("director")
    sent(client, "/import", "a.xlsx", workbook(sheet()), under=site.places["portfolio"].uid)
    staged = StoredFile.objects.latest("pk")

    answer = client.post(f"/import/{staged.uid}/columns", {"sheet": "../../xl/secret"}, follow=True)

    assert answer.status_code == 200
    assert client.get(f"/import/{staged.uid}/columns").status_code == 200


BODIES = {
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><title>&x;</title>',
    "YAML": b"title: !!python/object/apply:os.system [id]",
    "pickle": b"\x80\x04\x95\x1f\x00\x00\x00",
    "nested lists": b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "nested objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a number without end": b'{"residual_cost": ' + b"9" * 5_000 + b"}",
    "a number beyond floats": b'{"residual_probability": 1e999}',
    "no number": b'{"residual_cost": NaN}',
    "half a letter": b'{"title": "\\ud800"}',
    "a letter that no text has": b'{"title": "a\\u0000b"}',
    "a name twice": b'{"title": "a", "title": {"$ne": 1}}',
    "operators": b'{"title": {"$gt": ""}, "__proto__": {"everything": true}}',
    "UTF-7": b"+AHsAIgB0-",
    "nothing": b"",
    "a list": b"[]",
    "a text": b'"x"',
}


@pytest.mark.parametrize("kind", ["application/json", "application/xml", "application/x-python-serialize"])
def test_the_api_reads_json_and_nothing_else(
    site: GuardedSite, client: Client, picture: Any, kind: str
) -> None:
    head = {
        "HTTP_AUTHORIZATION": f"Bearer {make_token(site.people.director, 't')[1]}",
        "HTTP_IF_MATCH": '"1"',
    }
    client.get("/api/v1/risks", **head)
    before = picture()

    for name, body in BODIES.items():
        for method, path in (
            ("PATCH", f"risks/{site.open.risk.uid}"),
            ("POST", "risks"),
            ("POST", "workspaces"),
        ):
            answer = client.generic(method, f"/api/v1/{path}", body, kind, **head)
            assert answer.status_code in {400, 413, 422} | (set() if body else {200}), (
                name,
                path,
                answer.content,
            )
            assert not [secret for secret in SECRETS if secret in answer.content]
            json.loads(answer.content)
    assert picture() == before


def test_a_form_in_the_place_of_json_is_refused_in_words(site: GuardedSite, enter: Any) -> None:
    """A page's own call, with its token: the check of the token has read a form in parts, so its body is gone."""
    client = enter("director", enforce_csrf_checks=True)
    client.get("/people/new")
    head = {"HTTP_X_CSRFTOKEN": client.cookies["csrftoken"].value, "HTTP_IF_MATCH": '"1"'}
    parts = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nb\r\n--x--\r\n'
    paths = (
        "risks",
        "workspaces",
        f"workspaces/{site.open.workspace.uid}/facts",
        f"changesets/{site.open.change}/undo",
    )

    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"):
        for path in paths[:3]:
            answer = client.generic("POST", f"/api/v1/{path}", parts, kind, **head)
            assert answer.status_code == 400, (path, kind, answer.content)
            assert json.loads(answer.content)["detail"]
        assert client.generic("POST", f"/api/v1/{paths[3]}", parts, kind, **head).status_code < 500


def test_nothing_outside_the_shut_in_reader_opens_archives_or_xml() -> None:
    """The reader's modules are loaded by its child alone; nobody unpacks an archive to the disk."""
    openers = (
        "zipfile",
        "tarfile",
        "xml",
        "lxml",
        "python_calamine",
        "openpyxl",
        "zlib",
        "gzip",
        "bz2",
        "lzma",
    )
    found = {}
    for path in sources.python(tests=False):
        name = sources.name(path)
        if not name.startswith("src/") or "/bench/" in name:
            continue
        text = path.read_text(encoding="utf-8")
        used = [o for o in openers if f"import {o}\n" in text or f"from {o}" in text]
        found |= {name: used} if used else {}
        assert "extractall" not in text
        assert "unpack_archive" not in text

    assert set(found) == {
        f"src/pilothouse/workspaces/intake/{n}.py" for n in ("archive", "plain_text", "workbook")
    }
