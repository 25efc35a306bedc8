"""Every register's past: each version is kept in a chain, and a day in the past shows what held at its end."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from samples import raw_values

from pilothouse.kernel.listing import matching, read_state
from pilothouse.kernel.models import Card
from pilothouse.kernel.reading import read_values
from pilothouse.kernel.rows import rows
from pilothouse.kernel.verify import seal_history, verify
from pilothouse.kernel.writing import change, columns_of, move, remove, restore

pytestmark = pytest.mark.thorough

BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAYS = 12


def snapshot(spec: Any, actor: Any) -> dict[str, dict[str, Any]]:
    """What a reader sees now, row by row."""
    return {r.uid: columns_of(spec, r) for r in rows(spec, actor)}


def one_step(spec: Any, actor: Any, dice: random.Random, raised: Any, people: Any) -> None:
    """Something that people do in a day: raise, change, move, remove or restore."""
    present = list(rows(spec, actor).order_by("pk"))
    gone = spec.model._default_manager.filter(removed_at__isnull=False).order_by("pk").first()
    if not present or dice.random() < 0.25:
        raised(dice.randrange(9))
        return
    record, choice = dice.choice(present), dice.random()
    steps = [s for s in spec.moves if record.status in s.origins and set(s.asks) <= {"reason"}]
    if choice < 0.5:
        raw = raw_values(spec, dice.randrange(9), people)
        change(spec, actor, record.uid, record.version, read_values(spec, raw, "GBP"))
    elif choice < 0.75 and steps:
        step = dice.choice(steps)
        move(spec, actor, record.uid, record.version, step.name, dict.fromkeys(step.asks, "because"))
    elif gone is not None:
        restore(spec, actor, gone.uid)
    else:
        remove(spec, actor, record.uid, record.version)


@pytest.fixture
def replayed(spec: Any, act: Any, raised: Any, people: Any) -> dict[date, dict[str, dict[str, Any]]]:
    """What was seen at the end of each day while records lived through twelve of them."""
    dice, seen = random.Random(7), {}
    for day in range(DAYS):
        for hour in range(4):
            with time_machine.travel(
                BEGIN + timedelta(days=day, hours=hour, minutes=dice.randrange(60)), tick=False
            ):
                one_step(spec, act("director"), dice, raised, people)
        seen[BEGIN.date() + timedelta(days=day)] = snapshot(spec, act("director"))
    return seen


def test_a_past_day_shows_what_held_at_its_end(spec: Any, act: Any, replayed: Any) -> None:
    director = act("director")

    assert rows(spec, director, as_of=BEGIN.date() - timedelta(days=1)).count() == 0
    for day, seen in replayed.items():
        then = {r.uid: columns_of(spec, r) for r in rows(spec, director, as_of=day)}
        assert then == seen, day
        listed = matching(spec, director, read_state(spec, {"as_of": [day.isoformat()], "sort": ["title"]}))
        assert [r.uid for r in listed] == sorted_by_title(seen), day


def sorted_by_title(seen: dict[str, dict[str, Any]]) -> list[str]:
    keys = dict(Card.objects.filter(uid__in=seen).values_list("uid", "pk"))
    return sorted(seen, key=lambda uid: (seen[uid]["sort"], -keys[uid]))


def test_list_and_api_answer_for_a_past_day(spec: Any, page: Any, replayed: Any) -> None:
    day = sorted(replayed)[DAYS // 2]
    browser = page("director")

    html = browser.get(f"/{spec.slug}?as_of={day}").content.decode()
    told = browser.get(f"/api/v1/{spec.slug}?as_of={day}").json()["items"]

    assert {t["id"]: (t["title"], t["version"]) for t in told} == {
        uid: (c["title"], c["version"]) for uid, c in replayed[day].items()
    }
    assert all(f'id="r-{uid}"' in html for uid in replayed[day])


def test_every_version_is_kept_in_a_chain(spec: Any, replayed: Any) -> None:
    last: dict[int, Any] = {}
    for past in spec.past.objects.order_by("card_id", "version"):
        before = last.get(past.card_id)
        assert past.version == (before.version + 1 if before else 1)
        assert before is None or (before.until == past.since and before.recorded <= past.recorded)
        last[past.card_id] = past
    for record in spec.model._default_manager.all():
        newest = last.pop(record.pk)
        assert newest.until is None
        assert {n: getattr(newest, n) for n in columns_of(spec, record)} == columns_of(spec, record)
    assert last == {}
    assert verify().faults == []
    seal_history()
    assert verify().faults == []


def test_recorded_is_always_now_and_cannot_be_set(spec: Any, raised: Any, page: Any) -> None:
    record = raised()
    past = spec.past.objects.get(card=record.pk)

    answer = page("director").patch(
        f"/api/v1/{spec.slug}/{record.uid}",
        '{"recorded": "2001-01-01"}',
        "application/json",
        HTTP_IF_MATCH='"1"',
    )

    assert answer.status_code == 422
    assert abs(past.recorded - datetime.now(UTC)) < timedelta(minutes=1)
    assert past.recorded == past.changeset.at
