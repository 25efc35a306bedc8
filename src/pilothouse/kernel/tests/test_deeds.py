"""What history calls a step: words of people, from the labels of the specification."""

from __future__ import annotations

import pytest

from pilothouse.kernel.deeds import deed, done
from pilothouse.kernel.spec import REGISTERS


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("risks: create", "Raised"),
        ("risks: change", "Changed"),
        ("risks: remove", "Moved to the trash"),
        ("risks: restore", "Restored from the trash"),
        ("risks: escalate", "Escalated"),
        ("risks: return", "Took back"),
        ("risks: occur", "It happened"),
        ("undo: risks: escalate", "Undone: escalated"),
        ("undo: undo: risks: escalate", "Done again: escalated"),
        ("workspaces: move to another parent", "Moved to another parent"),
        ("workspaces: cancel", "Cancelled it"),
        ("import: portfolio", "Imported"),
        ("facts: tell", "Told"),
        ("comment", "Commented"),
    ],
)
def test_an_action_is_told_as_people_say_it(action: str, told: str) -> None:
    assert deed(action) == told


def test_every_move_of_every_register_is_told_by_its_own_label() -> None:
    told = [(m, deed(f"{spec.slug}: {m.name}")) for spec in REGISTERS.values() for m in spec.moves]

    assert len(told) >= 13
    for move, words in told:
        assert words == done(move.label)
        assert words.split()[-1] != move.name
        assert words[0].isupper()
