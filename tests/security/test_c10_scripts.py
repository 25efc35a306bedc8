"""C10: nothing that people write runs in a page, restyles or clobbers it.

The payloads stand in every text of every row. The same in Chromium is tests/browser/test_c10_in_chromium.py; attached
files are test_c10_files.py. Mails are plain text, PDFs are drawn by Typst, Excel files belong to C11; there is no PPTX
and no picture that people put into a page.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest
from crawling import body_of
from django.core import mail
from guarded_site import GuardedSite
from hostile_texts import PAYLOADS, VECTORS, overwrite
from hypothesis import given, settings
from hypothesis import strategies as st
from page_structure import Structure, added
from probing import filled, own_routes

from pilothouse.kernel.kinds import CHOICE, LONG, TEXT
from pilothouse.kernel.models import OutboxItem, StoredMail
from pilothouse.kernel.richtext import TAGS, rich
from pilothouse.kernel.spec import REGISTERS
from pilothouse.kernel.tables import grouped_html, rows_html

SIGN_IN = ("/accounts/2fa/", "/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/login/")


def judged(html: str) -> list[str]:
    """What rich text has besides its own few tags."""
    found = Structure(html)
    own = {(tag, "") for tag in TAGS} | {("a", "href"), ("a", "rel"), ("span", ""), ("span", "class")}
    return found.faults + [str(pair) for pair in found.pairs - own]


def test_the_judge_is_awake() -> None:
    for text in VECTORS:
        assert added(f"<p>{text}</p>", {("p", "")}), text
        assert added(f'<p title="{escape(text)}">{escape(text)}</p>', {("p", ""), ("p", "title")}) == []
    assert Structure("<p id='a b'>").faults
    assert Structure("<script>alert(1)</script>").faults
    assert Structure('<script type="application/json">{"a": "<b"}</script>').faults


@pytest.mark.parametrize("before", ["", "x ", "- ", "> ", "[a](", "@member", "**"])
def test_formatted_text_keeps_its_few_tags_and_no_attribute(before: str) -> None:
    for text in PAYLOADS:
        assert judged(rich(before + text)) == [], text
        assert judged(rich(before + text + "\n\n" + text)) == [], text
    assert len(set(PAYLOADS)) >= 200


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="<>\"'`()[]!@.:/\\&;= \n|*_~#-ahreflonsty0", max_size=60))
def test_no_text_at_all_gets_more(text: str) -> None:
    assert judged(rich(text)) == []
    assert judged(rich(f"[x](https://a.example/{text})")) == []


def test_cells_of_lists_are_text_and_nothing_else() -> None:
    spec = REGISTERS["risks"]
    for text in PAYLOADS:
        for kind in (TEXT, LONG):
            assert Structure(kind.cell(spec.field("title"))(text, "GBP")).pairs == set(), text
        row = ["abcdefghjkmn", "GBP", text, text, text, text, text]
        columns = ("code", "title", "kind", "owner", "place")
        html = rows_html(spec, columns, [row]) + grouped_html(
            spec, columns, [[*row, text]], "place", {text: 1}
        )
        assert {tag for tag, _ in Structure(f"<table>{html}</table>").pairs} <= {
            "table",
            "tr",
            "th",
            "td",
            "a",
            "span",
        }
        assert Structure(html).faults == []
    assert CHOICE.cell(spec.field("kind"))(PAYLOADS[0], "GBP") == CHOICE.cell(spec.field("kind"))("", "GBP")


@pytest.fixture
def pages(site: GuardedSite, enter: Any, others: dict[str, Any]) -> Any:
    """Every page as its readers get it: address and reader -> the answer."""
    paths = [
        filled(r.pattern, site.open, others)
        for r in own_routes()
        if "GET" in r.door[2] and "pdf" not in r.pattern
    ]
    paths += [
        "/search?q=open",
        "/palette?q=open",
        "/pick/records?q=open",
        "/risks?group=owner",
        "/landscape?view=table",
        "/people?q=manager",
        *SIGN_IN,
    ]

    def read(*readers: str) -> dict[tuple[str, str], Any]:
        return {(path, who): client.get(path) for who in readers for client in [enter(who)] for path in paths}

    return read


TURNS = [(0, "director"), *(pytest.param(n, who, marks=pytest.mark.thorough)
                            for n in range(0, len(PAYLOADS), 52) for who in ("administrator", "manager"))]  # fmt: skip


@pytest.mark.parametrize(("turn", "who"), TURNS)
def test_every_page_shows_the_payloads_as_text(pages: Any, turn: int, who: str) -> None:
    OutboxItem.objects.update(parked_at="2026-11-01T00:00Z", error="x")
    known: set[tuple[str, str]] = set()
    for answer in pages(who).values():
        known |= (
            Structure(body_of(answer).decode("utf-8", "replace")).pairs
            if "html" in answer["Content-Type"]
            else set()
        )

    assert overwrite(turn) > 300
    shown, faults = 0, []
    for where, answer in pages(who).items():
        body, kind = body_of(answer).decode("utf-8", "replace"), answer["Content-Type"].partition(";")[0]
        assert answer.status_code < 500, where
        assert answer["X-Content-Type-Options"] == "nosniff"
        if kind == "text/html":
            faults += [(where, fault) for fault in added(body, known, TAGS)]
            shown += "alert(" in body
        elif kind == "application/json":
            json.loads(body)
        else:
            assert "attachment" in answer.get("Content-Disposition", "attachment"), where

    assert faults == []
    assert shown >= 20


def test_mails_are_text_and_their_heads_hold_no_line(site: GuardedSite, enter: Any) -> None:
    for name in ("<svg/onload=alert(1)>", "A\r\nBcc: evil@example.org", "A\nSubject: x"):
        enter("administrator").post(
            "/people/new", {"name": name, "email": f"a{len(mail.outbox)}@example.org"}
        )

    assert mail.outbox
    for sent in mail.outbox:
        assert not getattr(sent, "alternatives", [])
        assert "\n" not in sent.subject + "".join(sent.to)
        assert sent.recipients() == sent.to
    assert StoredMail.objects.filter(to__contains="evil").count() == 0
