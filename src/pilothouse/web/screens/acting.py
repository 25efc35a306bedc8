"""What one does to a record with one press: move, trash, restore, comment, tie, attach, watch."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kernel import talk
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid, NotThere, Stale
from pilothouse.kernel.models import Attachment, Card, Verb
from pilothouse.kernel.rows import cards, row, trash
from pilothouse.kernel.spec import REGISTERS, RegisterSpec
from pilothouse.kernel.talk import file_path
from pilothouse.kernel.writing import move, remove, restore
from pilothouse.web.door import WRITE, actor_of, door, page_number
from pilothouse.web.errors import error_page
from pilothouse.web.screens.details import asked_fields, when
from pilothouse.web.screens.editing import _version
from pilothouse.web.screens.finding import matching_cards
from pilothouse.web.screens.mentions import untold_notes
from pilothouse.web.screens.undoing import back, offer_undo
from pilothouse.web.screens.ways import list_of, way_to

MOST_MEANT = 20


def _faults(request: HttpRequest, spec: RegisterSpec, error: Invalid) -> None:
    for name, reason in error.fields.items():
        try:
            label = spec.label(name)
        except (KeyError, FieldDoesNotExist):
            label = name.replace("_", " ").capitalize()
        messages.error(request, f"{label}: {reason}" if name else reason)


@door(Verb.MOVE, "any", methods=WRITE)
def make_move(request: HttpRequest, slug: str, uid: str, name: str) -> HttpResponse:
    """Take a record to another status."""
    spec, actor = REGISTERS[slug], actor_of(request)
    try:
        step = spec.move(name)
    except KeyError as error:
        raise NotThere("There is no such move.") from error
    record = row(spec, actor, uid)
    form = asked_fields(spec, step)
    bound = type(form)({n: (f, n) for n, f in form.columns.items()}, "", request.POST)
    if not bound.is_valid():
        for field, reasons in bound.errors.items():
            messages.error(
                request, f"{field.capitalize()}: {' '.join(map(str, reasons))} Nothing was changed."
            )
        return redirect(f"/{slug}/{uid}")
    try:
        record = move(spec, actor, uid, _version(request), name, bound.values)
    except Stale:
        messages.warning(request, "Someone changed this since you opened it. Look at it and try again.")
    except Invalid as error:
        _faults(request, spec, error)
    else:
        now = spec.statuses.get(record.status, record.status)
        offer_undo(request, f"{record.code} is now {now}.", record.pk, spec)
        return redirect(back(request, f"/{slug}/{uid}"))  # to the list, when it was pressed beside one
    return redirect(f"/{slug}/{uid}")


@door(Verb.REMOVE, "any", methods=WRITE)
def put_away(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Put a record into the trash."""
    spec, actor = REGISTERS[slug], actor_of(request)
    try:
        record = remove(spec, actor, uid, _version(request))
    except Stale:
        messages.warning(request, "Someone changed this since you opened it. It was not removed.")
        return redirect(f"/{slug}/{uid}")
    except Invalid as error:
        _faults(request, spec, error)
        return redirect(f"/{slug}/{uid}")
    offer_undo(request, f"{record.code} is in the trash.", record.pk, spec)
    own_place = spec.model.own_place  # what lay there is gone with it
    return redirect(f"/{slug}" if own_place else list_of(spec, actor, record))


@door(Verb.REMOVE, "any", methods=WRITE)
def bring_back(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Take a record out of the trash."""
    spec = REGISTERS[slug]
    try:
        record = restore(spec, actor_of(request), uid)
    except Invalid as error:
        _faults(request, spec, error)
        return redirect(f"/{slug}/trash")
    messages.success(request, f"{record.code} is back.")
    return redirect(f"/{slug}/{uid}")


@door(Verb.REMOVE, "any")
def trash_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What was removed and can be restored."""
    spec, actor = REGISTERS[slug], actor_of(request)
    page = page_number(request)
    found = list(trash(spec, actor).order_by("-removed_at")[(page - 1) * 100 : page * 100 + 1])
    last = {
        p.card_id: p
        for p in spec.past._default_manager.filter(
            card__in=[r.pk for r in found], until__isnull=True
        ).select_related("changeset__by")
    }
    rows = [
        {
            "code": r.code,
            "title": r.title,
            "when": when(r.removed_at),
            "who": last[r.pk].changeset.by.name if last[r.pk].changeset.by else "Pilothouse",
            "why": last[r.pk].changeset.why,
            "restore_url": f"/{slug}/{r.uid}/restore",
        }
        for r in found[:100]
    ]
    block = {
        "title": f"{spec.title} in the trash",
        "rows": rows,
        "note": "Nothing is deleted for good; restore brings a record back with all its past.",
    }
    if len(found) > 100:
        block["next_url"] = f"?page={page + 1}"
    crumbs = [{"label": spec.title, "url": f"/{slug}"}, {"label": "Trash"}]
    return render(request, "register/trash.html", {"trash": block, "crumbs": crumbs})


def _done(slug: str, uid: str, anchor: str = "") -> HttpResponse:
    return redirect(f"/{slug}/{uid}{anchor}")


@door(Verb.COMMENT, "any", methods=WRITE)
def say(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Add a comment."""
    try:
        said = talk.comment(actor_of(request), uid, request.POST.get("text", ""))
    except Invalid as error:
        _faults(request, REGISTERS[slug], error)
        return _done(slug, uid)
    notes = untold_notes(actor_of(request), said)
    for note in notes:
        messages.warning(request, note)
    came = back(request, f"/{slug}/{uid}")
    if urlsplit(came).path != f"/{slug}/{uid}":  # said beside a list: back to it
        messages.success(request, f"Your comment stands on {said.card.code}.")
        return redirect(came)
    return _done(slug, uid, "" if notes else f"#comment-{said.uid}")  # the notes stand at the top


@door(Verb.COMMENT, "any", methods=WRITE)
def unsay(request: HttpRequest, slug: str, uid: str, said: str) -> HttpResponse:
    """Take one's own comment back."""
    talk.drop_comment(actor_of(request), uid, said)
    return _done(slug, uid)


def _meant(actor: Actor, uid: str, wanted: str) -> list[Card]:
    """The records that somebody may mean: by id or address, by code, else by words; not the record itself."""
    bare = wanted.strip().rstrip("/").rsplit("/", 1)[-1].partition("?")[0]
    others = cards(actor).select_related("place").defer("search").exclude(uid=uid[:12])
    for way in (Q(uid=bare[:12]), Q(code__iexact=bare[:20])):
        if found := list(others.filter(way).order_by("place__name", "pk")[: MOST_MEANT + 1]):
            return found
    worded = matching_cards(actor, wanted[:200]).exclude(uid=uid[:12])
    return list(worded.select_related("place").defer("search")[: MOST_MEANT + 1])


def _which(request: HttpRequest, seen: Any, found: list[Card]) -> HttpResponse:
    """Several records fit: the page on which one chooses among them, each with where it lies."""
    spec, wanted = REGISTERS[seen.card.register], request.POST.get("to", "")[:200]
    base = f"/{spec.slug}/{seen.uid}"
    context = {
        "wanted": wanted,
        "kind": request.POST.get("kind", ""),
        "action_url": f"{base}/link",
        "found": found[:MOST_MEANT],
        "more": len(found) > MOST_MEANT,
        "record": {"code": seen.code, "title": seen.title, "url": base},
        "crumbs": way_to(spec, actor_of(request), seen, "Tie"),
    }
    return render(request, "register/which.html", context)


@door(Verb.COMMENT, "any", methods=WRITE)
def tie(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Link two records; the other is chosen, or named by address, code or words and chosen when several fit."""
    actor = actor_of(request)
    seen = row(REGISTERS[slug], actor, uid)
    wanted = (request.POST.get("chosen", "") or request.POST.get("to", "")).strip()
    found = _meant(actor, uid, wanted) if wanted else []
    if len(found) > 1:
        return _which(request, seen, found)
    try:
        if not found:
            raise Invalid({"": "There is no other record of that name that you may see."})
        talk.link(actor, uid, found[0].uid, request.POST.get("kind", ""))
    except Invalid as error:
        _faults(request, REGISTERS[slug], error)
    return _done(slug, uid)


@door(Verb.COMMENT, "any", methods=WRITE)
def untie(request: HttpRequest, slug: str, uid: str, key: int) -> HttpResponse:
    """Take a link away."""
    talk.unlink(actor_of(request), uid, key)
    return _done(slug, uid)


@door(Verb.VIEW, "any", methods=WRITE)
def watch(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Watch a record, or stop."""
    actor = actor_of(request)
    seen = row(REGISTERS[slug], actor, uid)
    on = not seen.card.watchers.filter(person=actor.person).exists()
    talk.watch(actor, uid, on=on)
    return _done(slug, uid)


@door(Verb.COMMENT, "any", methods=WRITE)
def add_file(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Attach a file."""
    row(REGISTERS[slug], actor_of(request), uid)
    upload: Any = request.FILES.get("file")
    if upload is None:
        messages.error(request, "Choose a file first.")
        return _done(slug, uid)
    if upload.size > talk.LARGEST_FILE:
        return error_page(request, 413, f"“{talk.clean_name(upload.name)}” is larger than 25 MB.")
    try:
        talk.attach(actor_of(request), uid, upload.name, upload.read())
    except Invalid as error:
        messages.error(request, f"“{talk.clean_name(upload.name)}”: {' '.join(error.fields.values())}")
    return _done(slug, uid)


@door(Verb.VIEW, "any")
def download(request: HttpRequest, uid: str) -> HttpResponse | FileResponse:
    """A file, always as a download that no browser runs."""
    found: Attachment = talk.attachment(actor_of(request), uid)
    try:
        stream = file_path(found.stored).open("rb")
    except FileNotFoundError as error:
        raise NotThere("There is no such file.") from error
    response = FileResponse(
        stream, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@door(Verb.COMMENT, "any", methods=WRITE)
def drop_file(request: HttpRequest, uid: str) -> HttpResponse:
    """Remove a file."""
    actor = actor_of(request)
    card = talk.attachment(actor, uid).card
    talk.detach(actor, uid)
    return _done(card.register, card.uid)
