"""What a list shows: the state in its address, checked against the specification, and the rows that answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Length
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.filtering import Filter, read_filters
from pilothouse.kernel.folding import folded
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.models import PRIMARY, Place, Reach
from pilothouse.kernel.naming import told_apart
from pilothouse.kernel.prepared import prepared
from pilothouse.kernel.remembering import remembered, rights_key
from pilothouse.kernel.rows import places, rows
from pilothouse.kernel.spec import RegisterSpec

PAGE = 100
LARGEST_PAGE = 500
MOST_OFFERED = 200
EARLIEST = date(1900, 1, 1)
RESERVED = frozenset(
    {"q", "sort", "group", "page", "size", "as_of", "place", "col", "cursor", "view", "step"}
)


Sums = list[tuple[str, str, int]]  # column, currency, minor units
Whole = tuple[int, Sums, list[tuple[Any, int]], dict[Any, Sums]]  # how many, the sums, and both of each group


@dataclass(frozen=True)
class ListState:
    """The state of one list, as its address carries it."""

    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: tuple[str, ...] = ()
    group: str = ""
    page: int = 1
    size: int = PAGE
    as_of: date | None = None
    columns: tuple[str, ...] = ()
    place: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The state as address parameters, defaults left out."""
        found = [(f.key, value) for f in self.filters for value in f.raw]
        plain = {
            "q": self.search,
            "sort": ",".join(self.sort),
            "group": self.group,
            "page": str(self.page) if self.page > 1 else "",
            "size": str(self.size) if self.size != PAGE else "",
            "as_of": self.as_of.isoformat() if self.as_of else "",
        }
        return found + [(k, v) for k, v in plain.items() if v] + [("col", c) for c in self.columns]

    def but(self, **changes: Any) -> ListState:
        """The same list with something changed; a changed filter or order begins on page 1 again."""
        return replace(self, **{"page": 1, **changes})


@dataclass
class Answer:
    """The rows of one page, and what holds for the whole list."""

    state: ListState
    columns: tuple[str, ...]
    rows: list[Any]
    total: int
    sums: Sums = field(default_factory=list)
    groups: list[tuple[Any, int]] = field(default_factory=list)
    group_sums: dict[Any, Sums] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.state.size))


def read_state(spec: RegisterSpec, query: Mapping[str, list[str]]) -> ListState:
    """Read an address; raises Invalid naming every parameter that this list does not know."""
    faults: dict[str, str] = {}
    filters = read_filters(spec, {k: v for k, v in query.items() if k not in RESERVED}, faults)
    if "step" in query and "step" in spec.filters:
        filters += read_filters(spec, {"step": query["step"]}, faults)
    one = {name: values[-1].strip() for name, values in query.items() if values and name in RESERVED}
    sort = tuple(s for s in one.get("sort", "").split(",") if s)
    shown = {*spec.columns, *(c.name for c in spec.computed)}
    for name in sort:
        if name.removeprefix("-") not in shown:
            faults["sort"] = f"This list cannot be sorted by “{name[:40]}”."
    group = one.get("group", "")
    if group and group not in groupable(spec):
        faults["group"] = f"This list cannot be grouped by “{group[:40]}”."
    columns = tuple(c for c in query.get("col", []) if c)
    if unknown := [c for c in columns if c not in shown]:
        faults["col"] = f"There is no column “{unknown[0][:40]}”."
    state = ListState(
        tuple(filters), one.get("q", "")[:200], sort, group,
        _number(one, "page", 1, 10**6, faults), _number(one, "size", PAGE, LARGEST_PAGE, faults),
        _day(one, faults), columns, one.get("place", "")[:12],
    )  # fmt: skip
    if faults:
        raise Invalid(faults)
    return state


def _number(given: Mapping[str, str], name: str, default: int, largest: int, faults: dict[str, str]) -> int:
    text = given.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= largest:
        faults[name] = f"This must be a number from 1 to {largest}."
        return default
    return int(text)


def _day(given: Mapping[str, str], faults: dict[str, str]) -> date | None:
    text = given.get("as_of", "")
    if not text:
        return None
    try:
        return asked_day(text)
    except Invalid as error:
        faults.update(error.fields)
        return None


def asked_day(text: str) -> date:
    """The day that an address asks for, today when it names none; raises Invalid for no day, or one yet to come."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError as error:
        raise Invalid({"as_of": "Write the day like 2026-06-30."}) from error
    if not EARLIEST <= day <= today:
        raise Invalid({"as_of": f"Choose a day from {nice_day(EARLIEST)} to today, {nice_day(today)}."})
    return day


def ongoing(spec: RegisterSpec, state: ListState) -> ListState:
    """The list without what is over, unless somebody chose the statuses."""
    if any(f.name == spec.lanes for f in state.filters):
        return state
    every = (value for value, _ in spec.field(spec.lanes).flatchoices)
    live = [value for value in every if value not in spec.model.over]
    return state.but(filters=(*state.filters, *read_filters(spec, {spec.lanes: live}, {})))


def groupable(spec: RegisterSpec) -> list[str]:
    """The columns by which a list may be grouped: choices, steps and people."""
    return [n for n in spec.columns if spec.kind(n).name in {"choice", "step", "person", "place"}]


def matching(spec: RegisterSpec, actor: Actor, state: ListState) -> QuerySet[Any, Any]:
    """All rows of the list, in order, that the actor may see. One query when read."""
    found = rows(spec, actor, as_of=state.as_of)
    if spec.computed:
        found = found.annotate(**{c.name: c.expression for c in spec.computed})
    condition = Q()
    for one in state.filters:
        condition &= one.condition(spec, actor)
    if state.place:
        below = Reach.objects.filter(
            hierarchy=PRIMARY, ancestor__in=Place.objects.filter(uid=state.place).values("pk")
        )
        condition &= Q(place__in=below.values("place"))
    found = found.filter(condition)
    for word in folded(state.search).split()[:8]:
        found = found.filter(Q(card__search__contains=word))
    return found.order_by(*ordering(spec, state))


def ordering(spec: RegisterSpec, state: ListState) -> list[Any]:
    """The order of the rows: the group first, then what was asked for, then newest first; empty values last."""
    asked = ([state.group] if state.group else []) + list(state.sort)
    terms: list[Any] = []
    for name in asked:
        bare = name.removeprefix("-")
        counted = [Length("code")] if bare == "code" else []  # R-2 before R-10
        for column in (*counted, _ranked(spec, bare)):
            terms.append(
                column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True)
            )
    return [*terms, F("card_id").desc()]


def _ranked(spec: RegisterSpec, name: str) -> Any:
    """What orders a column: choices as the specification lists them, titles folded, people and places by name."""
    kind = spec.kind(name)
    if kind.name == "choice":
        rank = {value: at for at, (value, _) in enumerate(spec.field(name).flatchoices)}
        cases = (When(**{name: value}, then=Value(at)) for value, at in rank.items())
        return Case(*cases, output_field=IntegerField())
    return F(f"{name}__{kind.path}" if kind.path else {"title": "sort"}.get(name, name))


def shown_columns(spec: RegisterSpec, state: ListState) -> tuple[str, ...]:
    """The columns on screen: those chosen, else the first ten."""
    return state.columns or spec.columns[:10]


def paths(spec: RegisterSpec, columns: tuple[str, ...]) -> list[str]:
    """The database paths that the columns need."""
    return [f"{n}__{spec.kind(n).path}" if spec.kind(n).path else n for n in columns]


def keys_of_page(
    spec: RegisterSpec, actor: Actor, state: ListState, span: tuple[int, int], below: int = 0
) -> list[int]:
    """The keys of the rows of one page, in order. One query.

    span : first row and the row behind the last; below : only rows raised before the one with this key
    """

    def listed() -> QuerySet[Any, Any]:
        found = matching(spec, actor, state)
        found = found.filter(card_id__lt=below) if below else found
        keys: QuerySet[Any, Any] = found.values_list("pk")[span[0] : span[1]]
        return keys

    if state.filters or state.search or below:  # too many kinds to remember, and some depend on the day
        return [key for (key,) in listed()]
    question = (spec, "keys", rights_key(actor), state.but(columns=(), page=1), span)
    return [key for (key,) in prepared(question, listed)]


def values_of_page(
    spec: RegisterSpec, state: ListState, keys: Sequence[int], wanted: Sequence[str]
) -> list[Any]:
    """The wanted values of the rows with these keys, in order, with what they are joined to. One query.

    Joining before cutting the page out made SQLite walk every row by place (20 times the time).
    """
    model = spec.model if state.as_of is None else spec.past

    def rows_of(*keys: int) -> QuerySet[Any, Any]:
        rows_now = model._default_manager.annotate(**{c.name: c.expression for c in spec.computed})
        listed: QuerySet[Any, Any] = rows_now.filter(pk__in=keys).values_list("pk", *wanted)
        return listed

    listed = prepared((model, "page", tuple(wanted), len(keys)), rows_of, *keys)
    by_key = {row[0]: row[1:] for row in listed}
    return [by_key[key] for key in keys if key in by_key]


def answer(spec: RegisterSpec, actor: Actor, state: ListState) -> Answer:
    """One page of a list with its total, sums and groups; beyond the last page it is the last.

    Four queries at most, whatever the number of rows.
    """
    columns = shown_columns(spec, state)
    wanted = ["uid", *(["currency"] if spec.has_currency else []), *paths(spec, columns)]
    if state.group:
        wanted.append(paths(spec, (state.group,))[0])
    total, sums, groups, group_sums = totals(spec, actor, state)
    state = replace(state, page=min(state.page, max(1, -(-total // state.size))))
    first = (state.page - 1) * state.size
    page = values_of_page(spec, state, keys_of_page(spec, actor, state, (first, first + state.size)), wanted)
    return Answer(state, columns, page, total, sums, groups, group_sums)


def totals(spec: RegisterSpec, actor: Actor, state: ListState) -> Whole:
    """How many rows a list has, their sums of money by column and currency, and both of each group.

    Two queries; one when nothing was written since they were last asked for.
    """
    money = tuple(n for n in shown_columns(spec, state) if spec.kind(n).sums)
    question = ("totals", spec.slug, state.but(sort=(), columns=(), size=PAGE), money)
    return remembered(actor, question, lambda: _whole(spec, actor, state, money))


def _whole(spec: RegisterSpec, actor: Actor, state: ListState, money: tuple[str, ...]) -> Whole:
    """What holds for the list as a whole: how many, the sums, and both of each group."""
    found = matching(spec, actor, state).order_by()
    summed = {f"sum_{name}": Sum(name) for name in money if spec.has_currency}
    currency = ["currency"] if summed else []
    lines = found.values(*currency).annotate(n=Count("pk"), **summed) if summed else [{"n": found.count()}]
    total, sums = _added(list(lines), tuple(summed))
    if not state.group:
        return total, sums, [], {}
    path = paths(spec, (state.group,))[0]
    by_group: dict[Any, list[dict[str, Any]]] = {}
    for line in found.order_by(path, *currency).values(path, *currency).annotate(n=Count("pk"), **summed):
        by_group.setdefault(line[path], []).append(line)
    added = {value: _added(lines, tuple(summed)) for value, lines in by_group.items()}
    counts = [(value, count) for value, (count, _) in added.items()]
    return total, sums, counts, {value: sums for value, (_, sums) in added.items()}


def _added(lines: list[dict[str, Any]], summed: tuple[str, ...]) -> tuple[int, Sums]:
    """How many rows there are in lines of one currency each, and their sums by column, then currency."""
    lines = sorted(lines, key=lambda line: str(line.get("currency", "")))
    return sum(line["n"] for line in lines), [
        (name.removeprefix("sum_"), line["currency"], line[name])
        for name in summed
        for line in lines
        if line[name] is not None
    ]


def offered(spec: RegisterSpec, actor: Actor, as_of: date | None = None) -> dict[str, list[tuple[str, str]]]:
    """Ids and names that a list can be narrowed to: people by column, of those rows that the actor sees; and places
    with others below them. Two queries and one a column of people, one more where places share a name; one when
    nothing was written since.
    """
    return remembered(actor, ("offered", spec.slug, as_of), lambda: _offered(spec, actor, as_of))


def _offered(spec: RegisterSpec, actor: Actor, as_of: date | None) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for name in (n for n in spec.filters if spec.kind(n).filter == "person"):
        named = rows(spec, actor, as_of=as_of).filter(**{f"{name}__isnull": False}).order_by(f"{name}__name")
        found[name] = list(named.values_list(f"{name}__uid", f"{name}__name").distinct()[:MOST_OFFERED])
    above = Place.objects.exclude(parent=None).values("parent")
    wide = places(actor).filter(pk__in=above).order_by("name")
    return found | {"place": told_apart(actor, wide[:MOST_OFFERED])}


def every_row(spec: RegisterSpec, actor: Actor, state: ListState, columns: tuple[str, ...]) -> Iterator[Any]:
    """All rows of the list for an export, in order: uid, currency, then the columns."""
    wanted = ["uid", *(["currency"] if spec.has_currency else []), *paths(spec, columns)]
    yield from matching(spec, actor, state).values_list(*wanted).iterator(chunk_size=2000)
