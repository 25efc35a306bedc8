"""A person who signs in with a password, for tests of the ways in."""

from __future__ import annotations

from typing import Any

PASSWORD = "a long enough secret 7"


def with_password(person: Any) -> Any:
    """The person, who has that password now."""
    person.set_password(PASSWORD)
    person.save()
    return person
