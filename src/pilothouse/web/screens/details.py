"""The page of one record: its facts, moves, parts, ties, talk and past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pilothouse.accounts.known import knows_everybody
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.deeds import deed
from pilothouse.kernel.errors import Invalid, NotThere
from pilothouse.kernel.kinds import kind_of, nice_day
from pilothouse.kernel.listing import asked_day
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Comment, Lift, Verb
from pilothouse.kernel.past_reading import TRASH, Entry, parts_then, past_of_record, row_then
from pilothouse.kernel.richtext import rich
from pilothouse.kernel.rows import end_of, row, rows, trash
from pilothouse.kernel.spec import REGISTERS, Computed, Move, PartSpec, RegisterSpec
from pilothouse.kernel.tables import STATUS_MARKS, cell_of
from pilothouse.kernel.undo import may_undo
from pilothouse.web.door import actor_of, door
from pilothouse.web.screens.forms import RegisterForm
from pilothouse.web.screens.lifted import lifted
from pilothouse.web.screens.talking import talk_block, talk_then
from pilothouse.web.screens.talking import when as when
from pilothouse.web.screens.ways import way_to
from pilothouse.web.shell import as_of_block

DOORS = {
    "api": "through the API",
    "import": "by import",
    "cli": "from the command line",
    "worker": "by the system",
}


def _fact(spec: RegisterSpec, record: Any, name: str) -> dict[str, Any]:
    field, kind = spec.field(name), spec.kind(name)
    value = getattr(record, name)
    currency = getattr(record, "currency", "")
    if kind.widget == "long":
        return {"label": spec.label(name), "html": rich(value) if value else "", "wide": True}
    if kind.widget == "person" and value is None:
        return {"label": spec.label(name), "html": markup('<span class="quiet">Nobody</span>')}
    if kind.path and value is not None:
        value = getattr(value, kind.path)
    return {"label": spec.label(name), "html": markup(kind.cell(field)(value, currency))}


def _computed_fact(spec: RegisterSpec, record: Any, computed: Computed) -> dict[str, Any]:
    html = cell_of(spec, computed.name)(getattr(record, computed.name), getattr(record, "currency", ""))
    return {"label": computed.label, "html": markup(html)}


def sections(spec: RegisterSpec, record: Any) -> list[dict[str, Any]]:
    """The record's facts under the headings of its form; what nobody filled in is left out of later sections."""
    found = []
    for at, section in enumerate(spec.form):
        names = [
            n
            for n in section.fields
            if n != "title"
            and (at == 0 or spec.kind(n).widget == "person" or getattr(record, n) not in (None, ""))
        ]
        if names:
            found.append({"title": section.title, "facts": [_fact(spec, record, n) for n in names]})
    if spec.computed:
        facts = [
            _computed_fact(spec, record, c) for c in spec.computed if getattr(record, c.name) is not None
        ]
        if facts:
            found.append({"title": "Worked out", "facts": facts})
    return found


def asked_fields(spec: RegisterSpec, move: Move, actor: Actor | None = None) -> RegisterForm:
    """The small form of what a move asks for."""
    names = {f.name for f in spec.model._meta.concrete_fields}
    known = {n: (spec.field(n), spec.label(n)) for n in move.asks if n in names}
    from_text = {n: (Comment._meta.get_field("text"), n.capitalize()) for n in move.asks if n not in names}
    return RegisterForm({**known, **from_text}, "", prefix=None, auto_id=f"id_{move.name}_%s", actor=actor)


def moves_of(spec: RegisterSpec, actor: Actor, record: Any) -> list[dict[str, Any]]:
    """The moves open from the record's status that the actor may make. One query a right."""
    open_moves = [m for m in spec.moves if record.status in m.origins]
    allowed = {
        v: rows(spec, actor, verb=v).filter(pk=record.pk).exists() for v in {m.needs for m in open_moves}
    }
    return [
        {
            "label": m.label,
            "url": f"/{spec.slug}/{record.uid}/move/{m.name}",
            "help": m.tells(record, actor) if m.tells and allowed[m.needs] else "",
            "fields": list(asked_fields(spec, m, actor)),
        }
        for m in open_moves
        if allowed[m.needs]
    ]


def _cell(kind: Any, field: Any, value: Any, currency: str) -> str:
    shown = getattr(value, kind.path) if kind.path and value is not None else value
    return str(kind.cell(field)(shown, currency))


def _children(part: PartSpec, record: Any) -> Any:
    """The child rows of a record as they are now. One query."""
    named = [n for n in part.fields if part.field(n).is_relation]
    children = part.model._default_manager.filter(**{part.parent: record.pk})
    return children.select_related(part.parent, *named)


def part_table(
    spec: RegisterSpec, part: PartSpec, record: Any, children: Iterable[Any], editable: bool
) -> dict[str, Any]:
    """A table of child rows; each leads to its form when it may be edited."""
    fields = [part.field(n) for n in part.fields]
    base = f"/{spec.slug}/{record.uid}/parts/{part.name}"
    lines = []
    for child in children:
        cells = []
        for at, field in enumerate(fields):
            kind = kind_of(field)
            body = _cell(kind, field, getattr(child, field.name), getattr(record, "currency", ""))
            if at == 0:
                body = f'<a href="{base}/{child.uid}">{body}</a>' if editable else body
                cells.append(f'<th scope="row" class="ttl">{body}</th>')
            else:
                css = ' class="num"' if kind.numeric else ""
                label = escape(part.heading(field.name))
                cells.append(f'<td{css} data-label="{label}">{body}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return {
        "title": part.label,
        "columns": [{"label": part.heading(f.name), "numeric": kind_of(f).numeric} for f in fields],
        "rows_html": markup("".join(lines)),
        "add_url": f"{base}/new" if editable else "",
        "add_label": f"New {part.model._meta.verbose_name}",
        "empty": f"No {part.label.lower()} yet.",
    }


def entry(actor: Actor, past: Entry, uid: str) -> dict[str, Any]:
    """One line of a record's history; undone from here, the change is undone for this record alone."""
    change = past.changeset
    told = change.action.endswith((": remove", ": restore"))  # the words say already where the record went
    return {
        "when": when(change.at),
        "when_iso": change.at.isoformat(),
        "who": change.by.name if change.by else "Pilothouse",
        "on_behalf": change.on_behalf_of.name if change.on_behalf_of else "",
        "what": deed(change.action),
        "door": DOORS.get(change.door, ""),
        "why": change.why,
        "effective": nice_day(past.effective.date()) if past.effective.date() != change.at.date() else "",
        "changes": [
            {"label": a, "before": b, "after": c} for a, b, c in past.changes if not (told and a == TRASH)
        ],
        "undone": bool(change.undone_by.all()),
        "undo_url": f"/undo/{change.uid}?record={uid}"
        if may_undo(actor, change) and not change.undone_by.all()
        else "",
    }


def _status(spec: RegisterSpec, record: Any) -> dict[str, str]:
    return {
        "label": spec.statuses.get(record.status, record.status),
        "cls": STATUS_MARKS.get(record.status, "o"),
    }


def _about(record: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"label": "Version", "html": str(record.version)}]
    if record.author:
        found.append({"label": "Raised by", "html": record.author.name})
    return found


def record_block(spec: RegisterSpec, actor: Actor, record: Any) -> dict[str, Any]:
    """The context of a record's page."""
    base = f"/{spec.slug}/{record.uid}"
    editable = rows(spec, actor, verb=Verb.CHANGE).filter(pk=record.pk).exists()
    removable = rows(spec, actor, verb=Verb.REMOVE).filter(pk=record.pk).exists()
    return {
        "code": record.code,
        "title": record.title,
        "version": record.version,
        "url": base,
        "permalink": base,
        "status": _status(spec, record),
        "sections": sections(spec, record),
        "moves": moves_of(spec, actor, record),
        "tables": [part_table(spec, p, record, _children(p, record), editable) for p in spec.parts],
        "edit_url": f"{base}/edit" if editable else "",
        "remove_url": f"{base}/remove" if removable else "",
        "own_place": spec.model.own_place,
        "who_url": f"{base}/who" if knows_everybody(actor) else "",
        "history_url": f"{base}/history",
        "lifted": lifted(actor, spec, record, Lift.objects.filter(card=record.pk, ended__isnull=True)),
        "about": _about(record),
        "history": [entry(actor, e, record.uid) for e in past_of_record(spec, record.pk, limit=6)],
        **talk_block(actor, record.card, base),
    }


def block_then(spec: RegisterSpec, actor: Actor, past: Any, day: date) -> dict[str, Any]:
    """The context of a record's page as it stood at the end of a day: to read, with nothing to press."""
    base, tail, end = f"/{spec.slug}/{past.uid}", f"?as_of={day}", end_of(day)
    lifts = Lift.objects.filter(Q(ended__isnull=True) | Q(ended__gte=end), card=past.card_id, at__lt=end)
    before = past_of_record(spec, past.card_id, limit=50, before_version=past.version)
    return {
        "code": past.code,
        "title": past.title,
        "version": past.version,
        "url": base + tail,
        "then": f"As it stood on {nice_day(day)}",
        "status": _status(spec, past),
        "sections": sections(spec, past),
        "tables": [part_table(spec, p, past, parts_then(p, past), False) for p in spec.parts],
        "lifted": lifted(actor, spec, past, lifts),
        "about": _about(past),
        "history": [entry(actor, e, past.uid) | {"undo_url": ""} for e in before],
        **talk_then(actor, past.card, end, tail),
    }


def seen_record(spec: RegisterSpec, actor: Actor, uid: str) -> Any:
    """A record with what its page needs. One query; raises NotThere."""
    found = rows(spec, actor).annotate(**{c.name: c.expression for c in spec.computed})
    people = [f.name for f in spec.model._meta.concrete_fields if f.is_relation]
    record = found.select_related(*people).filter(uid=uid[:12]).first()
    if record is None:
        raise NotThere(f"There is no such {spec.one}.")
    return record


def _shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page of a record, or only what stands beside a list."""
    fragment = request.headers.get("HX-Target") == "panel"
    context["as_of"] = as_of_block(request)
    context["record"]["place"] = context["crumbs"][0]
    response = render(request, "register/detail.html#panel" if fragment else "register/detail.html", context)
    response["Vary"] = "HX-Request, HX-Target, Cookie"
    return response


def _shown_then(request: HttpRequest, spec: RegisterSpec, uid: str, day: date) -> HttpResponse:
    """The page of a record as it stood on a past day, or that it was not known then."""
    actor, tail = actor_of(request), f"?as_of={day}"
    past = row_then(spec, actor, uid, day)
    if past is not None:
        block = block_then(spec, actor, past, day)
        return _shown(request, {"record": block, "crumbs": way_to(spec, actor, past, tail=tail)})
    record = seen_record(spec, actor, uid)
    block = {
        "code": record.code,
        "title": record.title,
        "url": f"/{spec.slug}/{record.uid}",
        "version": record.version,
        "unknown": f"Nobody had written this {spec.one} down on {nice_day(day)}, or it lay in the trash then.",
    }
    return _shown(request, {"record": block, "crumbs": way_to(spec, actor, record, tail=tail)})


@door(Verb.VIEW, "any")
def detail(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """One record, now or as it stood on a past day."""
    spec, day = REGISTERS[slug], asked_day(request.GET.get("as_of", ""))
    try:
        return (
            _shown_then(request, spec, uid, day)
            if day < timezone.localdate()
            else _shown_now(request, spec, uid)
        )
    except NotThere:
        return _in_trash(request, spec, uid)


def _shown_now(request: HttpRequest, spec: RegisterSpec, uid: str) -> HttpResponse:
    actor = actor_of(request)
    record = seen_record(spec, actor, uid)
    return _shown(
        request, {"record": record_block(spec, actor, record), "crumbs": way_to(spec, actor, record)}
    )


def _in_trash(request: HttpRequest, spec: RegisterSpec, uid: str) -> HttpResponse:
    """That a record lies in the trash, for who may take it out; raises NotThere for everybody else. One query."""
    found = trash(spec, actor_of(request)).select_related("place").filter(uid=uid[:12]).first()
    if found is None:
        raise NotThere(f"There is no such {spec.one}.")
    context = {
        "one": spec.one,
        "record": found,
        "when": when(found.removed_at),
        "restore_url": f"/{spec.slug}/{found.uid}/restore",
        "trash_url": f"/{spec.slug}/trash",
        "crumbs": [
            *way_to(spec, actor_of(request), found)[:-1],
            {"label": "Trash", "url": f"/{spec.slug}/trash"},
        ],
    }
    return render(request, "register/in_trash.html", context, status=404)


@door(Verb.VIEW, "any")
def history(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """The whole past of one record, newest first, fifty versions a page."""
    spec, actor = REGISTERS[slug], actor_of(request)
    record = row(spec, actor, uid)
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 10):
        raise Invalid({"before": "Write the number of a version."})
    limit = 50
    last = int(before) if before else 10**9
    entries = past_of_record(spec, record.pk, limit=limit, before_version=last)
    more = entries and entries[-1].version > 1 and len(entries) == limit
    context = {
        "record": {"code": record.code, "title": record.title, "url": f"/{slug}/{record.uid}"},
        "entries": [entry(actor, e, record.uid) for e in entries],
        "next_url": f"?before={entries[-1].version - 1}" if more else "",
        "crumbs": way_to(spec, actor, record, "History"),
    }
    return render(request, "register/history.html", context)
