"""A form made from a specification: the class of each field decides its widget and its reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from pilothouse.accounts.known import known_people
from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.kinds import Field
from pilothouse.kernel.kinds import kind_of as kind
from pilothouse.kernel.models import Place, Verb
from pilothouse.kernel.reading import read_value
from pilothouse.kernel.seers import grants_at
from pilothouse.kernel.spec import RegisterSpec
from pilothouse.web.screens.buttons import show_faults

AREA = {"rows": 3}


class PersonWidget(forms.TextInput):
    """A text in which one finds a person by typing; without script their id or name is written."""


def _choices(field: Field) -> list[tuple[Any, str]]:
    empty = [("", "–")] if field.null or field.blank else []
    return [*empty, *((v, str(label)) for v, label in field.flatchoices)]


@dataclass(frozen=True)
class Asking:
    """For whom a form is made, and where what it asks about lies: who is offered follows from both.

    kind : the register, to which rights are given; without a place everybody is offered whom the actor knows
    """

    actor: Actor | None = None
    place: Place | None = None
    kind: str = ""
    currency: str = ""

    @cached_property
    def people(self) -> dict[str, str]:
        """Those whom the actor knows, of them only those who see the place: ids and names. Five queries at most."""
        known = known_people(self.actor) if self.actor else Person.objects.none()
        if self.place is not None:
            seeing = (grants_at(self.place, self.kind, verb) for verb in (Verb.VIEW, Verb.VIEW_OWN))
            known = known.filter(pk__in={person.pk for found in seeing for person, _, _ in found})
        return dict(known.values_list("uid", "name")[:2000])


class PersonChoice(forms.ChoiceField):
    """A choice among the people one may know of; the column's kind reads what was chosen."""

    def __init__(self, *, asking: Asking, present: Any, **options: Any) -> None:
        super().__init__(choices=lambda: _people(asking, present), **options)

    def valid_value(self, value: Any) -> bool:
        """Any id is read further on, so that a person who left since stays where they were named."""
        return True


def _people(asking: Asking, present: Any) -> list[tuple[str, str]]:
    """Those who may be offered, and whoever stands there now."""
    found = dict(asking.people)
    if present and present not in found:
        found.update(Person.objects.filter(uid=str(present)[:12]).values_list("uid", "name"))
    return [("", "–"), *found.items()]


def form_field(field: Field, label: str, asking: Asking, present: Any = "") -> forms.Field:
    """The form field for a column. It only carries text; the column's kind does the reading.

    present : whom the field names now
    """
    of = kind(field)
    needed = not (field.blank or field.null or field.has_default())
    unit = f"in {asking.currency}" if of.name == "money" and asking.currency else ""
    said = ", ".join(filter(None, (str(field.help_text), unit)))
    common: dict[str, Any] = {"label": label, "required": False, "help_text": said}
    if of.widget == "choice":
        made: forms.Field = forms.ChoiceField(choices=_choices(field), **common)
    elif of.widget == "person":
        made = PersonChoice(asking=asking, present=present, **common)
    elif of.widget == "long":
        made = forms.CharField(widget=forms.Textarea(attrs=AREA), strip=False, **common)
    elif of.widget == "date":
        made = forms.CharField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    elif of.widget == "flag":
        made = forms.BooleanField(**common)
    else:
        attrs = {"inputmode": "decimal"} if of.numeric else {}
        if of.widget == "share":
            attrs["placeholder"] = "such as 35 %"
        made = forms.CharField(widget=forms.TextInput(attrs=attrs), **common)
        made.max_length = field.max_length or (20 if of.numeric else None)
    made.needed = needed  # type: ignore[attr-defined]
    return made


class RegisterForm(forms.Form):
    """The fields of one record, or of one of its parts; `values` are the typed ones after `is_valid()`.

    actor : whose names to offer where a person is chosen; without, only the one who stands there
    at : the place of the record and its register, so that only those are offered who see it
    """

    def __init__(
        self,
        fields: Mapping[str, tuple[Field, str]],
        currency: str,
        *args: Any,
        actor: Actor | None = None,
        at: tuple[Place, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.columns = {name: field for name, (field, _) in fields.items()}
        self.currency = currency
        self.values: dict[str, Any] = {}
        asking = Asking(actor, at[0] if at else None, at[1] if at else "", currency)
        for name, (field, label) in fields.items():
            self.fields[name] = form_field(field, label, asking, self.initial.get(name, ""))
            self.fields[name].required = False
            if self.fields[name].needed:  # type: ignore[attr-defined]
                self.fields[name].widget.attrs["aria-required"] = "true"

    def clean(self) -> dict[str, Any]:
        """Read every field by its kind; each fault stands at its field and what was typed is kept."""
        cleaned = super().clean() or {}
        for name, field in self.columns.items():
            unticked = "no" if kind(field).widget == "flag" else None
            raw = self.data.get(self.add_prefix(name), unticked)
            if name in self.errors or raw is None:
                continue
            try:
                self.values[name] = read_value(field, raw, self.currency)
            except ValueError as error:
                self.add_error(name, str(error))
        return cleaned

    def offer(self, allowed: Mapping[str, frozenset[str]]) -> None:
        """Offer only some choices of a field; the first of them when the one that stands there is none of them."""
        for name, values in allowed.items():
            field: Any = self.fields[name]
            field.choices = [c for c in field.choices if c[0] in values or c[0] == ""]
            if self.initial.get(name) not in values:
                self.initial[name] = field.choices[0][0]

    def take(self, error: Invalid) -> None:
        """Show what the writer refused: at its field, or above the form."""
        show_faults(self, error)


def shown_values(fields: Mapping[str, Field], record: Any, currency: str) -> dict[str, Any]:
    """The values of a record as a form shows them."""
    found: dict[str, Any] = {}
    for name, field in fields.items():
        value = getattr(record, name)
        of = kind(field)
        if of.widget in {"person", "record"}:
            found[name] = value.uid if value else ""
        elif of.widget == "choice":
            found[name] = "" if value is None else value
        elif of.widget == "flag":
            found[name] = bool(value)
        else:
            found[name] = of.text(field, value, currency)
    return found


def record_fields(spec: RegisterSpec, names: tuple[str, ...] | None = None) -> dict[str, tuple[Field, str]]:
    """The fields of a record's form with their labels."""
    return {name: (spec.field(name), spec.label(name)) for name in (names or spec.form_fields)}


def sections_of(spec: RegisterSpec, form: RegisterForm) -> list[dict[str, Any]]:
    """The form's fields under the headings of the specification."""
    return [
        {"title": section.title, "fields": [form[name] for name in section.fields if name in form.fields]}
        for section in spec.form
    ]
