"""Values and records for any register, made from its specification alone."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import Place
from pilothouse.kernel.reading import read_values
from pilothouse.kernel.spec import RegisterSpec
from pilothouse.kernel.writing import Start, create
from pilothouse.workspaces.actions import NewWorkspace, create_workspace

CHANGING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "csrf"),
    (re.compile(r'nonce="[^"]+"'), "nonce"),
    (re.compile(r'"csrf[^"]*": *"[^"]+"'), "csrf"),
    (re.compile(r'(content|data-csrf|data-token)="[A-Za-z0-9]{64}"'), "csrf"),
)


def text_of(spec: RegisterSpec, name: str, seed: int, people: tuple[Any, ...] = ()) -> str:
    """A value as a person would type it; later fields get larger numbers, so that ranges run the right way."""
    field, kind = spec.field(name), spec.kind(name)
    at = spec.form_fields.index(name) + 1 if name in spec.form_fields else 1
    if kind.name in {"choice", "step"}:
        return str(field.flatchoices[seed % len(field.flatchoices)][0])
    if kind.name == "person":
        return people[seed % len(people)].uid if people else ""
    texts = {
        "text": f"{name} {seed} Žaneta"[: field.max_length or 200],
        "long text": f"{name} {seed}: ={at}+1\nsecond line",
        "date": f"20{20 + seed % 9}-0{1 + seed % 9}-{10 + at % 18}",
        "money": f"{seed + 1}{at:03d}.50",
        "share": f"0.{1 + seed % 9}{at:02d}",
        "number": str(seed * 100 + at),
        "yes or no": "yes" if seed % 2 else "no",
    }
    return texts[kind.name]


def raw_values(spec: RegisterSpec, seed: int = 0, people: tuple[Any, ...] = ()) -> dict[str, str]:
    """Every field of the form filled in."""
    return {name: text_of(spec, name, seed, people) for name in spec.form_fields}


def raise_one(
    spec: RegisterSpec, actor: Actor, place: Place, raw: dict[str, str] | None = None, status: str = ""
) -> Any:
    """A new record at a place; a register whose records are places gets one below it."""
    values = read_values(spec, raw if raw is not None else raw_values(spec), place.currency)
    if spec.model.own_place:
        name = values.pop("title")
        more = {"status": status} if status else {}
        return create_workspace(actor, NewWorkspace("project", name, place, values, **more))
    return create(spec, actor, place, values, start=Start(status=status))


def stored(spec: RegisterSpec, record: Any) -> dict[str, Any]:
    """The form's values of a record as they lie in the database."""
    fresh = spec.model._default_manager.get(pk=record.pk)
    return {name: getattr(fresh, spec.field(name).attname) for name in spec.form_fields}


def still(content: bytes, *ids: str) -> str:
    """A page without what differs from one request to the next: tokens, nonces and the ids asked for."""
    text = content.decode()
    for pattern, word in CHANGING:
        text = pattern.sub(word, text)
    for one in ids:
        text = text.replace(one, "ID")
    return text


def print_of(content: bytes) -> str:
    """A short name of some bytes."""
    return hashlib.sha256(content).hexdigest()[:12]
