"""The typed fields of a register; the class of a field decides how it is shown, read and sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]
    """An amount in integer minor units (pence) of the record's `currency`."""


class ShareField(models.DecimalField):  # type: ignore[type-arg]
    """A share or chance from 0 to 1, kept to four places, shown as per cent."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_digits", 5)
        options.setdefault("decimal_places", 4)
        options.setdefault("validators", [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))])
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """Leave the validators out of migrations: they are part of the class."""
        name, path, args, options = super().deconstruct()
        options.pop("validators", None)
        return name, path, args, options


class StepField(models.PositiveSmallIntegerField):  # type: ignore[type-arg]
    """A step on a scale of 1 to 5, such as probability very low (1) to very high (5)."""

    STEPS = ((1, "Very low"), (2, "Low"), (3, "Medium"), (4, "High"), (5, "Very high"))

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("choices", self.STEPS)
        super().__init__(*args, **options)


class DaysField(models.IntegerField):  # type: ignore[type-arg]
    """A length of time in calendar days; negative is a gain."""


class PersonField(models.ForeignKey):  # type: ignore[type-arg]
    """Somebody who works here; never deleted while a record names them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("on_delete", models.PROTECT)
        options.setdefault("related_name", "+")
        options.setdefault("to", args[0] if args else settings.AUTH_USER_MODEL)
        super().__init__(**options)


class CardField(models.ForeignKey):  # type: ignore[type-arg]
    """A tie to one other record of any register."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("on_delete", models.SET_NULL)
        options.setdefault("related_name", "+")
        options.setdefault("to", args[0] if args else "kernel.Card")
        super().__init__(**options)


class PlaceField(models.ForeignKey):  # type: ignore[type-arg]
    """The place that a record lies at."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("on_delete", models.PROTECT)
        options.setdefault("related_name", "+")
        options.setdefault("to", args[0] if args else "kernel.Place")
        super().__init__(**options)


def as_kept(field: Any, value: Any) -> Any:
    """A value as it will be read back from the database, so that its proof is over what is really kept."""
    if value is None or field.is_relation:
        return value
    kept = field.to_python(value)
    if isinstance(kept, Decimal):
        return kept.quantize(Decimal(1).scaleb(-field.decimal_places))
    return kept
