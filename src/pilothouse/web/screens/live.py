"""What is still going on at a place, register by register: how many, and what they come to, each with its list."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.listing import ListState, ongoing, totals
from pilothouse.kernel.models import Place
from pilothouse.kernel.money import short_money
from pilothouse.kernel.spec import REGISTERS, RegisterSpec


def live_figures(actor: Actor, place: Place, as_of: date | None = None) -> list[dict[str, Any]]:
    """The registers at a place and below: what is not over, as far as the actor sees it. At most two queries each.

    as_of : the past day that is looked at; None for now
    """
    return [_figures(spec, actor, place, as_of) for spec in REGISTERS.values() if not spec.model.own_place]


def _figures(spec: RegisterSpec, actor: Actor, place: Place, as_of: date | None) -> dict[str, Any]:
    whole = f"/w/{place.uid}/{spec.slug}"
    state = ongoing(spec, ListState(place=place.uid, as_of=as_of))
    count, sums, _, _ = totals(spec, actor, state)
    by_column: dict[str, list[str]] = {}
    for name, currency, amount in sums:
        by_column.setdefault(name, []).append(short_money(amount, currency))
    return {
        "label": spec.title,
        "url": f"{whole}?as_of={as_of}" if as_of else whole,
        "live": f"{count:,} live",
        "live_url": f"{whole}?{urlencode(state.pairs())}",
        "sums": [
            {
                "label": spec.label(name),
                "value": " + ".join(amounts),
                "url": f"{whole}?{urlencode(state.but(sort=(f'-{name}',)).pairs())}",
            }
            for name, amounts in by_column.items()
        ],
    }
