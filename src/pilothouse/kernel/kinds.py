"""What each class of field looks like: one table from which screens, files and the API follow.

A kind reads a value from text and JSON, writes it to text, HTML, JSON and a spreadsheet cell, and says how it
is filtered and which widget asks for it. A person is read and written by uid, money by a bare decimal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from html import escape
from typing import TYPE_CHECKING, Any

from django.db import models

from pilothouse.kernel.fields import (
    CardField,
    DaysField,
    MoneyField,
    PersonField,
    PlaceField,
    ShareField,
    StepField,
)
from pilothouse.kernel.money import exact_money, parse_money, plain_money, short_money

DASH = '<span class="faint">–</span>'
if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field
Text = Callable[[Any, str], str]


@dataclass(frozen=True)
class Kind:
    """How one class of field behaves everywhere."""

    name: str
    widget: str
    read: Callable[[Field, str, str], Any]
    text: Callable[[Field, Any, str], str]
    cell: Callable[[Field], Text]
    to_json: Callable[[Field, Any, str], Any]
    schema: Mapping[str, Any]
    filter: str = ""
    numeric: bool = False
    sums: bool = False
    path: str = ""
    excel: str = ""


def nice_day(day: date) -> str:
    """A date as people write it: 3 Mar 2027."""
    return f"{day.day} {day:%b} {day.year}"


def _read_text(field: Field, text: str, currency: str) -> str:
    limit = field.max_length
    if limit and len(text) > limit:
        raise ValueError(f"At most {limit} characters; this has {len(text)}.")
    return text.strip()


def _read_choice(field: Field, text: str, currency: str) -> Any:
    wanted = text.strip().casefold()
    for value, label in field.flatchoices:
        if wanted in {str(value).casefold(), str(label).casefold()}:
            return value
    known = ", ".join(str(label) for _, label in field.flatchoices)
    raise ValueError(f"“{text[:40]}” is not one of: {known}.")


def _read_date(field: Field, text: str, currency: str) -> date:
    try:
        day = datetime.fromisoformat(text.strip()).date()
    except ValueError as error:
        raise ValueError(f"“{text[:40]}” is not a date; write it like 2027-03-31.") from error
    if not 1900 <= day.year <= 2199:
        raise ValueError("The year must lie between 1900 and 2199.")
    return day


def _read_share(field: Field, text: str, currency: str) -> Decimal:
    bare = text.strip()
    try:
        value = Decimal(bare.rstrip("% "))
    except InvalidOperation as error:
        raise ValueError(f"“{text[:40]}” is not a share; write it like 40 % or 0.4.") from error
    if bare.endswith("%") or (value.is_finite() and value > 1):  # whoever types 35 means 35 %
        value /= 100
    if not (value.is_finite() and 0 <= value <= 1):
        raise ValueError("A share lies between 0 and 100 %; write it like 40 % or 0.4.")
    return value.quantize(Decimal("0.0001"))


def _read_whole(field: Field, text: str, currency: str) -> int:
    try:
        number = int(text.strip())
    except ValueError as error:
        raise ValueError(f"“{text[:40]}” is not a whole number.") from error
    if abs(number) > 2_000_000_000:
        raise ValueError("That number is too large to keep.")
    return number


def _read_flag(field: Field, text: str, currency: str) -> bool:
    wanted = text.strip().casefold()
    if wanted in {"yes", "true", "1", "on"}:
        return True
    if wanted in {"no", "false", "0", "off"}:
        return False
    raise ValueError("Write yes or no.")


def _read_linked(field: Field, text: str, currency: str) -> Any:
    model: Any = field.related_model
    found = model._default_manager.filter(uid=text.strip()[:12]).first()
    if found is None:
        raise ValueError(f"There is nobody or nothing here called “{text[:20]}”.")
    return found


def _label(field: Field, value: Any) -> str:
    return str(dict(field.flatchoices).get(value, value))


def _plain_cell(field: Field) -> Text:
    return lambda value, currency: escape(str(value)) if value not in (None, "") else DASH


def _choice_cell(field: Field) -> Text:
    name = field.name
    shown = {value: _chip(name, value, str(label)) for value, label in field.flatchoices}
    return lambda value, currency: shown.get(value, DASH)


def _chip(name: str, value: Any, label: str) -> str:
    return f'<span class="choice" data-{name}="{escape(str(value))}">{escape(label)}</span>'


def _date_cell(field: Field) -> Text:
    def cell(value: date | None, currency: str) -> str:
        return f'<time datetime="{value.isoformat()}">{nice_day(value)}</time>' if value else DASH

    return cell


def _money_cell(field: Field) -> Text:
    def cell(value: int | None, currency: str) -> str:
        if value is None:
            return DASH
        return f'<data value="{value}" title="{exact_money(value, currency)}">{short_money(value, currency)}</data>'

    return cell


def _share_cell(field: Field) -> Text:
    return lambda value, currency: DASH if value is None else f"{float(value) * 100:.4g} %"


def _iso(field: Field, value: Any, currency: str) -> Any:
    return value.isoformat() if value is not None else None


def _same(field: Field, value: Any, currency: str) -> Any:
    return value


def _string(field: Field, value: Any, currency: str) -> str:
    return "" if value is None else str(value)


def _nullable(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": [kind, "null"], **more}


TEXT = Kind("text", "text", _read_text, _string, _plain_cell, _same, {"type": "string"}, filter="contains")
LONG = Kind("long text", "long", _read_text, _string, _plain_cell, _same, {"type": "string"})
CHOICE = Kind(
    "choice", "choice", _read_choice, lambda f, v, c: _label(f, v) if v not in (None, "") else "",
    _choice_cell, _same, {"type": ["string", "null"]}, filter="any",
)  # fmt: skip
STEP = Kind(
    "step", "choice", _read_choice, lambda f, v, c: _label(f, v) if v is not None else "",
    _choice_cell, _same, _nullable("integer", minimum=1, maximum=5), filter="any", numeric=True,
)  # fmt: skip
DATE = Kind(
    "date", "date", _read_date, lambda f, v, c: v.isoformat() if v else "", _date_cell, _iso,
    _nullable("string", format="date"), filter="range", excel="d mmm yyyy",
)  # fmt: skip
MONEY = Kind(
    "money", "money", lambda f, t, c: parse_money(t, c),
    lambda f, v, c: plain_money(v, c) if v is not None else "", _money_cell,
    lambda f, v, c: plain_money(v, c) if v is not None else None,
    _nullable("string", description="a bare decimal in the record's currency"),
    filter="range", numeric=True, sums=True, excel="#,##0.00",
)  # fmt: skip
SHARE = Kind(
    "share", "share", _read_share, lambda f, v, c: f"{float(v) * 100:.4g} %" if v is not None else "",
    _share_cell, lambda f, v, c: float(v) if v is not None else None,
    _nullable("number", minimum=0, maximum=1), filter="range", numeric=True, excel="0 %",
)  # fmt: skip
WHOLE = Kind(
    "number", "number", _read_whole, _string, _plain_cell, _same, _nullable("integer"),
    filter="range", numeric=True, excel="0",
)  # fmt: skip
FLAG = Kind(
    "yes or no", "flag", _read_flag, lambda f, v, c: "yes" if v else "no",
    lambda f: lambda value, currency: "yes" if value else "no", lambda f, v, c: bool(v),
    {"type": "boolean"}, filter="any",
)  # fmt: skip
PERSON = Kind(
    "person", "person", _read_linked, lambda f, v, c: str(v) if v else "", _plain_cell,
    lambda f, v, c: {"id": v.uid, "name": v.name} if v else None,
    _nullable("string", description="a person's id"), filter="person", path="name",
)  # fmt: skip
CARD = Kind(
    "record", "record", _read_linked, lambda f, v, c: str(v) if v else "", _plain_cell,
    lambda f, v, c: {"id": v.uid, "title": v.title} if v else None,
    _nullable("string", description="a record's id"), path="title",
)  # fmt: skip
PLACE = Kind(
    "place", "none", _read_linked, lambda f, v, c: str(v) if v else "", _plain_cell,
    lambda f, v, c: {"id": v.uid, "name": v.name} if v else None,
    _nullable("string", description="a place's id"), filter="place", path="name",
)  # fmt: skip
TIME = Kind(
    "time", "none", _read_date, lambda f, v, c: v.isoformat() if v else "",
    lambda f: lambda value, currency: nice_day(value) if value else DASH, _iso,
    _nullable("string", format="date-time"), filter="range", excel="d mmm yyyy hh:mm",
)  # fmt: skip

KINDS: dict[type[Field], Kind] = {
    models.CharField: TEXT,
    models.TextField: LONG,
    models.DateField: DATE,
    models.DateTimeField: TIME,
    models.IntegerField: WHOLE,
    models.PositiveIntegerField: WHOLE,
    models.PositiveSmallIntegerField: WHOLE,
    models.BooleanField: FLAG,
    DaysField: WHOLE,
    MoneyField: MONEY,
    ShareField: SHARE,
    StepField: STEP,
    PersonField: PERSON,
    CardField: CARD,
    PlaceField: PLACE,
}


def kind_of(field: Field) -> Kind:
    """The kind of a field; raises LookupError naming the classes that have one."""
    kind = KINDS.get(type(field))
    if kind is None:
        known = ", ".join(sorted(cls.__name__ for cls in KINDS))
        raise LookupError(f"{field} is a {type(field).__name__}; a register may use: {known}.")
    return CHOICE if kind is TEXT and field.choices else kind


PLAIN = frozenset({str, int, bool})


def canonical(value: Any) -> Any:
    """A value as it is hashed for proof: the same text on every database."""
    if value is None or type(value) in PLAIN:
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value
