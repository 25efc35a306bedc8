"""The page of one record: its facts, moves, parts, ties, talk and past."""

from __future__ import annotations

from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid, NotThere
from pilothouse.kernel.kinds import kind_of, nice_day
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Attachment, Card, Comment, Lift, Link, Verb, Watcher
from pilothouse.kernel.past_reading import Entry, past_of_record
from pilothouse.kernel.richtext import rich
from pilothouse.kernel.rows import row, rows
from pilothouse.kernel.spec import REGISTERS, Computed, Move, PartSpec, RegisterSpec
from pilothouse.kernel.tables import STATUS_MARKS, cell_of
from pilothouse.kernel.talk import links_of, may_talk
from pilothouse.kernel.undo import may_undo
from pilothouse.web.door import actor_of, door
from pilothouse.web.screens.forms import RegisterForm

DOORS = {
    "api": "through the API",
    "import": "by import",
    "cli": "from the command line",
    "worker": "by the system",
}


def when(moment: Any) -> str:
    """A moment as people write it, in the installation's time zone."""
    local = timezone.localtime(moment)
    return f"{nice_day(local.date())}, {local:%H:%M}"


def _fact(spec: RegisterSpec, record: Any, name: str) -> dict[str, Any]:
    field, kind = spec.field(name), spec.kind(name)
    value = getattr(record, name)
    currency = getattr(record, "currency", "")
    if kind.widget == "long":
        return {"label": spec.label(name), "html": rich(value) if value else "", "wide": True}
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
            n for n in section.fields if n != "title" and (at == 0 or getattr(record, n) not in (None, ""))
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
            "fields": list(asked_fields(spec, m, actor)),
        }
        for m in open_moves
        if allowed[m.needs]
    ]


def _cell(kind: Any, field: Any, value: Any, currency: str) -> str:
    shown = getattr(value, kind.path) if kind.path and value is not None else value
    return str(kind.cell(field)(shown, currency))


def part_table(spec: RegisterSpec, part: PartSpec, record: Any, editable: bool) -> dict[str, Any]:
    """A table of child rows; each leads to its form when it may be edited."""
    fields = [part.field(n) for n in part.fields]
    base = f"/{spec.slug}/{record.uid}/parts/{part.name}"
    lines = []
    named = [f.name for f in fields if f.is_relation]
    children = part.model._default_manager.filter(**{part.parent: record.pk})
    for child in children.select_related(part.parent, *named):
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


def entry(actor: Actor, past: Entry) -> dict[str, Any]:
    """One line of history."""
    change = past.changeset
    return {
        "when": when(change.at),
        "when_iso": change.at.isoformat(),
        "who": change.by.name if change.by else "Pilothouse",
        "on_behalf": change.on_behalf_of.name if change.on_behalf_of else "",
        "what": change.action.partition(": ")[2] or change.action,
        "door": DOORS.get(change.door, ""),
        "why": change.why,
        "effective": nice_day(past.effective.date()) if past.effective.date() != change.at.date() else "",
        "changes": [{"label": a, "before": b, "after": c} for a, b, c in past.changes],
        "undo_url": f"/undo/{change.uid}" if may_undo(actor, change) and not change.undone_by.all() else "",
    }


def _status(spec: RegisterSpec, record: Any) -> dict[str, str]:
    return {
        "label": spec.statuses.get(record.status, record.status),
        "cls": STATUS_MARKS.get(record.status, "o"),
    }


def _about(spec: RegisterSpec, record: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"label": "Version", "html": str(record.version)}]
    if record.author:
        found.append({"label": "Raised by", "html": record.author.name})
    for lifted in Lift.objects.filter(card=record.pk, ended__isnull=True).select_related("place", "by"):
        words: SafeString = format_html(
            "{} on {}: {}", lifted.place.name, nice_day(lifted.at.date()), lifted.reason
        )
        found.append({"label": "Escalated to", "html": words})
    return found


def _links(actor: Actor, card: Card, base: str, able: bool) -> list[dict[str, Any]]:
    return [
        {
            "kind": words,
            "code": other.code,
            "label": other.title,
            "url": f"/{other.register}/{other.uid}",
            "remove_url": f"{base}/unlink/{tied.pk}" if able and tied.source_id == card.pk else "",
        }
        for tied, other, words in links_of(actor, card)
    ]


def _files(card: Card, able: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": a.name,
            "url": f"/files/{a.uid}",
            "size": f"{a.size / 1024:,.0f} kB",
            "who": a.by.name if a.by else "",
            "when": when(a.at),
            "remove_url": f"/files/{a.uid}/remove" if able else "",
        }
        for a in Attachment.objects.filter(card=card).select_related("by").order_by("-at")
    ]


def _comments(actor: Actor, card: Card, base: str) -> list[dict[str, Any]]:
    return [
        {
            "id": c.uid,
            "who": c.by.name if c.by else "",
            "on_behalf": c.on_behalf_of.name if c.on_behalf_of else "",
            "when": when(c.at),
            "when_iso": c.at.isoformat(),
            "html": rich(c.text),
            "remove_url": f"{base}/comment/{c.uid}/remove" if c.by_id == actor.person_id else "",
        }
        for c in Comment.objects.filter(card=card).select_related("by", "on_behalf_of").order_by("at")
    ]


def _talk(actor: Actor, card: Card, base: str) -> dict[str, Any]:
    able = may_talk(actor, card)
    kinds = [{"value": v, "label": w} for v, w in Link.Kind.choices]
    watchers = dict(Watcher.objects.filter(card=card).values_list("person_id", "person__name"))
    return {
        "links": _links(actor, card, base, able),
        "link_form": {"url": f"{base}/link", "pick_url": "/pick/records", "kinds": kinds} if able else None,
        "attachments": _files(card, able),
        "attach_url": f"{base}/attach" if able else "",
        "comments": _comments(actor, card, base),
        "comment_url": f"{base}/comment" if able else "",
        "mention_url": f"/pick/mentions/{card.uid}",
        "watch": {"url": f"{base}/watch", "on": actor.person_id in watchers},
        "watchers": list(watchers.values()),
    }


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
        "place": {"label": record.place.name, "url": f"/w/{record.place.uid}"},
        "status": _status(spec, record),
        "sections": sections(spec, record),
        "moves": moves_of(spec, actor, record),
        "tables": [part_table(spec, p, record, editable) for p in spec.parts],
        "edit_url": f"{base}/edit" if editable else "",
        "remove_url": f"{base}/remove" if removable else "",
        "who_url": f"{base}/who",
        "history_url": f"{base}/history",
        "about": _about(spec, record),
        "history": [entry(actor, e) for e in past_of_record(spec, record.pk, limit=6)],
        **_talk(actor, record.card, base),
    }


def seen_record(spec: RegisterSpec, actor: Actor, uid: str) -> Any:
    """A record with what its page needs. One query; raises NotThere."""
    found = rows(spec, actor).annotate(**{c.name: c.expression for c in spec.computed})
    people = [f.name for f in spec.model._meta.concrete_fields if f.is_relation]
    record = found.select_related(*people).filter(uid=uid[:12]).first()
    if record is None:
        raise NotThere(f"There is no such {spec.one}.")
    return record


@door(Verb.VIEW, "any")
def detail(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """One record."""
    spec, actor = REGISTERS[slug], actor_of(request)
    record = seen_record(spec, actor, uid)
    context = {
        "record": record_block(spec, actor, record),
        "crumbs": [
            {"label": record.place.name, "url": f"/w/{record.place.uid}"},
            {"label": spec.title, "url": f"/w/{record.place.uid}/{spec.slug}"},
            {"label": record.code},
        ],
    }
    fragment = request.headers.get("HX-Target") == "panel"
    response = render(request, "register/detail.html#panel" if fragment else "register/detail.html", context)
    response["Vary"] = "HX-Request, HX-Target, Cookie"
    return response


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
        "entries": [entry(actor, e) for e in entries],
        "next_url": f"?before={entries[-1].version - 1}" if more else "",
        "crumbs": [
            {"label": spec.title, "url": f"/{slug}"},
            {"label": record.code, "url": f"/{slug}/{record.uid}"},
            {"label": "History"},
        ],
    }
    return render(request, "register/history.html", context)
