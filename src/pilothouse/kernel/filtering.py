"""Filters of a list: only those that the specification names, each read by the kind of its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.folding import folded
from pilothouse.kernel.models import PRIMARY, Place, Reach
from pilothouse.kernel.spec import RegisterSpec

NOBODY = "none"
ME = "me"


@dataclass(frozen=True)
class Filter:
    """One filter in force: a column, how it compares, and the values, typed and as they stand in the address."""

    name: str
    way: str
    values: tuple[Any, ...]
    raw: tuple[str, ...]
    key: str

    def condition(self, spec: RegisterSpec, actor: Actor) -> Q:
        """The condition on the rows."""
        if self.way == "person":
            return self._of_person(actor)
        if self.way == "place":
            inside = Reach.objects.filter(
                hierarchy=PRIMARY, ancestor__in=Place.objects.filter(uid__in=self.values).values("pk")
            )
            return Q(place__in=inside.values("place"))
        if self.way == "contains":
            return Q(card__search__contains=folded(self.values[0]))
        suffix = {"from": "__gte", "to": "__lte"}.get(self.way, "__in")
        return Q(**{f"{self.name}{suffix}": self.values[0] if suffix != "__in" else list(self.values)})

    def _of_person(self, actor: Actor) -> Q:
        condition = Q(**{f"{self.name}__uid__in": [v for v in self.values if v not in (ME, NOBODY)]})
        if ME in self.values:
            condition |= Q(**{self.name: actor.own_id})
        if NOBODY in self.values:
            condition |= Q(**{f"{self.name}__isnull": True})
        return condition


def read_filters(spec: RegisterSpec, query: Mapping[str, list[str]], faults: dict[str, str]) -> list[Filter]:
    """The filters in an address; what is not known or cannot be read is put into `faults`."""
    found: list[Filter] = []
    for key, given in query.items():
        raw = tuple(v[:200] for v in given if v.strip())
        name, way = _name_and_way(key)
        if name not in spec.filters or (way and spec.kind(name).filter != "range"):
            faults[key[:60]] = "This list has no such filter."
            continue
        if not raw:
            continue
        way = way or spec.kind(name).filter
        if way == "range":
            found += _exactly(spec, name, raw, faults)
            continue
        try:
            found.append(Filter(name, way, _typed(spec, name, way, raw), raw, key))
        except ValueError as error:
            faults[key] = str(error)
    return found


def _exactly(spec: RegisterSpec, name: str, raw: tuple[str, ...], faults: dict[str, str]) -> list[Filter]:
    try:
        return [Filter(name, "any", _typed(spec, name, "any", raw), raw, name)]
    except ValueError as error:
        faults[name] = str(error)
        return []


def _name_and_way(key: str) -> tuple[str, str]:
    for suffix in ("_from", "_to"):
        if key.endswith(suffix):
            return key.removesuffix(suffix), suffix[1:]
    return key, ""


def _typed(spec: RegisterSpec, name: str, way: str, raw: tuple[str, ...]) -> tuple[Any, ...]:
    if way in {"person", "contains", "place"}:
        return raw
    kind, column = spec.kind(name), spec.field(name)
    return tuple(kind.read(column, text, "GBP") for text in raw)
