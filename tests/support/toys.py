"""A register of toys: the whole definition, short enough to be read at a glance."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from django.db import connection, models
from django.urls import path

from pilothouse.kernel.fields import DaysField, MoneyField, PersonField, ShareField, StepField
from pilothouse.kernel.models import Record
from pilothouse.kernel.spec import Help, Move, RegisterSpec, Section, register, unregister


class Toy(Record):
    prefix = "T"
    status = models.CharField(max_length=8, choices=[("new", "New"), ("worn", "Worn")], default="new")
    colour = models.CharField(max_length=8, choices=[("red", "Red"), ("blue", "Blue")], default="red")
    maker = models.CharField(max_length=60, blank=True)
    story = models.TextField(blank=True)
    fragile = models.BooleanField(default=False)
    bought = models.DateField(null=True, blank=True)
    price, lent = MoneyField(null=True, blank=True), DaysField(null=True, blank=True)
    loved, wear = StepField(null=True, blank=True), ShareField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    keeper = PersonField(null=True, blank=True)

    class Meta:
        app_label, verbose_name, verbose_name_plural = "toys", "toy", "toys"


TOYS = RegisterSpec(
    slug="toys", model=Toy,
    columns=("code", "title", "colour", "status", "owner", "bought", "price", "loved", "wear", "lent", "fragile"),
    form=(Section("What", ("title", "colour", "maker", "story", "fragile", "owner", "keeper", "bought", "price",
                           "lent", "loved", "wear")),),
    filters=("status", "colour", "owner", "bought", "price", "lent", "loved", "wear", "fragile"),
    moves=(Move("wear-out", "Wear out", ("new",), "worn", asks=("reason",)),), help=Help("Toys on the shelf."),
)  # fmt: skip


@contextlib.contextmanager
def toys_known() -> Iterator[RegisterSpec]:
    """The toy register with its tables, known to every screen, and forgotten again afterwards."""
    with connection.schema_editor() as editor:
        editor.create_model(TOYS.model)
        editor.create_model(TOYS.past)
    register(TOYS)
    try:
        yield TOYS
    finally:
        unregister(TOYS)
        with connection.schema_editor() as editor:
            editor.delete_model(TOYS.past)
            editor.delete_model(TOYS.model)


def addresses() -> ModuleType:
    """The application's addresses with an API made over the registers known now."""
    from pilothouse.web import urls
    from pilothouse.web.api.root import make_api

    found: Any = ModuleType("addresses_with_toys")
    fresh = path("api/v1/", make_api().urls)
    found.urlpatterns = [fresh if str(p.pattern) == "api/v1/" else p for p in urls.urlpatterns]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(found, name, getattr(urls, name))
    return found
