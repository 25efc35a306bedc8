"""Every list: each filter, order, group and page answers as going through the rows by hand does."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.folding import folded, sort_key
from pilothouse.kernel.listing import answer, groupable, matching, read_state
from pilothouse.kernel.rows import rows

MANY = 14


@pytest.fixture
def listed(spec: Any, raised: Any, act: Any) -> list[Any]:
    """Some records, a few with empty fields, with their worked-out columns."""
    made = [raised(seed % 11) for seed in range(MANY)]
    columns = {f.name: f for f in spec.model._meta.concrete_fields}
    empty = {n: None for n in spec.form_fields if columns[n].null}
    spec.model._default_manager.filter(pk__in=[r.pk for r in made[:3]]).update(**empty)
    found = rows(spec, act("director")).annotate(**{c.name: c.expression for c in spec.computed})
    return list(found)


def value_of(spec: Any, record: Any, name: str) -> Any:
    """A value as the list orders it: choices by their place in the specification, people and places by name."""
    if name == "title":
        return record.sort
    if spec.kind(name).name == "choice":
        return [value for value, _ in spec.field(name).flatchoices].index(getattr(record, name))
    if name == "code":
        return len(record.code), record.code  # R-2 before R-10
    value, path = getattr(record, name), spec.kind(name).path
    return getattr(value, path) if path and value is not None else value


def keys(spec: Any, act: Any, **query: Any) -> list[int]:
    asked = {k: v if isinstance(v, list) else [v] for k, v in query.items()}
    return [r.pk for r in matching(spec, act("director"), read_state(spec, asked))]


def shown(spec: Any) -> list[str]:
    return list(dict.fromkeys((*spec.columns, *(c.name for c in spec.computed))))


def test_every_column_sorts_both_ways_with_empty_values_last(spec: Any, act: Any, listed: Any) -> None:
    newest = sorted(listed, key=lambda r: -r.pk)

    for name in shown(spec):
        filled = [r for r in newest if value_of(spec, r, name) is not None]
        empty = [r for r in newest if value_of(spec, r, name) is None]
        up = sorted(filled, key=lambda r: value_of(spec, r, name))
        down = sorted(filled, key=lambda r: value_of(spec, r, name), reverse=True)
        assert keys(spec, act, sort=name) == [r.pk for r in up + empty], name
        assert keys(spec, act, sort=f"-{name}") == [r.pk for r in down + empty], name


def test_every_filter_keeps_what_it_says(spec: Any, act: Any, listed: Any, org: Any) -> None:
    def check(keeps: Callable[[Any], bool], **query: Any) -> None:
        wanted = {r.pk for r in listed if keeps(r)}
        assert set(keys(spec, act, **query)) == wanted, query

    for name in spec.filters:
        kind, values = spec.kind(name), [getattr(r, name) for r in listed]
        known = sorted({v for v in values if v is not None}, key=str)
        if kind.filter == "person":
            one = known[0]
            check(lambda r, n=name: getattr(r, n) is None, **{name: "none"})
            check(lambda r, n=name, o=one: getattr(r, n) == o, **{name: one.uid})
            check(lambda r, n=name, o=one: getattr(r, n) in (None, o), **{name: [one.uid, "none"]})
            check(lambda r, n=name: getattr(r, n) == org.people.director, **{name: "me"})
        elif kind.filter == "any":
            for some in ([known[0]], known[:2]):
                check(lambda r, n=name, s=some: getattr(r, n) in s, **{name: [str(v) for v in some]})
        elif kind.filter == "range":
            text = {v: kind.text(spec.field(name), v, "GBP") for v in known}
            low, high = known_middle(values)
            check(
                lambda r, n=name, v=low: (g := getattr(r, n)) is not None and g >= v,
                **{f"{name}_from": text[low]},
            )
            check(
                lambda r, n=name, v=high: (g := getattr(r, n)) is not None and g <= v,
                **{f"{name}_to": text[high]},
            )
            check(lambda r, n=name, v=low: getattr(r, n) == v, **{name: text[low]})
        else:
            raise AssertionError(f"no law for a filter of kind {kind.filter}")


def known_middle(values: list[Any]) -> tuple[Any, Any]:
    """Two different values inside the range."""
    known = sorted({v for v in values if v is not None})
    assert len(known) > 3
    return known[len(known) // 3], known[2 * len(known) // 3]


def test_search_finds_every_word_without_accents_or_case(spec: Any, act: Any, listed: Any) -> None:
    assert set(keys(spec, act, q="zaneta TITLE")) == {r.pk for r in listed if "title" in folded(r.title)}
    assert keys(spec, act, q="title nobody-wrote-this") == []


def test_groups_count_what_they_hold(spec: Any, act: Any, listed: Any) -> None:
    for name in groupable(spec):
        found = answer(spec, act("director"), read_state(spec, {"group": [name]}))
        path = spec.kind(name).path
        held = [getattr(getattr(r, name), path, None) if path else getattr(r, name) for r in listed]
        assert dict(found.groups) == dict(Counter(held)), name
        seen = [row[-1] for row in found.rows]
        if spec.kind(name).name == "choice":
            listed_order = [value for value, _ in spec.field(name).flatchoices if value in seen]
            assert list(dict.fromkeys(seen)) == listed_order, name
        assert len([a for a, b in pairwise(seen) if a != b]) == len(set(seen)) - 1


def test_sums_are_those_of_the_whole_list_by_currency(spec: Any, act: Any, listed: Any) -> None:
    if not spec.has_currency:
        assert answer(spec, act("director"), read_state(spec, {})).sums == []
        return
    money = [n for n in shown(spec) if spec.kind(n).sums]
    spec.model._default_manager.filter(pk__in=[r.pk for r in listed[::2]]).update(currency="EUR")
    for record in listed[::2]:
        record.currency = "EUR"

    found = answer(spec, act("director"), read_state(spec, {"size": ["2"], "col": money}))

    for name in money:
        for currency in ("EUR", "GBP"):
            own = [v for r in listed if r.currency == currency and (v := getattr(r, name)) is not None]
            assert (name, currency, sum(own)) in found.sums
    assert found.total == len(listed)


def test_pages_follow_each_other_without_gap_or_double(spec: Any, act: Any, listed: Any, page: Any) -> None:
    whole = keys(spec, act, sort="status")
    paged: list[int] = []
    for number in range(1, 6):
        state = read_state(spec, {"sort": ["status"], "size": ["3"], "page": [str(number)], "col": ["code"]})
        found = answer(spec, act("director"), state)
        uids = [row[0] for row in found.rows]
        paged += [next(r.pk for r in listed if r.uid == uid) for uid in uids]
        assert found.pages == -(-len(listed) // 3)

    assert paged == whole
    html = page("director").get(f"/{spec.slug}?size=3&page=2&sort=status").content.decode()
    assert {r.pk for r in listed if f'id="r-{r.uid}"' in html} == set(whole[3:6])


@pytest.mark.parametrize(
    "query",
    ["colour_of_money=1", "sort=password", "group=title", "col=author__password", "page=0", "page=²", "size=501",
     "as_of=9999-12-31", "as_of=yesterday", "as_of=0001-01-01", "page=99999999999999999999", "status=%00"],
)  # fmt: skip
def test_an_address_that_means_nothing_is_refused_in_words(spec: Any, page: Any, query: str) -> None:
    answered = page("director").get(f"/{spec.slug}?{query}")

    assert answered.status_code == 400, query


@pytest.mark.parametrize("query", ["q=%00", "q=%F0%9F%98%80", "place=%00", "owner=%00", "q=" + "x" * 3000])
def test_odd_text_in_an_address_breaks_nothing(spec: Any, page: Any, query: str) -> None:
    assert page("director").get(f"/{spec.slug}?{query}").status_code in {200, 400, 404}


def test_titles_sort_by_their_numbers(spec: Any, raised: Any, act: Any) -> None:
    assert sort_key("R-2") < sort_key("R-10")
    assert read_state(spec, {"as_of": ["2026-01-31"]}).as_of == datetime.date(2026, 1, 31)
    with pytest.raises(Invalid):
        read_state(spec, {"nothing": ["1"]})
