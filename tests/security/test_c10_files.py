"""C10: a picture, a page or a stylesheet that somebody attaches is a download and never runs in a page of ours."""

from __future__ import annotations

from typing import Any

import pytest
from crawling import body_of
from guarded_site import GuardedSite
from uploading import sent

from pilothouse.kernel.models import Attachment

SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
PAGES = ("html", "htm", "mht", "shtml", "js", "mjs", "css", "xsl", "json", "webmanifest", "ics", "hta")
KINDS = {f"x.{end}": SCRIPT for end in PAGES} | {
    "x": SCRIPT, "x.svg": SVG, "x.svgz": SVG, "x.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "x.xml": b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><x/>", "x.swf": b"FWS", "x.wasm": b"\x00asm",
    "x.pdf": b"%PDF-1.7 " + SCRIPT, "x.png": b"\x89PNG\r\n\x1a\n" + SCRIPT, "x.gif": b"GIF89a/*" + SCRIPT,
    "x.jpg": b"\xff\xd8\xff" + SCRIPT,
}  # fmt: skip


@pytest.fixture
def attached(site: GuardedSite, enter: Any, tmp_path: Any, settings: Any) -> dict[str, Attachment]:
    """One file of each kind, by its name."""
    settings.MEDIA_ROOT = tmp_path
    for name, content in KINDS.items():
        assert (
            sent(enter("director"), f"/risks/{site.open.risk.uid}/attach", name, content).status_code == 302
        )
    return {one.name: one for one in Attachment.objects.filter(name__in=KINDS)}


def test_every_kind_of_file_is_a_download_that_nothing_runs(attached: Any, enter: Any) -> None:
    client = enter("director")
    assert set(attached) == set(KINDS)
    for name, one in attached.items():
        for more in ("", "?inline=1", "?type=text/html", "?download=0"):
            answer = client.get(f"/files/{one.uid}{more}", HTTP_ACCEPT="text/html")
            assert answer["Content-Disposition"].startswith("attachment;"), name
            assert answer["Content-Type"] == "application/octet-stream", name
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"].split(";")[0] == "sandbox", "without allow-scripts"
            assert "default-src 'none'" in answer["Content-Security-Policy"]
            assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
            assert body_of(answer) == KINDS[name]


def test_no_page_puts_a_file_of_somebodys_into_itself(attached: Any, site: GuardedSite, enter: Any) -> None:
    """Nothing but a link leads to a file: no picture, frame, script, stylesheet or object names one."""
    page = enter("director").get(f"/risks/{site.open.risk.uid}").content.decode()

    for one in attached.values():
        assert page.count(f"/files/{one.uid}") == page.count(f'href="/files/{one.uid}"') + page.count(
            f'action="/files/{one.uid}'
        )
    assert "<img" not in page
    assert "<iframe" not in page
    assert "<object" not in page


def test_no_other_address_serves_the_folder_of_files(attached: Any, enter: Any, settings: Any) -> None:
    client = enter("director")
    for one in attached.values():
        lies = f"{one.stored[:2]}/{one.stored}"
        for path in (
            f"/files/{one.stored}",
            f"/files/{lies}",
            f"/static/{lies}",
            f"/media/{lies}",
            f"/static/../{lies}",
        ):
            assert client.get(path).status_code == 404, path
    assert not settings.MEDIA_URL or settings.MEDIA_URL == "/"
