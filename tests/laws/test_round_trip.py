"""Every register: what is raised, changed, moved, removed, restored and undone is kept as it was said."""

from __future__ import annotations

from typing import Any

import pytest
from samples import raw_values, stored, text_of

from pilothouse.kernel.errors import Invalid, NotThere, RuleBroken, Stale
from pilothouse.kernel.models import Card, ChangeSet
from pilothouse.kernel.reading import read_value, read_values
from pilothouse.kernel.rows import rows, trash
from pilothouse.kernel.undo import undo
from pilothouse.kernel.writing import change, columns_of, move, remove, restore


def fresh(spec: Any, record: Any) -> Any:
    return spec.model._default_manager.get(pk=record.pk)


def agrees(spec: Any, record: Any) -> None:
    """The record, its card and its newest past row say the same."""
    card, past = Card.objects.get(pk=record.pk), spec.past.objects.filter(card=record.pk).latest("version")
    assert (card.uid, card.code, card.title, card.version) == (
        record.uid,
        record.code,
        record.title,
        record.version,
    )
    assert (card.status, card.owner_id, card.removed_at) == (
        record.status,
        record.owner_id,
        record.removed_at,
    )
    for name, value in columns_of(spec, record).items():
        assert getattr(past, name) == value, name


def test_what_is_raised_is_kept(spec: Any, raised: Any, people: Any, home: Any) -> None:
    record = raised(3)

    wanted = read_values(spec, raw_values(spec, 3, people), home.currency)
    assert stored(spec, record) == {n: getattr(v, "pk", v) for n, v in wanted.items()}
    assert record.version == 1
    agrees(spec, fresh(spec, record))


def test_each_field_changes_alone(spec: Any, raised: Any, act: Any, people: Any) -> None:
    record = raised(0)

    for count, name in enumerate(spec.form_fields, start=2):
        before = stored(spec, record)
        value = read_value(spec.field(name), text_of(spec, name, 1, people), "GBP")
        if name.endswith(("_low", "_likely", "_high")):
            value = before[name] + 1
        changed = change(spec, act("director"), record.uid, count - 1, {name: value})
        assert changed.version == count, name
        after = stored(spec, record)
        assert {n for n in after if after[n] != before[n]} == {name}
    agrees(spec, fresh(spec, record))


def test_a_change_that_changes_nothing_leaves_no_trace(spec: Any, raised: Any, act: Any) -> None:
    record = raised()
    before = ChangeSet.objects.count()

    same = change(spec, act("director"), record.uid, 1, {"title": record.title})

    assert same.version == 1
    assert ChangeSet.objects.count() == before


def test_a_stale_write_is_refused(spec: Any, raised: Any, act: Any) -> None:
    record = raised()
    change(spec, act("director"), record.uid, 1, {"title": "First"})

    with pytest.raises(Stale) as refused:
        change(spec, act("director"), record.uid, 1, {"title": "Second"})

    assert refused.value.current.title == "First"


def answers(spec: Any, step: Any) -> dict[str, Any]:
    names = {f.name for f in spec.model._meta.concrete_fields}
    return {
        a: read_value(spec.field(a), text_of(spec, a, 1), "GBP") if a in names else "because"
        for a in step.asks
    }


def test_moves_are_the_only_way_and_go_where_they_say(spec: Any, raised: Any, act: Any) -> None:
    for at, step in enumerate(spec.moves):
        for status in spec.statuses:
            record = raised(at, status=status)
            if status not in step.origins:
                with pytest.raises(RuleBroken):
                    move(spec, act("director"), record.uid, 1, step.name, answers(spec, step))
                assert fresh(spec, record).status == status
                continue
            for missing in step.asks:
                less = {k: v for k, v in answers(spec, step).items() if k != missing}
                with pytest.raises(Invalid):
                    move(spec, act("director"), record.uid, 1, step.name, less)
            moved = move(spec, act("director"), record.uid, 1, step.name, answers(spec, step))
            assert (moved.status, moved.version) == (step.target, 2)
            agrees(spec, fresh(spec, record))


def test_trash_and_back(spec: Any, raised: Any, act: Any) -> None:
    director = act("director")
    record = raised()

    remove(spec, director, record.uid, 1)
    assert not rows(spec, director).filter(pk=record.pk).exists()
    assert trash(spec, director).filter(pk=record.pk).exists()
    with pytest.raises(NotThere):
        change(spec, director, record.uid, 2, {"title": "Too late"})

    back = restore(spec, director, record.uid)
    assert rows(spec, director).filter(pk=record.pk).exists()
    assert back.version == 3
    agrees(spec, fresh(spec, record))


def test_undo_takes_back_each_kind_of_write(spec: Any, raised: Any, act: Any, people: Any) -> None:
    director = act("director")
    record = raised(0)
    steps = [s for s in spec.moves if fresh(spec, record).status in s.origins]
    new = read_values(spec, raw_values(spec, 5, people), "GBP")
    writes = [
        lambda v: change(spec, director, record.uid, v, new),
        lambda v: move(spec, director, record.uid, v, steps[0].name, answers(spec, steps[0])),
        lambda v: remove(spec, director, record.uid, v),
    ]

    for write in writes:
        before = fresh(spec, record)
        written = write(before.version)
        made = spec.past.objects.get(card=record.pk, version=written.version).changeset
        done = undo(director, made.uid)
        after = fresh(spec, record)
        same = {k: v for k, v in columns_of(spec, before).items() if k not in {"version", "since"}}
        assert {k: v for k, v in columns_of(spec, after).items() if k in same} == same
        assert (done.restored, done.left) == (1, [])
        agrees(spec, after)

    created = spec.past.objects.get(card=record.pk, version=1).changeset
    assert undo(director, created.uid).left == [f"{record}: changed since, so it stays"]
    with pytest.raises(RuleBroken):
        undo(director, created.uid)
