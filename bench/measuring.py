"""Measures our requests and the ceiling's, one after the other in each round, by CPU time of this process."""

from __future__ import annotations

import json
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from bench import ceiling, memory  # noqa: E402
from pilothouse.accounts.models import Person  # noqa: E402
from pilothouse.accounts.tokens import make_token  # noqa: E402
from pilothouse.kernel.actors import machine  # noqa: E402
from pilothouse.kernel.bulk import ChangedRow, NewRow, change_many  # noqa: E402
from pilothouse.kernel.changesets import changeset  # noqa: E402
from pilothouse.kernel.models import Grant, Place  # noqa: E402
from pilothouse.registers.risks import RISKS, Risk  # noqa: E402
from pilothouse.workspaces.models import Workspace  # noqa: E402

BACKEND = "django.contrib.auth.backends.ModelBackend"
# what `django-admin startproject` begins with
BARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SORTS = (
    "title",
    "-forecast",
    "-budget",
    "variance",
    "finish",
    "slip",
    "owner",
    "-rating_office",
    "rating_manager",
    "-whole_life_cost",
    "last_fact",
    "-benefits",
)


@dataclass
class Case:
    """One thing measured: ours in ms of CPU, the ceiling's, and the goal on their ratio or on ours."""

    name: str
    goal: str
    limit: float
    ours: Callable[[], object]
    bare: Callable[[], object] | None = None
    after_write: bool = False
    ours_ms: list[float] = field(default_factory=list)
    bare_ms: list[float] = field(default_factory=list)

    @property
    def figure(self) -> float:
        """The median of ours, or of the ratios of each round when there is a ceiling."""
        if not self.bare_ms:
            return statistics.median(self.ours_ms)
        return statistics.median(self.ours_ms) / statistics.median(self.bare_ms)


@dataclass
class Results:
    """Everything measured."""

    rows: dict[str, int]
    cases: list[Case]
    bulk: dict[str, float]
    memory_mb: dict[str, float]


def _cpu_ms(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _director() -> Person:
    wanted = Grant.objects.filter(role__slug="portfolio-director", person__isnull=False)
    return wanted.select_related("person").order_by("pk")[0].person  # type: ignore[return-value]


def _clients() -> tuple[Client, Client, Client]:
    person = _director()
    page, bare = Client(), Client()
    for client in (page, bare):
        client.force_login(person, backend=BACKEND)
    _, secret = make_token(person, "bench")
    return page, Client(headers={"Authorization": f"Bearer {secret}"}), bare


def _good(response: Any, status: int = 200) -> None:
    if response.status_code != status:
        raise RuntimeError(f"{response.request['PATH_INFO']} answered {response.status_code}")
    if not response.streaming and not response.content:
        raise RuntimeError("an empty answer")


def _get(client: Client, url: str) -> Callable[[], None]:
    return lambda: _good(client.get(url))


def _post(client: Client, url: str, body: dict[str, Any]) -> Callable[[], None]:
    sent = json.dumps(body)
    return lambda: _good(client.post(url, sent, content_type="application/json"), 201)


def _beside_the_ceiling(page: Client, api: Client, bare: Client) -> list[Case]:
    uid = Risk.objects.order_by("-pk").values_list("uid", flat=True)[0]
    key = ceiling.ITEM.objects.order_by("-pk").values_list("pk", flat=True)[0]
    place = Place.objects.filter(kind="project", sealed=False).order_by("pk")[0]
    new = {"place": place.uid, "title": "Measured", "residual_probability": "0.3"}
    bare_new = {"place": place.pk, "title": "Measured", "since": "2026-01-01T00:00:00+00:00"}
    html, rows = _get(page, "/risks?size=100"), _get(api, "/api/v1/risks?limit=100")
    one, create = _get(api, f"/api/v1/risks/{uid}"), _post(api, "/api/v1/risks", new)
    return [
        Case("list of 100, HTML", "≤ 2 × the ceiling", 2, html, _get(bare, "/items")),
        Case("list of 100, JSON", "≤ 1.5 ×", 1.5, rows, _get(bare, "/items.json")),
        Case("one record, JSON", "≤ 3 ×", 3, one, _get(bare, f"/items/{key}")),
        Case("create by API", "≤ 4 ×", 4, create, _post(bare, "/items/new", bare_new)),
    ]


def _cases() -> list[Case]:
    page, api, bare = _clients()
    table = _get(page, "/landscape?view=table&sort=-forecast")
    by_sort = [Case(f"landscape by {s}", "≤ 60 ms", 60, _get(page, f"/landscape?sort={s}")) for s in SORTS]
    return [
        *_beside_the_ceiling(page, api, bare),
        *by_sort,
        Case("landscape as table", "≤ 60 ms", 60, table),
        Case("list of 100, HTML, first after a write", "no goal", math.inf, _get(page, "/risks"), None, True),
        Case("landscape, first after a write", "≤ 60 ms", 60, _get(page, "/landscape"), None, True),
        Case("search", "≤ 15 ms", 15, _get(page, "/palette?q=pump")),
    ]


def _bulk(count: int = 10_000) -> dict[str, float]:
    actor, place = machine("cli"), Place.objects.filter(kind="project").order_by("pk")[0]
    rows = [NewRow(place, {"title": f"Measured {n}", "residual_cost": n * 100}) for n in range(count)]
    start = time.perf_counter()
    with changeset(actor, "bench") as opened:
        made = change_many(RISKS, actor, opened, new=rows)
    created = count / (time.perf_counter() - start)
    changes = [ChangedRow(r.uid, r.version, {"residual_cost": 5}) for r in made]
    start = time.perf_counter()
    with changeset(actor, "bench") as opened:
        change_many(RISKS, actor, opened, changed=changes)
    return {"create": created, "change": count / (time.perf_counter() - start)}


@override_settings(STORAGES={**settings.STORAGES, **PLAIN}, ALLOWED_HOSTS=["*"])
def measure(rounds: int) -> Results:
    """Run every case in turn, round after round; the first two rounds warm up and are dropped."""
    ceiling.fill()
    rows = {
        "risks": Risk.objects.count(),
        "workspaces": Workspace.objects.count(),
        "pieces of work": Workspace.objects.filter(kind__in=("project", "initiative")).count(),
    }
    cases = _cases()
    for number in range(rounds + 2):
        for case in cases:
            _before(case)
            ours = _cpu_ms(case.ours)
            bare = _bare_ms(case)
            if number >= 2:
                case.ours_ms.append(ours)
                if bare is not None:
                    case.bare_ms.append(bare)
    return Results(rows, cases, _bulk(), memory.of_two_workers())


def _before(case: Case) -> None:
    """Between two writes a page is read again; after a write nothing that was remembered holds."""
    if case.after_write:
        with changeset(machine("cli"), "bench"):
            pass
    else:
        case.ours()


def _bare_ms(case: Case) -> float | None:
    """The ceiling's time with its own bare settings, which are switched outside the clock."""
    if case.bare is None:
        return None
    with override_settings(ROOT_URLCONF="bench.ceiling", MIDDLEWARE=BARE):
        return _cpu_ms(case.bare)
