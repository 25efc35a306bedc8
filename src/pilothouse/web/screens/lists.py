"""The list of a register: filter, search, sort, group, sums and pages, with all of it in the address."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.db.models import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.filtering import ME, NOBODY
from pilothouse.kernel.kinds import Kind, nice_day
from pilothouse.kernel.listing import Answer, ListState, answer, groupable, offered, read_state
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Place, Verb
from pilothouse.kernel.money import exact_money, plain_money, short_money
from pilothouse.kernel.rows import places
from pilothouse.kernel.spec import REGISTERS, RegisterSpec
from pilothouse.kernel.tables import grouped_html, rows_html
from pilothouse.web.door import actor_of, door
from pilothouse.web.errors import error_page
from pilothouse.web.screens.buttons import place_tabs
from pilothouse.web.screens.matrices import matrix_block
from pilothouse.web.shell import as_of_block

Pairs = list[tuple[str, str]]


def query_of(request: HttpRequest) -> dict[str, list[str]]:
    """The address parameters as lists."""
    return {key: request.GET.getlist(key) for key in request.GET}


def at(path: str, pairs: Pairs) -> str:
    """An address with its state."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def turned(state: ListState, name: str) -> tuple[str, ...]:
    """The order after a click on a heading: up, then down, then as before."""
    if state.sort == (name,):
        return (f"-{name}",)
    return () if state.sort == (f"-{name}",) else (name,)


def _columns(spec: RegisterSpec, path: str, state: ListState, shown: tuple[str, ...]) -> list[dict[str, Any]]:
    found = []
    for name in shown:
        sorted_by = "asc" if name in state.sort else "desc" if f"-{name}" in state.sort else ""
        found.append(
            {
                "name": name,
                "label": spec.label(name),
                "numeric": spec.kind(name).numeric,
                "sorted": sorted_by,
                "sort_url": at(path, state.but(sort=turned(state, name)).pairs()),
            }
        )
    return found


def _words_of(of: Kind, column: Field[Any, Any], value: Any) -> str:
    """A value of a filter as one reads it: amounts in groups, whatever their currency, and days with their month."""
    if of.name == "money":
        return f"{Decimal(plain_money(value, '')):,f}".removesuffix(".00")
    return nice_day(value) if of.name == "date" else of.text(column, value, "") or str(value)


def _chips(
    spec: RegisterSpec, path: str, state: ListState, people: dict[str, list[tuple[str, str]]]
) -> list[dict[str, Any]]:
    found = []
    for one in state.filters:
        kind, column = spec.kind(one.name), spec.field(one.name)
        known = {ME: "me", NOBODY: "nobody", **dict(people.get(one.name, []))}
        words = [
            known.get(str(v), "chosen person") if one.way == "person" else _words_of(kind, column, v)
            for v in one.values
        ]
        way = {"from": "from ", "to": "up to "}.get(one.way, "")
        rest = state.but(filters=tuple(f for f in state.filters if f is not one))
        found.append(
            {
                "label": spec.label(one.name),
                "value": way + ", ".join(words),
                "remove_url": at(path, rest.pairs()),
            }
        )
    return found


def _options(spec: RegisterSpec, name: str, state: ListState) -> list[dict[str, Any]]:
    chosen = {v for f in state.filters if f.name == name for v in f.raw}
    pairs = [(value, str(label)) for value, label in spec.field(name).flatchoices]
    return [{"value": v, "label": label, "selected": str(v) in chosen} for v, label in pairs]


def _long_options(pairs: Pairs, chosen: set[str]) -> SafeString:
    """Many choices as HTML: a template takes a millisecond for a hundred of them."""
    known = dict(pairs)
    missing = [(v, "The chosen one") for v in sorted(chosen) if v not in known]
    return markup(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value in chosen else ""}>{escape(label)}</option>'
            for value, label in [*pairs, *missing]
        )
    )


def _select(name: str, label: str, pairs: Pairs, chosen: set[str]) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "options_html": _long_options(pairs, chosen)}


def _range(spec: RegisterSpec, name: str, raw: dict[str, str]) -> list[dict[str, Any]]:
    shape = "date" if spec.kind(name).name == "date" else "text"
    return [
        {
            "name": name + suffix,
            "label": f"{spec.label(name)} {word}",
            "kind": shape,
            "value": raw.get(name + suffix, ""),
        }
        for suffix, word in (("_from", "from"), ("_to", "to"))
    ]


def _controls(
    spec: RegisterSpec, state: ListState, known: dict[str, list[tuple[str, str]]], here: str
) -> list[dict[str, Any]]:
    """What one can filter by; the place first, which is no column's filter but an address of its own."""
    raw = {f.key: f.raw[0] for f in state.filters}
    held = known["place"]
    if here and state.place not in dict(held):  # a project holds nothing else, so it is not offered elsewhere
        held = [*held, (state.place, here)]
    found = [_select("place", "Lies in", held, {state.place} - {""})]
    for name in spec.filters:
        kind, label = spec.kind(name), spec.label(name)
        if kind.filter == "person":
            chosen = {v for f in state.filters if f.name == name for v in f.raw}
            found.append(_select(name, label, [(ME, "Me"), (NOBODY, "Nobody"), *known[name]], chosen))
        elif kind.name in {"choice", "step"}:
            options = _options(spec, name, state)
            found.append({"name": name, "label": label, "kind": "multi", "value": "", "options": options})
        elif kind.filter == "range":
            found += _range(spec, name, raw)
        else:
            found.append({"name": name, "label": label, "kind": "text", "value": raw.get(name, "")})
    return found


def _heads(spec: RegisterSpec, found: Answer) -> dict[Any, str]:
    """What stands beside the name of each group: how many, and what they come to, as HTML."""
    heads = {}
    for value, count in found.groups:
        said = [f"{count:,}"]
        for name in dict.fromkeys(n for n, _, _ in found.group_sums.get(value, [])):
            amounts = [short_money(a, c) for n, c, a in found.group_sums[value] if n == name]
            said.append(f"{spec.label(name).lower()} {' + '.join(amounts)}")
        heads[value] = escape(", ".join(said))
    return heads


def _sums(spec: RegisterSpec, shown: tuple[str, ...], found: Answer) -> list[dict[str, Any]]:
    if not found.sums:
        return []
    by_name: dict[str, list[SafeString]] = {}
    for name, currency, amount in found.sums:
        cell = format_html(
            '<data title="{}">{}</data>', exact_money(amount, currency), short_money(amount, currency)
        )
        by_name.setdefault(name, []).append(cell)
    joined = {n: markup("<br>".join(cells)) for n, cells in by_name.items()}
    return [
        {"html": joined.get(name, "Sum" if at_ == 0 else ""), "numeric": spec.kind(name).numeric}
        for at_, name in enumerate(shown)
    ]


def _empty(spec: RegisterSpec, path: str, state: ListState, new_url: str) -> dict[str, Any]:
    filtered = bool(state.filters or state.search)
    return {
        "filtered": filtered,
        "title": f"No {spec.title.lower()} match" if filtered else f"No {spec.title.lower()} yet",
        "text": "Nothing here matches the filters and words above." if filtered else spec.help.purpose,
        "good": "" if filtered else spec.help.good,
        "bad": "" if filtered else spec.help.bad,
        "new_url": new_url,
        "new_label": f"New {spec.one}",
        "clear_url": path if filtered else "",
    }


def count_words(spec: RegisterSpec, total: int) -> str:
    """`1 risk`, `1,204 risks`."""
    return f"{total:,} {spec.one if total == 1 else spec.title.lower()}"


def listing(spec: RegisterSpec, actor: Actor, state: ListState, path: str, whose: str = "") -> dict[str, Any]:
    """The context of a list page; `whose` is the name of the place whose list it is."""
    found = answer(spec, actor, state)
    state, shown = found.state, found.columns
    tail = f"?as_of={state.as_of}" if state.as_of else ""
    heads, known = _heads(spec, found), offered(spec, actor, state.as_of)
    html = (
        grouped_html(spec, shown, found.rows, state.group, heads, tail)
        if state.group
        else rows_html(spec, shown, found.rows, tail)
    )
    may_create = actor.holds(Verb.CREATE, spec.slug) and state.as_of is None and not spec.model.own_place
    new_url = ""
    if may_create:
        new_url = at(f"/{spec.slug}/new", [("place", state.place)] if state.place else [])
    pairs = state.pairs()
    here = [(k, v) for k, v in pairs if k not in {"page"}]
    return {
        "title": spec.title,
        "url": path,
        "count_label": count_words(spec, found.total),
        "rows_html": html,
        "columns": _columns(spec, path, state, shown),
        "chips": _chips(spec, path, state, known),
        "controls": _controls(spec, state, known, whose),
        "hidden": [(k, v) for k, v in here if k in {"sort", "group", "as_of", "col", "size"}],
        "filter_pairs": [(k, v) for f in state.filters for k, v in [(f.key, r) for r in f.raw]],
        "state_pairs": [(k, v) for k, v in here if k != "col"],
        "clear_url": path if state.filters or state.search else "",
        "searchable": bool(spec.search),
        "search": state.search,
        **_menus(spec, path, state, shown),
        "trash_url": f"/{spec.slug}/trash" if actor.holds(Verb.REMOVE, spec.slug) else "",
        "new_url": new_url,
        "new_label": f"New {spec.one}",
        "sums": _sums(spec, shown, found),
        **_pages(path, state, found),
        "empty": _empty(spec, path, state, new_url),
    }


def _menus(spec: RegisterSpec, path: str, state: ListState, shown: tuple[str, ...]) -> dict[str, Any]:
    """What stands in the menus above the list: groups, columns, files."""
    here = [(k, v) for k, v in state.pairs() if k != "page"] + _place_pair(state)
    groups = [("", "No groups"), *((g, spec.label(g)) for g in groupable(spec))]
    every = dict.fromkeys((*spec.columns, *(c.name for c in spec.computed)))
    return {
        "group_choices": _choices(path, state, "group", groups),
        "column_choices": [{"name": n, "label": spec.label(n), "shown": n in shown} for n in every],
        "exports": [
            {"label": label, "url": at(f"/{spec.slug}/export.{ext}", here)}
            for label, ext in (("Excel", "xlsx"), ("CSV", "csv"), ("JSON", "json"))
        ],
    }


def _pages(path: str, state: ListState, found: Answer) -> dict[str, Any]:
    """Which page it is, and the ways to those beside it."""
    first = (state.page - 1) * state.size + 1
    return {
        "page": state.page,
        "pages": found.pages,
        "first": first,
        "last": first + len(found.rows) - 1,
        "prev_url": at(path, state.but(page=state.page - 1).pairs()) if state.page > 1 else "",
        "next_url": at(path, state.but(page=state.page + 1).pairs()) if state.page < found.pages else "",
    }


def _place_pair(state: ListState) -> Pairs:
    return [("place", state.place)] if state.place else []


def _choices(path: str, state: ListState, option: str, pairs: Pairs) -> list[dict[str, Any]]:
    present = getattr(state, option)
    return [
        {"label": label, "url": at(path, state.but(**{option: value}).pairs()), "selected": value == present}
        for value, label in pairs
    ]


def refused(request: HttpRequest, error: Invalid, page: str = "list") -> HttpResponse:
    """Which part of an address means nothing here, and the way to the same page without it."""
    kept = [(k, v) for k in request.GET if k[:60] not in error.fields for v in request.GET.getlist(k)]
    what = " ".join(f"“{name}”: {reason}" for name, reason in error.fields.items())
    return error_page(request, 400, what, {"label": f"The {page} without it", "url": at(request.path, kept)})


def _elsewhere(request: HttpRequest, spec: RegisterSpec, actor: Actor, state: ListState) -> HttpResponse:
    """To the same list at another place, whose address says it; everywhere when none is named."""
    if not state.place:
        return redirect(at(f"/{spec.slug}", state.pairs()))
    place = places(actor).filter(uid=state.place).first()
    if place is None:
        return error_page(request, 404)
    return redirect(at(f"/w/{place.uid}/{spec.slug}", state.pairs()))


@door(Verb.VIEW, "any")
def register_list(request: HttpRequest, slug: str, place: Place | None = None) -> HttpResponse:
    """The list of one register, everywhere or below one place."""
    spec, actor = REGISTERS[slug], actor_of(request)
    try:
        state = read_state(spec, query_of(request))
    except Invalid as error:
        return refused(request, error)
    if request.GET.get("place", place.uid if place else "") != (place.uid if place else ""):
        return _elsewhere(request, spec, actor, state)
    if place is not None:
        state = state.but(place=place.uid, page=state.page)
    context: dict[str, Any] = {
        "listing": listing(spec, actor, state, request.path, place.name if place else "")
    }
    context["listing"].update(matrix_block(spec, actor, state, request.path))
    if place is not None:
        context["tabs"] = place_tabs(place, spec.title, state.as_of)
        context["listing"]["answer"] = f"{place.name} and everything below it"
    context["as_of"] = as_of_block(request)
    context["crumbs"] = crumbs_of(place, spec)
    context["page_title"] = f"{spec.title} of {place.name}" if place else spec.title
    fragment = request.headers.get("HX-Target") == "results"
    response = render(request, "register/list.html#results" if fragment else "register/list.html", context)
    response["Vary"] = "HX-Request, HX-Target, Cookie"
    return response


def crumbs_of(place: Place | None, spec: RegisterSpec) -> list[dict[str, str]]:
    """The way to a list: the workspace it lies in, or all registers."""
    if place is None:
        return [{"label": "Registers", "url": "/registers"}, {"label": spec.title, "url": ""}]
    return [{"label": place.name, "url": f"/w/{place.uid}"}, {"label": spec.title, "url": ""}]


@door(Verb.VIEW, "any")
def registers(request: HttpRequest) -> HttpResponse:
    """All registers, with how many records of each the reader may see."""
    actor = actor_of(request)
    today = timezone.localdate()
    counted = ((spec, answer(spec, actor, ListState(size=1)).total) for spec in REGISTERS.values())
    found = [
        {"label": spec.title, "url": f"/{spec.slug}", "count": count, "help": spec.help.purpose}
        for spec, count in counted
        if count or actor.holds(Verb.VIEW, spec.slug)
    ]
    context = {"groups": [{"title": "", "rows": found}], "answer": "", "today": today}
    return render(
        request, "registers.html", {**context, "page_title": "Registers", "crumbs": [{"label": "Registers"}]}
    )
