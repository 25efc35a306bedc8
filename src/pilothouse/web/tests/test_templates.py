"""Every template obeys the house rules that the content policy and the reader rely on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

WEB = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
NAMES = [path.relative_to(WEB / "templates").as_posix() for path in TEMPLATES]

INLINE_STYLE = re.compile(r"\sstyle\s*=", re.I)
INLINE_HANDLER = re.compile(r"\son[a-z]+\s*=", re.I)
SCRIPT = re.compile(r"<script\b[^>]*>", re.I)
FOREIGN = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.I)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+off")
EVALUATED = re.compile(r"\shx-on\b|\bhx-vals\s*=\s*[\"']js:", re.I)


def faults(text: str) -> list[str]:
    """What a template may not hold, in words; nothing when it is clean."""
    found = [
        name
        for name, pattern in {
            "a style attribute": INLINE_STYLE,
            "an inline handler": INLINE_HANDLER,
            "an address of another host": FOREIGN,
            "text that is not escaped": UNESCAPED,
            "script in an attribute": EVALUATED,
        }.items()
        if pattern.search(text)
    ]
    for tag in SCRIPT.findall(text):
        if "nonce=" not in tag and 'type="application/json"' not in tag:
            found.append("a script without nonce")
    if "<style" in text.lower():
        found.append("a style element")
    return found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p style="color:red">', "a style attribute"),
        ("<button onclick='go()'>", "an inline handler"),
        ('<a href="https://elsewhere.example/x">', "an address of another host"),
        ('<img src="//elsewhere.example/x">', "an address of another host"),
        ("{{ name|safe }}", "text that is not escaped"),
        ("<script>go()</script>", "a script without nonce"),
        ("<style>p{}</style>", "a style element"),
        ('<p hx-on:click="go()">', "script in an attribute"),
    ],
)
def test_the_rules_find_what_they_are_for(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_keeps_the_house_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert faults(text) == []
    assert len(text.splitlines()) <= 150


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str) -> None:
    assert get_template(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "register/list.html#results",
        "register/matrix.html#results",
        "register/detail.html#panel",
        "reports/landscape.html#results",
    ],
)
def test_a_fragment_is_part_of_its_page(name: str) -> None:
    fragment = get_template(name).render({"listing": {}, "record": {}})

    assert "<html" not in fragment
    assert fragment.strip()


def test_every_template_stands_in_the_contract() -> None:
    contract = (WEB / "templates" / "README.md").read_text(encoding="utf-8")
    pages = [
        name
        for name, path in zip(NAMES, TEMPLATES, strict=True)
        if '{% extends "base.html" %}' in path.read_text(encoding="utf-8") and not name.startswith("allauth/")
    ]

    missing = [name for name in pages if name not in contract]

    assert len(pages) > 15
    assert missing == []


def test_hostile_words_stay_words() -> None:
    hostile = '"><script>alert(1)</script>'
    fact = {"label": hostile, "html": hostile, "value": hostile}
    record = {
        "code": hostile,
        "title": hostile,
        "place": {"label": hostile, "url": "/"},
        "status": {"label": hostile, "cls": hostile},
        "sections": [{"title": hostile, "facts": [fact]}],
        "comments": [{"id": 1, "who": hostile, "when": hostile, "html": hostile}],
        "history": [
            {
                "when": hostile,
                "who": hostile,
                "why": hostile,
                "changes": [{"label": hostile, "after": hostile}],
            }
        ],
        "attachments": [{"name": hostile, "url": "/", "remove_url": "/"}],
        "watchers": [hostile],
    }
    listing = {
        "title": hostile,
        "answer": hostile,
        "search": hostile,
        "searchable": True,
        "chips": [{"label": hostile, "value": hostile, "remove_url": "/"}],
        "hidden": [(hostile, hostile)],
        "empty": {"text": hostile, "good": hostile, "bad": hostile},
    }

    page = get_template("register/detail.html#panel").render({"record": record})
    grid = get_template("register/list.html#results").render({"listing": listing})

    for text in (page, grid):
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text
