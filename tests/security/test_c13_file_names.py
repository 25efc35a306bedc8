"""C13: a file's name is a label and never a path; what is refused leaves nothing on the disk.

Two doors take files: the attachments of a record, kept on the disk, and imports, kept in the database. No archive is
restored by the product: backups are copies of the database that an operator puts back by hand.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from crawling import body_of
from django.conf import settings as configured
from guarded_site import GuardedSite
from uploading import NAMES, lying, sent

from pilothouse.kernel import talk
from pilothouse.kernel.models import Attachment, StoredFile

RANDOM = re.compile(r"[0-9a-f]{32}")
# RFC 6266: one name, in quotation marks without another one inside, or percent-encoded
DOWNLOAD = re.compile(
    r"attachment; (?:filename=\"[^\"\\\r\n]+\"|filename\*=utf-8''[\w%.~!$&+^`|-]+)", re.ASCII
)


@pytest.fixture
def disk(site: GuardedSite, tmp_path: Path, settings: Any) -> Any:
    """A disk of this test's own, on which every upload also passes through a temporary file; gives what lies on it."""
    settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files", str(tmp_path / "temporary")
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    (tmp_path / "temporary").mkdir()
    return lambda: lying(tmp_path)


def test_sixty_names_are_labels(site: GuardedSite, enter: Any, disk: Any) -> None:
    client, risk = enter("director"), site.open.risk
    around = lying(Path(configured.DATA_DIR))
    assert len(set(NAMES)) >= 60

    for name in NAMES:
        assert sent(client, f"/risks/{risk.uid}/attach", name).status_code == 302, name

    kept = list(Attachment.objects.filter(card=risk.card).exclude(uid=site.open.file))
    assert len(kept) >= 50  # a part without a name is no file
    assert {path.name for path in disk()} == {one.stored for one in kept}
    assert len({one.stored for one in kept}) == len(kept)
    assert lying(Path(configured.DATA_DIR)) == around
    for one in kept:
        assert RANDOM.fullmatch(one.stored)
        assert 0 < len(one.name) <= 200
        assert not re.search(r"[\x00-\x1f\x7f/\\:\"<>|?*]|^\.|[. ]$", one.name), one.name
        assert talk.file_path(one.stored).stat().st_mode & 0o777 == 0o600


def test_the_names_come_back_as_downloads_and_nothing_else(site: GuardedSite, enter: Any, disk: Any) -> None:
    client, risk = enter("director"), site.open.risk
    for name in NAMES[::2]:
        sent(client, f"/risks/{risk.uid}/attach", name, b"<script>alert(1)</script>")

    for one in Attachment.objects.filter(card=risk.card).exclude(uid=site.open.file):
        answer = client.get(f"/files/{one.uid}")
        head = answer["Content-Disposition"]
        assert DOWNLOAD.fullmatch(head), head
        assert answer["Content-Type"] == "application/octet-stream"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert body_of(answer) == b"<script>alert(1)</script>"


def test_names_in_the_address_reach_no_file(site: GuardedSite, enter: Any, disk: Any) -> None:
    client = enter("director")
    for name in (
        "..%2f..%2fpilothouse.sqlite3",
        "../secret_key",
        "..",
        site.sealed.file,
        "%2e%2e",
        "a" * 300,
    ):
        assert client.get(f"/files/{name}").status_code == 404, name
        assert client.post(f"/files/{name}/remove").status_code == 404, name


def test_what_is_refused_leaves_nothing(
    site: GuardedSite, enter: Any, disk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "LARGEST_FILE", 100)
    here, there = f"/risks/{site.open.risk.uid}/attach", f"/risks/{site.sealed.risk.uid}/attach"
    strict = enter("director", enforce_csrf_checks=True)
    known = Attachment.objects.count()

    refused = [
        sent(enter("director"), here, "x.txt", b"x" * 101),
        sent(enter("director"), there, "x.txt"),
        sent(enter("stranger"), here, "x.txt"),
        sent(enter(None), here, "x.txt"),
        sent(strict, here, "x.txt"),
        sent(enter("director"), "/risks/nobodyhadit1/attach", "x.txt"),
        sent(enter("director"), "/search", "x.txt"),
        sent(enter("manager"), f"/files/{site.open.file}", "x.txt"),
    ]

    assert [answer.status_code for answer in refused] == [413, 404, 404, 302, 403, 404, 405, 405]
    assert disk() == set()
    assert Attachment.objects.count() == known


def test_what_breaks_halfway_leaves_nothing(
    site: GuardedSite, enter: Any, disk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **options: Any) -> Any:
        raise OSError("the database is gone")

    monkeypatch.setattr(Attachment.objects, "create", broken)
    client = enter("director", raise_request_exception=False)

    assert sent(client, f"/risks/{site.open.risk.uid}/attach", "x.txt").status_code == 500
    assert disk() == set()


@pytest.mark.parametrize("content", [b"\x00\x01binary", b"", b"%PDF-1.7", b"MZ\x90", b"PK\x03\x04cut off"])
def test_an_import_that_is_refused_leaves_nothing(
    site: GuardedSite, enter: Any, disk: Any, content: bytes
) -> None:
    known = StoredFile.objects.count()
    under = {"under": site.places["portfolio"].uid}

    for name in ("../../x.csv", "x.shtml"):
        assert sent(enter("director"), "/import", name, content, **under).status_code == 422

    assert StoredFile.objects.count() == known
    assert disk() == set()
