"""Every request of the API page is made, in order, and answered as the page says."""

from __future__ import annotations

import http
import json
import re
import shlex
from typing import Any

import pages
import sources
from django.test import Client

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.actors import machine
from pilothouse.kernel.models import Grant, Role
from pilothouse.workspaces.actions import NewWorkspace, create_workspace

PAGE = sources.ROOT / "docs" / "how-to" / "api.md"
ANY = "…"
AT = "http://localhost:8000"


class Shell:
    """What a reader's shell would know: variables, and the last answer."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.answer: Any = None

    def run(self, line: str) -> None:
        """Set a variable, from the answer where the comment says where it stands, or make a request."""
        command, _, where = line.partition("  #")
        if assigned := re.fullmatch(r"([A-Z]+)=(\S+)", command.strip()):
            name, value = assigned[1], assigned[2]
            self.variables[name] = found_at(self.answer.json(), where.strip()) if where else value
            return
        words = [self._filled(word) for word in shlex.split(line)]
        assert words[0] == "curl", line
        self.answer = request(words[1:])

    def _filled(self, word: str) -> str:
        return re.sub(r"\$([A-Z]+)", lambda m: self.variables[m[1]], word)


def found_at(body: Any, path: str) -> str:
    """The value in an answer at a path such as items.0.id."""
    for step in path.split("."):
        body = body[int(step)] if step.isdigit() else body[step]
    return str(body)


def request(words: list[str]) -> Any:
    """Do what curl would do with these arguments."""
    method, body, headers, url = "", None, {}, ""
    rest = iter(words)
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "--json":
            body = next(rest)
        elif not word.startswith("-"):
            url = word.removeprefix(AT)
    method = method or ("GET" if body is None else "POST")
    return Client().generic(method, url, body or "", "application/json", headers=headers)


def differs(told: Any, found: Any, at: str = "") -> list[str]:
    """Where an answer is not as told; what the page leaves out may be anything."""
    if told == ANY:
        return []
    if isinstance(told, dict) and isinstance(found, dict):
        missing = [f"{at}.{name} is missing" for name in told if name not in found]
        both = [name for name in told if name in found]
        return missing + [line for name in both for line in differs(told[name], found[name], f"{at}.{name}")]
    if isinstance(told, list) and isinstance(found, list) and len(told) == len(found):
        pairs = enumerate(zip(told, found, strict=True))
        return [line for n, (a, b) in pairs for line in differs(a, b, f"{at}[{n}]")]
    return [] if told == found else [f"{at}: the page says {told!r}, the answer {found!r}"]


def faults(block: pages.Block, answer: Any) -> list[str]:
    """How an answer differs from a block of the page: status, headers, body."""
    head, _, body = block.text.partition("\n\n")
    status, *headers = head.strip().splitlines()
    phrase = http.HTTPStatus(answer.status_code).phrase
    found = [] if status == f"HTTP/1.1 {answer.status_code} {phrase}" else [f"{status}: {answer.status_code}"]
    for line in headers:
        name, _, value = line.partition(": ")
        pattern = ".*".join(re.escape(part) for part in value.split(ANY))
        if not re.fullmatch(pattern, answer.get(name, "")):
            found.append(f"{line}: the answer has {answer.get(name)!r}")
    if body.strip():
        found += differs(json.loads(body), json.loads(answer.content))
    return [f"{block.where}: {line}" for line in found]


def landscape() -> Any:
    """The organisation of the page: an office, a portfolio, a project; returns the office's place."""
    actor = machine()
    office = create_workspace(actor, NewWorkspace("office", "Our organisation", None, {}))
    portfolio = create_workspace(actor, NewWorkspace("portfolio", "Water", office.place, {}))
    create_workspace(actor, NewWorkspace("project", "New pumps for the weir", portfolio.place, {}))
    return office.place


def test_every_request_of_the_page_is_answered_as_it_says(org: Any) -> None:
    role = Role.objects.get(slug="portfolio-director")
    Grant.objects.filter(person=org.people.director).delete()
    Grant.objects.create(person=org.people.director, role=role, place=landscape())
    shell, found, asked = Shell(), list[str](), 0

    for block in pages.blocks(PAGE):
        if block.language == "http":
            found += faults(block, shell.answer)
            asked += 1
        else:
            after = block.text.replace("\\\n", " ")
            curls, rest = [], []
            for line in joined(after):
                (curls if line.startswith("curl") else rest).append(line)
            for line in [*curls, *rest]:
                shell.run(line)
            if "TOKEN" in shell.variables and shell.variables["TOKEN"].endswith(ANY):
                shell.variables["TOKEN"] = make_token(org.people.director, "page")[1]

    assert found == []
    assert asked > 20


def joined(text: str) -> list[str]:
    """The commands of a block: a quoted text may go over several lines."""
    found: list[str] = []
    for line in text.splitlines():
        if found and found[-1].count("'") % 2:
            found[-1] += " " + line.strip()
        elif line.strip():
            found.append(line)
    return found
