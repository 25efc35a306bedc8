"""An import under way: the uploaded file with what was said about its columns, until it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from pilothouse.kernel.actors import Actor, actor_for
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.in_use import living_places
from pilothouse.kernel.models import Notification, Place, StoredFile, Verb
from pilothouse.kernel.outbox import enqueue, job
from pilothouse.kernel.rows import rows
from pilothouse.workspaces.applying import apply_draft, count_moves
from pilothouse.workspaces.intake import (
    ImportRejected,
    Mapping,
    PortfolioDraft,
    Table,
    Target,
    draft_portfolio,
    guess_mapping,
    read_table,
)
from pilothouse.workspaces.workspace import WORKSPACES

PURPOSE = "portfolio import"
NEW = "new"


@dataclass
class Staged:
    """One staged file and everything that follows from it."""

    file: StoredFile

    @cached_property
    def table(self) -> Table:
        """The table in the file. Raises ImportRejected."""
        return read_table(bytes(self.file.content), self.file.name, sheet=self.file.facts.get("sheet", ""))

    @cached_property
    def mapping(self) -> Mapping:
        """What each column is taken as: the guess, with what was chosen by hand over it."""
        mapping = guess_mapping(self.table)
        for heading, name in self.file.facts.get("columns", {}).items():
            if any(c.heading == heading and c.target != name for c in mapping.choices):
                mapping = mapping.choose(heading, Target(name))
        return mapping

    @property
    def answers(self) -> dict[str, str]:
        """The answers to the questions that the table left open."""
        return dict(self.file.facts.get("answers", {}))

    @property
    def begun(self) -> bool:
        """Whether it is on its way or written, so that nothing about it can be answered otherwise any more."""
        return self.file.facts.get("state") not in (None, "failed")

    @cached_property
    def draft(self) -> PortfolioDraft:
        """What would be written. Raises Unanswered while a question is open."""
        return draft_portfolio(self.table, self.mapping, self.answers, today=timezone.localdate())

    def note(self, **facts: Any) -> None:
        """Keep what was said or done about this import."""
        self.file.facts = {**self.file.facts, **facts}
        StoredFile.objects.filter(pk=self.file.pk).update(facts=self.file.facts)


def stage(actor: Actor, name: str, content: bytes, under: str, organisation: str) -> Staged:
    """Keep an uploaded file for its import. Raises Denied, Invalid, ImportRejected; nothing is kept then."""
    if not actor.holds(Verb.IMPORT):
        raise Denied("You may not import.")
    if under != NEW and not living_places(actor, Verb.IMPORT).filter(uid=under).exists():
        raise Invalid({"under": "Choose where the portfolio belongs."})
    if under == NEW and not organisation.strip():
        raise Invalid({"organisation": "Give the new organisation a name."})
    facts = {"under": under, "organisation": organisation.strip()[:200]}
    staged = Staged(
        StoredFile(person=actor.person, purpose=PURPOSE, name=name[:200], content=content, facts=facts)
    )
    _ = staged.table
    staged.file.save()
    return staged


def staged(actor: Actor, uid: str) -> Staged:
    """An import of one's own by its id; raises NotThere."""
    file = StoredFile.objects.filter(uid=uid[:12], purpose=PURPOSE, person=actor.person).first()
    if file is None:
        raise NotThere("There is no such import of yours.")
    return Staged(file)


def begin(one: Staged) -> None:
    """Hand the import to the worker; pressing twice begins it once."""
    if one.begun:
        return
    attempt = int(one.file.facts.get("attempt", 0)) + 1
    one.note(state="waiting", attempt=attempt, rows=len(one.table.rows))
    enqueue("import-portfolio", f"import:{one.file.uid}:{attempt}", {"file": one.file.uid})


def organisation_there(actor: Actor, name: str) -> Place | None:
    """The organisation of that name that may be imported into already, such as one that the file before made."""
    named = rows(WORKSPACES, actor).filter(kind="office", title=name, place__parent=None)
    found = named.filter(place__in=living_places(actor, Verb.IMPORT)).select_related("place").first()
    return found.place if found else None


def moves_ahead(actor: Actor, one: Staged) -> int:
    """How many places known here the file would hang under another; none where it makes a new organisation."""
    named = one.file.facts["under"]
    new = named == NEW
    place = organisation_there(actor, one.file.facts["organisation"]) if new else None
    if not new:
        place = living_places(actor, Verb.IMPORT).filter(uid=named).first()
    return count_moves(actor, place, one.draft) if place else 0


def _under(actor: Actor, one: Staged) -> Place | str:
    """Where an import goes: a place, or the name of an organisation that is still to be made."""
    if one.file.facts["under"] != NEW:
        found = living_places(actor, Verb.IMPORT).filter(uid=one.file.facts["under"]).first()
        if found is None:
            raise Denied("You may no longer import there.")
        return found
    if not actor.holds(Verb.IMPORT):
        raise Denied("You may no longer import.")
    named: str = one.file.facts["organisation"]
    return organisation_there(actor, named) or named


@job("import-portfolio")
def write_import(payload: dict[str, Any]) -> None:
    """Write a staged import, as the person who asked for it and with the rights they hold now."""
    file = StoredFile.objects.select_related("person").filter(uid=payload["file"]).first()
    if file is None or file.person is None or file.facts.get("state") != "waiting":
        return
    one, actor = Staged(file), actor_for(file.person, door="import")
    try:
        applied = apply_draft(actor, _under(actor, one), one.draft)
    except (Denied, Invalid, ImportRejected) as error:
        one.note(state="failed", why=str(error))
        return
    names = ("made", "matched", "facts", "known", "led", "nobody", "moved")
    result = {name: getattr(applied, name) for name in names}
    where = {"under": applied.office.uid, "changeset": applied.changeset.uid}
    one.note(state="written", bad=len(one.draft.errors), **where, **result)
    text = f"{file.name} is imported: {applied.made} made, {applied.facts} facts."
    Notification.objects.create(
        person=file.person, text=text[:250], key=f"import:{file.uid}", at=applied.changeset.at
    )
