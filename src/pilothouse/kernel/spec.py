"""Register specifications: one definition from which screens, API, files, rights and tests follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from pilothouse.kernel.errors import SpecError
from pilothouse.kernel.kinds import Field, Kind, kind_of
from pilothouse.kernel.models import KERNEL_FIELDS, Part, Record, Verb, past_of
from pilothouse.kernel.prepared import word_anew


@dataclass(frozen=True)
class Section:
    """A group of fields in the form, with its heading."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Computed:
    """A column worked out from others in the database, so that it sorts, filters and sums like them."""

    name: str
    label: str
    expression: Any
    shown_as: Field


@dataclass(frozen=True)
class Move:
    """A step from one status to another: the only way a status changes.

    `asks` names fields or, when the record has no such field, free texts that the move wants. `run` holds the
    rule: it gets the record, the actor and the answers. `tells` says before what will follow from it, for a record
    and an actor.
    """

    name: str
    label: str
    origins: tuple[str, ...]
    target: str
    asks: tuple[str, ...] = ()
    needs: Verb = Verb.MOVE
    run: Callable[..., None] | None = None
    tells: Callable[..., str] | None = None


@dataclass(frozen=True)
class PartSpec:
    """Child rows of a record: which model, under which name, with which fields."""

    name: str
    label: str
    model: type[Part]
    parent: str
    fields: tuple[str, ...]

    def field(self, name: str) -> Field:
        """One of its fields by name."""
        found: Field = self.model._meta.get_field(name)  # type: ignore[assignment]
        return found

    def heading(self, name: str) -> str:
        """The heading of one of its fields."""
        text = str(getattr(self.field(name), "verbose_name", name))
        return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Visibility:
    """Whose own a record is: names of person fields, or `part.field` for those of a part."""

    own: tuple[str, ...] = ("owner", "author")


@dataclass(frozen=True)
class Help:
    """What an empty register teaches: its purpose, a good and a bad example."""

    purpose: str
    good: str = ""
    bad: str = ""


@dataclass(frozen=True, eq=False)  # one of each: compared and hashed by identity
class RegisterSpec:
    """One register from end to end; at most twelve options."""

    slug: str
    model: type[Record]
    columns: tuple[str, ...]
    form: tuple[Section, ...]
    filters: tuple[str, ...] = ("status", "owner")
    search: tuple[str, ...] = ("code", "title")
    computed: tuple[Computed, ...] = ()
    moves: tuple[Move, ...] = ()
    lanes: str = "status"
    parts: tuple[PartSpec, ...] = ()
    visibility: Visibility = field(default_factory=Visibility)
    help: Help = field(default_factory=lambda: Help(""))

    @property
    def past(self) -> Any:
        """The table with every version of this register's rows."""
        return past_of(self.model)

    @property
    def title(self) -> str:
        """The register's name as a heading: Risks."""
        name = str(self.model._meta.verbose_name_plural)
        return name[:1].upper() + name[1:]

    @property
    def one(self) -> str:
        """One of its records, in a sentence: risk."""
        return str(self.model._meta.verbose_name)

    @property
    def form_fields(self) -> tuple[str, ...]:
        """The fields that people write, in the order of the form."""
        return tuple(name for section in self.form for name in section.fields)

    def field(self, name: str) -> Field:
        """A column or computed column by name; raises KeyError when there is none."""
        for computed in self.computed:
            if computed.name == name:
                return computed.shown_as
        try:
            found: Field = self.model._meta.get_field(name)  # type: ignore[assignment]
            return found
        except FieldDoesNotExist as error:
            raise KeyError(name) from error

    def kind(self, name: str) -> Kind:
        """The kind of a column."""
        return kind_of(self.field(name))

    def label(self, name: str) -> str:
        """The heading of a column."""
        for computed in self.computed:
            if computed.name == name:
                return computed.label
        text = str(getattr(self.field(name), "verbose_name", name))
        return text[:1].upper() + text[1:]

    def part(self, name: str) -> PartSpec:
        """A kind of child row by name; raises KeyError when there is none."""
        return next((p for p in self.parts if p.name == name), None) or _missing(name)

    def move(self, name: str) -> Move:
        """A move by name; raises KeyError when there is none."""
        return next((m for m in self.moves if m.name == name), None) or _missing(name)

    @property
    def has_currency(self) -> bool:
        """Whether records carry a currency of their own."""
        return any(f.name == "currency" for f in self.model._meta.concrete_fields)

    @property
    def statuses(self) -> Mapping[str, str]:
        """Status value to its word, in order."""
        return {str(value): str(label) for value, label in self.field("status").flatchoices}


def _missing(name: str) -> Any:
    raise KeyError(name)


REGISTERS: dict[str, RegisterSpec] = {}


def register(spec: RegisterSpec) -> RegisterSpec:
    """Make a register known to every screen, API, export and law; checks every name in it at start-up."""
    if spec.slug in REGISTERS and REGISTERS[spec.slug].model is not spec.model:
        raise SpecError(f"There are two registers called {spec.slug!r}.")
    past_of(spec.model)
    if apps.models_ready:
        check(spec)
    REGISTERS[spec.slug] = spec
    word_anew()
    return spec


def unregister(spec: RegisterSpec) -> None:
    """Make a register unknown again, such as one that a test brought."""
    del REGISTERS[spec.slug]
    word_anew()


def check(spec: RegisterSpec) -> None:
    """Compare every name in a specification with what there is; raises SpecError listing the valid ones."""
    valid = {f.name for f in spec.model._meta.get_fields()} | {c.name for c in spec.computed}
    parts = {p.name: {f.name for f in p.model._meta.get_fields()} for p in spec.parts}
    _known(spec, "columns", spec.columns, valid)
    _known(spec, "filters", spec.filters, valid)
    _known(spec, "search", spec.search, valid)
    _known(spec, "lanes", (spec.lanes,), valid)
    _known(spec, "form", spec.form_fields, valid - KERNEL_FIELDS)
    _known(spec, "visibility", [n for n in spec.visibility.own if "." not in n], valid)
    for path in (n for n in spec.visibility.own if "." in n):
        part, _, name = path.partition(".")
        _known(spec, "visibility", (part,), set(parts))
        _known(spec, f"visibility of {part}", (name,), parts[part])
    for part_spec in spec.parts:
        _known(spec, f"parts {part_spec.name}", (*part_spec.fields, part_spec.parent), parts[part_spec.name])
    statuses = set(spec.statuses)
    for move in spec.moves:
        _known(spec, f"moves {move.name}", (*move.origins, move.target), statuses)
    for name in (*spec.columns, *spec.form_fields):
        try:
            spec.kind(name)
        except LookupError as error:
            raise SpecError(f"Register {spec.slug!r}: {error}") from error


def _known(spec: RegisterSpec, option: str, names: Any, valid: set[str]) -> None:
    for name in names:
        if name not in valid:
            raise SpecError(
                f"Register {spec.slug!r}, {option}: there is no {name!r}. Valid: {', '.join(sorted(valid))}."
            )
