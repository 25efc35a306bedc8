"""Who leads what a file brings in: people who are here already, known by their name or their address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

from pilothouse.kernel.folding import folded


def people_called(names: Iterable[str]) -> dict[str, Any]:
    """The one active person whom each name or address means; names of nobody, or of two, are left out. One query."""
    wanted = {folded(name) for name in names if name.strip()}
    if not wanted:
        return {}
    found: dict[str, set[Any]] = {}
    for person in get_user_model()._default_manager.filter(is_active=True):
        for known_as in {folded(person.name), folded(person.email)} & wanted:
            found.setdefault(known_as, set()).add(person)
    return {name: people.pop() for name, people in found.items() if len(people) == 1}
