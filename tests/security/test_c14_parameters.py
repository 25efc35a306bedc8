"""C14: what an address asks for is one of the names a list knows, or nothing; and never tells of what is hidden."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from guarded_site import GuardedSite
from probing import filled, operations, own_routes
from samples import still

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.spec import REGISTERS
from pilothouse.kernel.uids import new_uid

HOSTILE = (
    "user__password", "owner__auth_token__key", "-owner__password", "_connector", "_negated", "a.b", "pk",
    "place__sealed", "?", "'", '"', "';--", "1) OR (1=1", "%(a)s", "{0}", "\\", "a\u2028b", "x" * 10_240,
)  # fmt: skip
# texts that are searched for and ids that are looked up: whatever they hold is a value and finds nothing
VALUES = {"contains", "person", "place"}
# which branches of a tree are open; the page says them again in order
BRANCHES = {"open", "shut"}
LISTS = ("/risks", "/workspaces", "/w/<place>/risks", "/landscape", "/api/v1/risks", "/api/v1/workspaces")
FILES = ("/risks/export.csv", "/landscape.xlsx")
QUICK = ("/landscape", "/api/v1/risks")
ALL = [p if p in QUICK else pytest.param(p, marks=pytest.mark.thorough) for p in (*LISTS, *FILES)]
OWN = ("sort", "group", "col", "as_of", "page", "size", "q", "place")


@pytest.fixture
def ask(site: GuardedSite, enter: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Ask an address as the director, who sees all but what is sealed; limits by the minute are off."""
    monkeypatch.setattr("pilothouse.web.limits.attempt", lambda *a, **k: type("V", (), {"allowed": True}))
    page = enter("director")
    head = {"HTTP_AUTHORIZATION": f"Bearer {make_token(site.people.director, 't')[1]}"}

    def asked(path: str, query: dict[str, str]) -> Any:
        client = Client() if path.startswith("/api") else page
        options = head if path.startswith("/api") else {}
        path = path.replace("<place>", site.open.place.uid)
        return client.get(path, query, HTTP_X_REQUEST_ID="the-same-each-time", **options)

    return asked


def names_of(path: str) -> Iterator[str]:
    """The parameters of a list that take one of a few names or a number."""
    if path.startswith("/landscape"):
        yield from ("sort", "as_of", "kind", "status", "rating", "col", "view", "stale")
        return
    slug = "workspaces" if "workspaces" in path else "risks"
    own = (
        ("sort", "as_of", "limit", "cursor")
        if path.startswith("/api")
        else ("sort", "group", "col", "as_of", "page", "size")
    )
    yield from own
    for name in REGISTERS[slug].filters:
        kind = REGISTERS[slug].kind(name)
        if kind.filter not in VALUES:
            yield name
        if kind.filter == "range":
            yield from (f"{name}_from", f"{name}_to")


@pytest.mark.parametrize("path", ALL)
def test_a_name_that_the_list_does_not_know_is_refused(ask: Any, path: str) -> None:
    for word in HOSTILE:
        assert ask(path, {word: "1"}).status_code == 400, word[:40]
    for name in (
        *REGISTERS["risks"].filters,
        "owner__email",
        "card__search",
        "author",
        "q__contains",
        "sort__x",
    ):
        assert ask(path, {f"{name}__in": "1"}).status_code == 400, name


@pytest.mark.parametrize("path", ALL)
def test_a_value_that_is_none_of_the_known_is_refused(ask: Any, path: str) -> None:
    asked = 0
    for name in names_of(path):
        for word in HOSTILE if path in ("/risks", "/landscape", "/api/v1/risks") else HOSTILE[::5]:
            answer = ask(path, {name: word})
            assert answer.status_code == 400, (name, word[:40])
            asked += 1
    assert asked >= 24


@pytest.mark.parametrize("path", ["/risks", "/api/v1/risks"])
@pytest.mark.parametrize("name", ["q", "place", "owner"])
def test_a_text_that_is_looked_for_finds_nothing_and_breaks_nothing(ask: Any, path: str, name: str) -> None:
    for word in HOSTILE:
        answer = ask(path, {name: word})
        assert answer.status_code in ({200, 404} if name == "place" else {200}), word[:40]
        text = answer.content.decode()
        assert answer.status_code == 404 or '"items": []' in text or "Nothing fits these filters" in text, (
            word[:40]
        )


class Listening:
    """Notes which parameters a view reads."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: set[str] = set()
        for method in ("get", "getlist", "__contains__", "__getitem__"):
            monkeypatch.setattr(QueryDict, method, self._noted(getattr(QueryDict, method)), raising=False)

    def _noted(self, known: Any) -> Any:
        def method(this: Any, key: Any, *rest: Any) -> Any:
            self.read.add(key)
            return known(this, key, *rest)

        return method


def read_by(site: GuardedSite, ask: Any, others: dict[str, Any], heard: Listening) -> dict[str, set[str]]:
    """Address -> the parameters that its view reads; the sign-in library and its tokens left out."""
    found = {}
    for route in own_routes():
        if "GET" in route.door[2] and not route.pattern.endswith((".pdf", ".xlsx")):
            heard.read.clear()
            path = filled(route.pattern, site.open, others)
            ask(path, {})
            if heard.read - {"csrfmiddlewaretoken"}:
                found[path] = heard.read - {"csrfmiddlewaretoken"}
    return found


@pytest.mark.thorough
def test_no_parameter_of_any_page_breaks_it_or_tells_of_what_is_hidden(
    site: GuardedSite, ask: Any, others: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each parameter that each page reads, with words from the sealed project and with words that nobody ever had."""
    pages = read_by(site, ask, others, Listening(monkeypatch))
    for path in LISTS:  # these read every parameter there is, and refuse most
        pages.setdefault(path, set()).update(
            {*OWN, *names_of(path)} - ({"group", "col"} if "api" in path else set())
        )
    sealed, asked = site.sealed, 0
    pairs = [
        (sealed.words["risk-title"], f"c-risk-title-{secrets.token_hex(16)}"),
        (sealed.place.uid, new_uid()),
        (site.people.insider.uid, new_uid()),
        (sealed.words["title"], f"c-title-{secrets.token_hex(16)}"),
    ]

    for path, names in pages.items():
        for name in sorted(names):
            for word in () if path in LISTS else (HOSTILE[0], HOSTILE[9], HOSTILE[-1]):
                assert ask(path, {name: word}).status_code in {200, 302, 400, 404}, (path, name, word[:40])
            for hidden, nobody in pairs:
                told = []
                for word in (hidden, nobody):
                    answer = ask(path, {name: word})
                    text = still(b"".join(answer), word, word[:40])
                    told.append(
                        (answer.status_code, sorted(re.split(r"%2C|\W", text)) if name in BRANCHES else text)
                    )
                assert told[0] == told[1], (path, name, hidden)
            asked += 1

    print(f"{len(pages)} pages, {asked} parameters")
    assert len(pages) >= 15
    assert asked >= 60
    assert len(operations(Client())) >= 16
