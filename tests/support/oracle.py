"""Who may see what, worked out the slow way: walking up from each record, one rule after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pilothouse.kernel.models import ANY_KIND, Grant, Lift, Place, RoleRight, TeamMember, Verb
from pilothouse.kernel.spec import RegisterSpec

OWN = {Verb.VIEW: Verb.VIEW_OWN, Verb.CHANGE: Verb.CHANGE_OWN, Verb.COMMENT: Verb.VIEW_OWN}


class Oracle:
    """Everything read once into plain dictionaries; the answers come from loops."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.parent = dict(Place.objects.values_list("pk", "parent_id"))
        self.sealed = dict(Place.objects.values_list("pk", "sealed"))
        self.rights: dict[int, set[tuple[str, str]]] = {}
        for role, verb, kind in RoleRight.objects.values_list("role_id", "verb", "kind"):
            self.rights.setdefault(role, set()).add((verb, kind))
        self.seats = set(TeamMember.objects.values_list("team_id", "person_id"))
        self.grants = list(Grant.objects.all())
        self.lifts = list(Lift.objects.all())

    def holds(self, person: Any, grant: Grant) -> bool:
        """Whether a grant is this person's and counts now."""
        if not person.is_active:
            return False
        mine = grant.person_id == person.pk or (grant.team_id, person.pk) in self.seats
        begun = grant.starts is None or grant.starts <= self.now
        return mine and begun and (grant.ends is None or grant.ends > self.now)

    def may(self, person: Any, verb: str, kind: str, place: int) -> bool:
        """Walk up from a place; stop behind the first sealed one."""
        at: int | None = place
        while at is not None:
            for grant in self.grants:
                brought = self.rights.get(grant.role_id, set()) & {(str(verb), kind), (str(verb), ANY_KIND)}
                if brought and grant.place_id == at and self.holds(person, grant):
                    return True
            if self.sealed[at]:
                return False
            at = self.parent[at]
        return False

    def owns(self, spec: RegisterSpec, person: Any, record: Any) -> bool:
        """Whether the record names this person in one of the ways that make it their own."""
        for path in spec.visibility.own:
            part_name, _, name = path.rpartition(".")
            if not part_name:
                if getattr(record, f"{name}_id") == person.pk:
                    return True
                continue
            part = spec.part(part_name)
            for child in part.model._default_manager.filter(**{part.parent: record.pk}):
                if getattr(child, f"{name}_id") == person.pk:
                    return True
        return False

    def sees(self, spec: RegisterSpec, person: Any, record: Any, verb: Verb = Verb.VIEW) -> bool:
        """Reached by a grant, or own, or lifted openly to a place that is reached."""
        if record.removed_at is not None:
            return False
        if self.may(person, verb, spec.slug, record.place_id):
            return True
        own = OWN.get(verb)
        if own and self.may(person, own, spec.slug, record.place_id) and self.owns(spec, person, record):
            return True
        return any(
            lift.card_id == record.pk
            and lift.ended is None
            and not lift.redacted
            and self.may(person, verb, spec.slug, lift.place_id)
            for lift in self.lifts
        )

    def rows(self, spec: RegisterSpec, person: Any, verb: Verb = Verb.VIEW) -> set[int]:
        """The keys of all records of a register that the person may do this with."""
        records: Iterable[Any] = spec.model._default_manager.all()
        return {record.pk for record in records if self.sees(spec, person, record, verb)}

    def places(self, person: Any, verb: Verb, kind: str) -> set[int]:
        """The places at which the person may do this; to see, seeing own items there is enough."""
        verbs = {verb, Verb.VIEW_OWN} if verb == Verb.VIEW else {verb}
        return {key for key in self.parent if any(self.may(person, v, kind, key) for v in verbs)}
