"""R-03b and C02: nobody outside a sealed project meets one word of it, and nothing outside shows that it is there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from crawling import Walk, body_of
from django.core import mail
from guarded_site import OUTSIDERS, Canaries, Content, GuardedSite, fill, make_place
from samples import still

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.models import Grant, Link, Notification, Role, StoredMail, Watcher
from pilothouse.kernel.outbox import drain
from pilothouse.kernel.spec import REGISTERS
from pilothouse.kernel.writing import change, remove
from pilothouse.registers.risks import RISKS

SEEDS = (
    "/", "/landscape", "/landscape?view=table&stale=1", "/risks", "/workspaces", "/registers", "/people", "/inbox",
    "/search?q=c-", "/activity", "/access", "/teams", "/mailbox", "/system", "/import", "/me/security", "/risks/trash",
    "/workspaces/trash", "/api/v1/openapi.json", "/nowhere", "/robots.txt",
)  # fmt: skip
QUICK = ("director", "administrator", "guest", None)


def direct(content: Content) -> Iterator[str]:
    """Every address of what lies in a project, as somebody might have it from an old mail."""
    place, work = content.place.uid, content.workspace.uid
    yield from (
        f"/w/{place}",
        f"/w/{place}/facts",
        f"/w/{place}/people",
        f"/w/{place}/risks",
        f"/w/{place}/tell",
    )
    yield from (
        f"/w/{place}/new",
        f"/access/{place}",
        f"/landscape?place={place}",
        f"/landscape.xlsx?place={place}",
    )
    yield from (f"/risks?place={place}", f"/risks/new?place={place}", f"/files/{content.file}")
    yield from (f"/import/{content.staged}/{step}" for step in ("columns", "check", "result", "errors.csv"))
    yield from (f"/pick/mentions/{uid}" for uid in (content.risk.uid, work))
    for slug, uid in (("risks", content.risk.uid), ("risks", content.removed.uid), ("workspaces", work)):
        yield from (f"/{slug}/{uid}{tail}" for tail in ("", "/edit", "/merge", "/history", "/who"))
        yield f"/{slug}/{uid}/parts/responses/{content.response}"


def asking(content: Content) -> Iterator[str]:
    """Lists, searches and files that are asked about what is hidden, by the beginning of its words."""
    begun = {what: word[:-8] for what, word in content.words.items()}
    for what in ("risk-title", "risk-cause", "title", "reference", "file-name"):
        word = begun[what]
        yield from (f"/search?q={word}", f"/palette?q={word}", f"/pick/records?q={word}", f"/risks?q={word}")
        yield from (f"/workspaces?q={word}", f"/landscape?q={word}", f"/people?q={word}")
        yield from (f"/api/v1/risks?q={word}", f"/api/v1/workspaces?q={word}")
    owner = content.risk.owner.uid
    for slug, spec in REGISTERS.items():
        yield from (f"/{slug}?sort={name}" for name in ("title", "-owner", "place") if name in spec.columns)
        yield from (f"/{slug}?group={name}" for name in ("owner", "status", "place") if name in spec.columns)
        yield from (f"/{slug}?owner={owner}", f"/{slug}?as_of=2026-11-30", f"/{slug}?as_of=2199-01-01")
        yield from (f"/{slug}/export.{form}?as_of=2199-01-01" for form in ("csv", "json"))
        yield from (f"/{slug}/export.{form}" for form in ("xlsx", "csv", "json"))
        yield from (
            f"/api/v1/{slug}",
            f"/api/v1/{slug}?place={content.place.uid}",
            f"/api/v1/{slug}?owner={owner}",
        )
        yield from (f"/api/v1/{slug}/{content.risk.uid}", f"/api/v1/{slug}/{content.workspace.uid}/history")
    yield f"/api/v1/workspaces/{content.workspace.uid}/facts"
    yield from (
        "/landscape?sort=-budget&view=table",
        "/landscape?as_of=2026-11-30",
        "/landscape.xlsx?stale=1",
    )


def tied_across(site: GuardedSite) -> None:
    """What reaches out of the sealed project: a tie, a watcher and a notice from before it was sealed."""
    Link.objects.create(
        source=site.open.risk.card, target=site.sealed.risk.card, kind="blocks", at=site.open.risk.since
    )
    for name in ("director", "manager", "guest"):
        person = getattr(site.people, name)
        Watcher.objects.create(card=site.sealed.risk.card, person=person)
        Notification.objects.create(
            person=person,
            card=site.sealed.risk.card,
            text=f"old news of {site.sealed.risk}",
            key="old",
            at=site.open.risk.since,
        )
    insider = site.people.insider
    text = {"title": site.sealed.risk.title, "cause": f"{site.sealed.risk.cause} again"}
    change(RISKS, actor_for(insider), site.sealed.risk.uid, 1, text)
    drain()


def walked(site: GuardedSite, client: Any, most: int) -> Walk:
    """Walk from every address one may think of; those by id and the searches come first."""
    walk = Walk(client, site.sealed.words.values(), most)
    walk.go([*SEEDS, *direct(site.sealed), *asking(site.sealed)])
    return walk


def test_the_walk_meets_every_canary_where_it_may_be_seen(site: GuardedSite, enter: Any) -> None:
    """The law below would hold for a walk that sees nothing: whoever works in the project meets every word."""
    walk = walked(site, enter("insider"), 300)

    missed = {what for what, word in site.sealed.words.items() if word not in walk.met}
    assert missed == set()


@pytest.mark.parametrize("who", QUICK)
def test_nobody_outside_meets_a_word_of_it(
    site: GuardedSite, enter: Any, who: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tied_across(site)

    walk = walked(site, enter(who), 240 if who == "director" else 150)

    assert walk.met == {}
    assert len(walk.statuses) >= (100 if who is None else 150)
    assert max(walk.statuses.values()) < 500
    assert not any(word in caplog.text for word in site.sealed.words.values())


@pytest.mark.slow
@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_meets_a_word_of_it_in_a_thousand_pages(
    site: GuardedSite, enter: Any, who: str
) -> None:
    """With the ten posts together this reads ten thousand answers."""
    tied_across(site)
    walk = walked(site, enter(who), 1000)
    again = walked(site, enter(who), 1000)

    assert walk.met == again.met == {}
    assert max({**walk.statuses, **again.statuses}.values()) < 500


def test_the_printed_page_and_the_programs_door_say_nothing(
    site: GuardedSite, enter: Any, client: Any
) -> None:
    tied_across(site)
    director = Walk(enter("director"), site.sealed.words.values(), 10)
    director.ask("/landscape.pdf")
    _, secret = make_token(site.people.director, "reader")
    walk = Walk(client, site.sealed.words.values(), 400)
    for path in (p for p in [*asking(site.sealed), *direct(site.sealed)] if p.startswith("/api/")):
        walk.ask(path, HTTP_AUTHORIZATION=f"Bearer {secret}")

    assert director.statuses == {"/landscape.pdf": 200}
    assert director.met == walk.met == {}
    assert len(walk.statuses) > 15


def test_whoever_looks_as_an_insider_sees_no_more_than_before(site: GuardedSite, enter: Any) -> None:
    client = enter("director")
    client.post(f"/view-as/{site.people.insider.uid}")

    walk = walked(site, client, 110)

    assert walk.met == {}


def test_no_mail_and_no_notice_leaves_it(site: GuardedSite) -> None:
    tied_across(site)

    told = Notification.objects.exclude(key="old").exclude(
        person__in=(site.people.insider, site.people.witness)
    )
    texts = (
        [n.text for n in told]
        + [m.body + m.subject for m in mail.outbox]
        + [m.body for m in StoredMail.objects.all()]
    )
    assert not any(word in text for text in texts for word in site.sealed.words.values())


STEADY = (
    "/", "/landscape", "/landscape?view=table&stale=1", "/risks", "/risks?group=owner", "/risks?sort=-exposure",
    "/workspaces", "/registers", "/people", "/inbox", "/search?q=risk", "/palette?q=r", "/pick/records?q=risk",
    "/activity",
    "/access", "/teams", "/risks/trash", "/risks/export.csv", "/risks/export.json", "/workspaces/export.csv",
    "/api/v1/risks", "/api/v1/workspaces", "/me/delegation",
)  # fmt: skip


def steady(site: GuardedSite, enter: Any, posts: tuple[str, ...]) -> dict[str, str]:
    """Every byte that outsiders are sent, but for what differs with each request."""
    found = {}
    place, risk = site.open.place.uid, site.open.risk.uid
    above = [f"/w/{site.places[name].uid}" for name in ("programme", "portfolio")]
    more = [
        f"/w/{place}",
        f"/risks/{risk}",
        f"/risks/{risk}/history",
        f"/w/{place}/risks",
        f"/people/{site.people.insider.uid}",
    ]
    for who in posts:
        client = enter(who)
        for path in [*STEADY, *above, *more]:
            answer = client.get(path, HTTP_X_REQUEST_ID="the-same-each-time")
            head = {n: v for n, v in answer.items() if n not in {"Content-Security-Policy"}}
            found[f"{who} {path}"] = f"{answer.status_code} {sorted(head.items())} {still(body_of(answer))}"
    return found


@pytest.mark.parametrize(
    "posts",
    [("director", "guest"), pytest.param(tuple(OUTSIDERS), marks=pytest.mark.slow)],
    ids=["two posts", "all posts"],
)
def test_adding_and_removing_what_is_hidden_changes_no_byte_outside(
    site: GuardedSite, enter: Any, posts: tuple[str, ...]
) -> None:
    """The administrator's page on the system is left out: it counts work of all places, by number only."""
    drain()
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        before = steady(site, enter, posts)
        canary = Canaries(True, "sealed")
        hidden = make_place("project", canary("title"), site.places["programme"], sealed=True)
        manager = Role.objects.get(slug="project-manager")
        Grant.objects.create(person=site.people.insider, role=manager, place=hidden)
        content = fill(site.people, hidden, canary)
        drain()
        added = steady(site, enter, posts)
        remove(RISKS, actor_for(site.people.insider), content.risk.uid, content.risk.version)
        removed = steady(site, enter, posts)

    assert [k for k in before if before[k] != added[k]] == []
    assert [k for k in before if before[k] != removed[k]] == []
    assert len(before) > 25 * len(posts)
