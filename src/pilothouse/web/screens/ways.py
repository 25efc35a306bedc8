"""The way to a record, which stands above its page and above all that is done to it."""

from __future__ import annotations

from typing import Any

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import Verb
from pilothouse.kernel.rows import may
from pilothouse.kernel.spec import RegisterSpec


def list_of(spec: RegisterSpec, actor: Actor, record: Any) -> str:
    """The address of the list in which a record stands: of its place for who may open that, else of all. One query."""
    inside = may(actor, Verb.VIEW, "workspaces", record.place)
    return f"/w/{record.place.uid}/{spec.slug}" if inside else f"/{spec.slug}"


def way_to(spec: RegisterSpec, actor: Actor, record: Any, *last: str, tail: str = "") -> list[dict[str, str]]:
    """Place, register, code, and what is done there; a place is only named to who may not open it. One query.

    tail : what follows the addresses, so that they too are read on a past day
    """
    listed = list_of(spec, actor, record)
    place, _, slug = listed.rpartition("/")
    own = f"/{spec.slug}/{record.uid}{tail}" if last else ""
    return [
        {"label": record.place.name, "url": place and place + tail},
        {"label": spec.title, "url": f"{place}/{slug}{tail}"},
        {"label": record.code, "url": own},
        *({"label": text, "url": ""} for text in last),
    ]
