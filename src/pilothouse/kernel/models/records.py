"""The base of every record, and the typed table that keeps its past."""

from __future__ import annotations

import functools
from typing import Any, ClassVar

from django.db import models

from pilothouse.kernel.fields import PersonField, PlaceField
from pilothouse.kernel.models.cards import Card
from pilothouse.kernel.models.history import ChangeSet, Proof

# what the kernel alone sets; forms, the API and imports cannot write these
KERNEL_FIELDS = frozenset(
    {"card", "uid", "place", "code", "sort", "author", "version", "since", "removed_at", "status"}
)


class Record(models.Model):
    """A row of a register: it has a card, a place, a code, an owner and a version."""

    prefix: ClassVar[str] = ""
    over: ClassVar[tuple[str, ...]] = ("closed", "rejected", "occurred", "cancelled")  # nothing is left to do
    own_place: ClassVar[bool] = False  # True: each record is a place of the tree, made by its own action

    card = models.OneToOneField(Card, primary_key=True, on_delete=models.CASCADE, related_name="+")
    uid = models.CharField("id", max_length=12, unique=True, editable=False)
    place = PlaceField()
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=250)
    sort = models.CharField(max_length=80, editable=False)
    owner = PersonField(null=True, blank=True)
    author = PersonField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    since = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Part(models.Model):
    """A child row of a record, such as a response to a risk; edited and versioned with its parent."""

    uid = models.CharField(max_length=12, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def offered(self) -> dict[str, frozenset[str]]:
        """Of some fields, the choices that go with the record it belongs to; the others offer all they have."""
        return {}


@functools.cache
def payload_fields(model: type[Record]) -> list[models.Field[Any, Any]]:
    """The columns of a record that its past keeps, in order."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _loose(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """A copy of a column for the past table: same type, no uniqueness, no hold on the row it names."""
    if isinstance(field, models.ForeignKey):
        return type(field)(
            field.remote_field.model,
            on_delete=models.DO_NOTHING,
            db_constraint=False,
            related_name="+",
            null=True,
            verbose_name=field.verbose_name,
            db_index=field.name == "place",
        )
    _, _, args, options = field.deconstruct()
    options.pop("unique", None)
    return type(field)(*args, **options)


@functools.cache
def past_of(model: type[Record]) -> type[models.Model]:
    """The typed table with every version that the rows of `model` ever had: from, until, recorded, proof."""
    name = f"{model.__name__}Past"
    columns: dict[str, Any] = {
        "__module__": model.__module__,
        "__doc__": f"Every version of each {model._meta.verbose_name}.",
        "card": models.ForeignKey(Card, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"),
        "until": models.DateTimeField(null=True),
        "recorded": models.DateTimeField(),
        "changeset": models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+"),
        "parts": models.JSONField(default=dict),
        **{field.name: _loose(field) for field in payload_fields(model)},
    }
    short = model._meta.model_name
    indexes = [
        models.Index(fields=["card", "version"], name=f"{short}_past_card"),
        models.Index(fields=["since", "until"], name=f"{short}_past_when"),
    ]
    app = model._meta.app_label
    columns["Meta"] = type("Meta", (), {"app_label": app, "indexes": indexes, "ordering": ["id"]})
    return type(name, (Proof,), columns)
