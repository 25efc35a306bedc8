"""Every form: it keeps what was typed, shows what is wrong where it is wrong, and cannot reach the kernel's fields."""

from __future__ import annotations

from typing import Any

import pytest
from samples import raw_values, stored

from pilothouse.kernel.models import KERNEL_FIELDS, ChangeSet
from pilothouse.kernel.reading import read_values
from pilothouse.kernel.writing import change

FORGED = {
    "card": "1", "uid": "aaaaaaaaaaaa", "place": "aaaaaaaaaaaa", "code": "X-1", "sort": "zzz", "author": "1",
    "version": "1", "since": "2001-01-01", "removed_at": "2001-01-01", "status": "closed", "id": "aaaaaaaaaaaa",
    "place_id": "1", "card_id": "1", "author_id": "1", "owner_id": "1",
}  # fmt: skip


def kernel_columns(spec: Any, record: Any) -> dict[str, Any]:
    fresh = spec.model._default_manager.get(pk=record.pk)
    names = KERNEL_FIELDS - {"version", "since", "sort"}
    return {n: getattr(fresh, spec.model._meta.get_field(n).attname) for n in names}


def test_forged_fields_are_the_ones_the_kernel_keeps() -> None:
    assert set(FORGED) >= KERNEL_FIELDS


def test_the_form_keeps_what_was_typed_and_no_more(spec: Any, raised: Any, page: Any, people: Any) -> None:
    record = raised(0)
    before = kernel_columns(spec, record)
    typed = raw_values(spec, 4, people)

    answer = page("director").post(f"/{spec.slug}/{record.uid}/edit", {**FORGED, **typed, "version": "1"})

    assert answer.status_code == 302, answer.content.decode()[:3000]
    wanted = read_values(spec, typed, "GBP")
    assert stored(spec, record) == {n: getattr(v, "pk", v) for n, v in wanted.items()}
    assert kernel_columns(spec, record) == before


def test_a_new_record_takes_nothing_forged(spec: Any, page: Any, home: Any, people: Any, act: Any) -> None:
    if spec.model.own_place:
        assert page("director").post(f"/{spec.slug}/new", {}).status_code == 302
        return
    typed = raw_values(spec, 4, people)

    answer = page("director").post(f"/{spec.slug}/new", {**FORGED, **typed, "place": home.uid})

    record = spec.model._default_manager.get()
    assert answer["Location"] == f"/{spec.slug}/{record.uid}"
    assert (record.place, record.version, record.author.name) == (home, 1, "Director")
    assert record.code == f"{spec.model.prefix}-1"
    assert record.uid != FORGED["uid"]
    assert stored(spec, record) == {
        n: getattr(v, "pk", v) for n, v in read_values(spec, typed, "GBP").items()
    }


def test_the_api_refuses_the_kernels_fields_by_name(spec: Any, raised: Any, page: Any) -> None:
    record, browser = raised(), page("director")
    url = f"/api/v1/{spec.slug}/{record.uid}"

    for name in sorted(set(FORGED) - set(spec.form_fields)):
        answer = browser.patch(url, f'{{"{name}": "1"}}', "application/json", HTTP_IF_MATCH='"1"')
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [name])


def test_a_wrong_value_stands_at_its_field_and_nothing_typed_is_lost(
    spec: Any, raised: Any, page: Any, people: Any
) -> None:
    record = raised(0)
    typed = {**raw_values(spec, 4, people), "title": ""}

    answer = page("director").post(f"/{spec.slug}/{record.uid}/edit", {**typed, "version": "1"})

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "This cannot be empty." in html
    assert all(
        value in html for name, value in typed.items() if spec.kind(name).widget in {"text", "date", "money"}
    )
    assert spec.model._default_manager.get(pk=record.pk).version == 1


def test_a_field_saves_itself_when_left(spec: Any, raised: Any, page: Any) -> None:
    record, browser = raised(), page("director")
    url = f"/{spec.slug}/{record.uid}/autosave"

    saved = browser.post(url, {"_field": "title", "title": "Saved alone", "version": "1"})
    stale = browser.post(url, {"_field": "title", "title": "Too late", "version": "1"})
    forged = browser.post(url, {"_field": "status", "status": "closed", "version": "2"})

    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    assert (stale.status_code, stale.json()) == (409, {"merge_url": f"/{spec.slug}/{record.uid}/merge"})
    assert forged.status_code == 422
    assert stored(spec, record)["title"] == "Saved alone"


def test_a_stale_form_is_merged_field_by_field(
    spec: Any, raised: Any, page: Any, people: Any, act: Any
) -> None:
    record, browser = raised(0), page("director")
    other = next(n for n in spec.form_fields if n != "title" and spec.kind(n).widget in {"text", "long"})
    change(spec, act("office_manager"), record.uid, 1, {"title": "Theirs", other: "their words"})
    mine = {**raw_values(spec, 0, people), "title": "Mine", "version": "1"}

    answer = browser.post(f"/{spec.slug}/{record.uid}/edit", mine)

    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Mine" in html
    assert "Theirs" in html
    chosen = {"merging": "1", "base": "1", "version": "2", "choice-title": "mine", "mine-title": "Mine"}
    assert browser.post(f"/{spec.slug}/{record.uid}/merge", chosen).status_code == 302
    kept = stored(spec, record)
    assert (kept["title"], kept[other]) == ("Mine", "their words")


def test_saving_without_a_change_offers_no_undo_of_something_else(
    spec: Any, raised: Any, page: Any, people: Any
) -> None:
    record, browser = raised(0), page("director")
    before = ChangeSet.objects.count()

    answer = browser.post(f"/{spec.slug}/{record.uid}/edit", {**raw_values(spec, 0, people), "version": "1"})

    assert answer.status_code == 302
    assert ChangeSet.objects.count() == before
    assert "undo" not in browser.session


@pytest.mark.parametrize("version", ["", "x", "²", "99999999999999999999"])
def test_a_form_without_its_version_changes_nothing(spec: Any, raised: Any, page: Any, version: str) -> None:
    record = raised()

    answer = page("director").post(f"/{spec.slug}/{record.uid}/edit", {"title": "X", "version": version})

    assert answer.status_code in {400, 409}
    assert spec.model._default_manager.get(pk=record.pk).version == 1
