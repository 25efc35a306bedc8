"""Base, mine and theirs of a stale write, field by field; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.past_reading import past_of_record
from pilothouse.kernel.spec import RegisterSpec
from pilothouse.web.screens.forms import shown_values


def base_of(spec: RegisterSpec, card_id: int, version: int) -> Any:
    """The version that both began from; None when it is not in the past."""
    people = [f.name for f in spec.model._meta.concrete_fields if f.is_relation and f.name != "card"]
    past = spec.past._default_manager.filter(card_id=card_id, version=version)
    return past.select_related(*people).first()


def _words(spec: RegisterSpec, name: str, record: Any) -> str:
    value = getattr(record, name)
    if value in (None, ""):
        return "–"
    return spec.kind(name).text(spec.field(name), value, getattr(record, "currency", ""))


def _typed(spec: RegisterSpec, name: str, text: str, values: Mapping[str, Any], currency: str) -> str:
    value = values.get(name)
    return (
        spec.kind(name).text(spec.field(name), value, currency) if value not in (None, "") else (text or "–")
    )


def _other_writer(spec: RegisterSpec, card_id: int, reader: Actor) -> dict[str, Any]:
    """Who wrote the present version and at what time of day; it may be the reader, in another window."""
    last = past_of_record(spec, card_id, limit=1)[0].changeset
    own = last.by_id is not None and last.by_id == reader.person_id
    name = last.by.name if last.by else "Pilothouse"
    return {"own": own, "theirs_who": name, "theirs_when": f"{timezone.localtime(last.at):%H:%M}"}


def merge_block(
    spec: RegisterSpec,
    reader: Actor,
    current: Any,
    base: Any,
    typed: Mapping[str, str],
    values: Mapping[str, Any],
) -> dict[str, Any]:
    """The context of the merge page: the fields on which the three differ."""
    columns = {name: spec.field(name) for name in spec.form_fields}
    currency = getattr(current, "currency", "")
    theirs = shown_values(columns, current, currency)
    old = shown_values(columns, base, currency) if base is not None else theirs
    fields, same = [], []
    for name in [n for n in spec.form_fields if n in typed]:
        mine, now, was = str(typed[name]), str(theirs[name]), str(old[name])
        if mine == now:
            same.append(spec.label(name))
            continue
        fields.append(
            {
                "name": name,
                "label": spec.label(name),
                "base": _words(spec, name, base) if base is not None else "–",
                "mine": _typed(spec, name, mine, values, currency),
                "theirs": _words(spec, name, current),
                "mine_value": mine,
                "conflict": was not in (mine, now),
                "chosen": "mine" if mine != was else "theirs",
            }
        )
    return {
        "title": current.title,
        "action_url": f"/{spec.slug}/{current.uid}/merge",
        "cancel_url": f"/{spec.slug}/{current.uid}",
        "version": current.version,
        "base_version": base.version if base is not None else "",
        **_other_writer(spec, current.pk, reader),
        "fields": fields,
        "same": same,
    }


def merged(spec: RegisterSpec, current: Any, base: Any, post: Mapping[str, str]) -> dict[str, Any]:
    """The values chosen on the merge page, as a form carries them."""
    columns = {name: spec.field(name) for name in spec.form_fields}
    currency = getattr(current, "currency", "")
    chosen = shown_values(columns, current, currency)
    old = shown_values(columns, base, currency) if base is not None else chosen
    for name in spec.form_fields:
        choice = post.get(f"choice-{name}")
        if choice == "mine":
            chosen[name] = post.get(f"mine-{name}", "")
        elif choice == "base":
            chosen[name] = old[name]
    return {name: value for name, value in chosen.items() if value is not False}
