"""What a seal would mean for people: who no longer sees a place, and who could open it again."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.accounts.models import Person
from pilothouse.kernel.models import Place, Verb
from pilothouse.kernel.seers import grants_at

MOST = 4


@dataclass(frozen=True)
class Sealing:
    """The people who see a place now and would not when it is sealed, and those inside who could open it again."""

    lost: tuple[Person, ...]
    keys: tuple[Person, ...]

    def words(self, title: str, whom: int | None) -> str:
        """The question before a place is sealed; whoever asks, `whom`, is called you."""
        lost = named(self.lost, whom)
        gone = f"{lost} will no longer see it, nor anything in it, nor that it exists." if lost else ""
        first = gone[:1].upper() + gone[1:] or "Nobody who sees it now is shut out."
        only = f"Only who may give access inside can open it again: {named(self.keys, whom)}."
        return f"Seal {title}? {first} {only}"


def named(people: tuple[Person, ...], you: int | None) -> str:
    """A few names and how many more, such as `you, Ann Lee and 3 more`."""
    names = ["you"] if any(p.pk == you for p in people) else []
    names += [p.name for p in people if p.pk != you]
    more = [f"{len(names) - MOST:,} more"] if len(names) > MOST + 1 else []
    listed = names[:MOST] + more if more else names
    return " and ".join(filter(None, (", ".join(listed[:-1]), *listed[-1:])))


def sealing(place: Place) -> Sealing:
    """What a seal on a place that is open would mean. Two queries a right."""
    seen: dict[int, Person] = {}
    inside: set[int] = set()
    for verb in (Verb.VIEW, Verb.VIEW_OWN):
        for person, grant, _ in grants_at(place, "workspaces", verb):
            seen[person.pk] = person
            if grant.place_id == place.pk:
                inside.add(person.pk)
    keys = {
        p.pk: p for p, grant, _ in grants_at(place, "workspaces", Verb.GRANT) if grant.place_id == place.pk
    }
    lost = (person for key, person in seen.items() if key not in inside)
    return Sealing(tuple(sorted(lost, key=_name)), tuple(sorted(keys.values(), key=_name)))


def _name(person: Person) -> str:
    return person.name
