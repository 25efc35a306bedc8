"""The rows of the activity page: who did what to which record, where, in words that lead there."""

from __future__ import annotations

from html import escape

from pilothouse.kernel.activity import seen_changes
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.deeds import deed
from pilothouse.kernel.models import ChangeSet
from pilothouse.kernel.spec import REGISTERS
from pilothouse.kernel.touched import Touched, touched_by
from pilothouse.web.screens.buttons import table_row
from pilothouse.web.screens.details import when
from pilothouse.web.screens.finding import address

OF_PEOPLE = ("people", "team", "access")
HEADINGS = ("When", "Who", "Did what", "To what", "Where", "How", "Why")
DOORS = {
    "web": "on a page",
    "api": "through the API",
    "import": "by import",
    "cli": "from the command line",
    "command line": "from the command line",
    "worker": "by the worker",
    "demo": "with the demonstration",
    "setup": "at the first start",
}


def doing_rows(actor: Actor, first: int, count: int) -> tuple[str, bool]:
    """The rows of `count` change-sets after the `first`, newest first, and whether there are more."""
    listed = seen_changes(actor, first, count + 1)
    shown = listed[:count]
    touched = touched_by(actor, shown)
    return "".join(_row(change, touched[change.pk]) for change in shown), len(listed) > count


def _row(change: ChangeSet, touched: Touched) -> str:
    place = touched.place
    what, why = _what(touched), _why(change, touched)
    if what == "–" and change.action.partition(":")[0] in OF_PEOPLE:
        what, why = why, "–"  # what was done to people and teams is all that is said of it
    return table_row(
        when(change.at),
        _who(change),
        escape(deed(change.action)),
        what,
        f'<a href="/w/{place.uid}">{escape(place.name)}</a>' if place else "–",
        DOORS.get(change.door, escape(change.door)),
        why,
    )


def _why(change: ChangeSet, touched: Touched) -> str:
    named = (
        touched.card is not None and change.why == touched.card.code
    )  # the code alone stands beside it already
    return "–" if named else escape(change.why) or "–"


def _who(change: ChangeSet) -> str:
    if change.by is None:
        return "Pilothouse"
    who = f'<a href="/people/{change.by.uid}">{escape(change.by.name)}</a>'
    return f"{who} for {escape(change.on_behalf_of.name)}" if change.on_behalf_of else who


def _what(touched: Touched) -> str:
    if card := touched.card:
        return f'<a href="{address(card)}">{escape(card.code)} {escape(card.title)}</a>'
    said = []
    for slug, many in touched.counts.items():
        spec = REGISTERS[slug]
        said.append(f"{many:,} {spec.one if many == 1 else spec.title.lower()}")
    if touched.facts:
        said.append(f"{touched.facts:,} fact{'' if touched.facts == 1 else 's'}")
    return escape(", ".join(said)) or "–"
