"""Making and changing a record by hand: the form, saving field by field, and the merge after a stale write."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied, Invalid, NotThere, Stale
from pilothouse.kernel.in_use import living_places
from pilothouse.kernel.models import Place, Verb
from pilothouse.kernel.reading import writable
from pilothouse.kernel.rows import row
from pilothouse.kernel.spec import REGISTERS, PartSpec, RegisterSpec
from pilothouse.kernel.writing import change, create, found
from pilothouse.web.door import BOTH, WRITE, actor_of, door
from pilothouse.web.screens.forms import RegisterForm, record_fields, sections_of, shown_values
from pilothouse.web.screens.merging import base_of, merge_block, merged
from pilothouse.web.screens.undoing import offer_undo
from pilothouse.web.screens.ways import way_to


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit()):
        raise Invalid({"version": "The form says no version; open the record again."})
    return int(text[:9])


def _place(spec: RegisterSpec, actor: Actor, uid: str) -> Place | None:
    return living_places(actor, Verb.CREATE, spec.slug).filter(uid=uid[:12]).first() if uid else None


def _page(request: HttpRequest, spec: RegisterSpec, form: RegisterForm, **more: Any) -> HttpResponse:
    context = {"form": form, "sections": sections_of(spec, form), **more}
    return render(request, "register/form.html", context, status=422 if form.errors else 200)


@door(Verb.CREATE, "any", methods=BOTH)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Raise a record at a place."""
    spec, actor = REGISTERS[slug], actor_of(request)
    if spec.model.own_place:
        return redirect("/landscape")
    if not actor.holds(Verb.CREATE, slug):
        raise Denied(f"You may not raise a {spec.one}.")
    place = _place(spec, actor, request.POST.get("place") or request.GET.get("place", ""))
    if place is None:
        return _choose_place(request, spec, actor)
    fields = record_fields(spec)
    start = shown_values({n: field for n, (field, _) in fields.items()}, spec.model(), place.currency)
    given, at = request.POST or None, (place, slug)
    form = RegisterForm(fields, place.currency, given, initial=start, actor=actor, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            record = create(spec, actor, place, form.values)
        except Invalid as error:
            form.take(error)
        else:
            offer_undo(request, f"{record.code} raised.", record.card_id, spec)
            return redirect(f"/{slug}/{record.uid}")
    crumbs = [
        {"label": place.name, "url": f"/w/{place.uid}"},
        {"label": spec.title, "url": f"/w/{place.uid}/{slug}"},
        {"label": "New"},
    ]
    return _page(
        request,
        spec,
        form,
        title=f"New {spec.one} in {place.name}",
        action_url=f"/{slug}/new?place={place.uid}",
        crumbs=crumbs,
        cancel_url=f"/w/{place.uid}/{slug}",
        submit_label=f"Raise the {spec.one}",
        help=spec.help.purpose,
    )


def _choose_place(request: HttpRequest, spec: RegisterSpec, actor: Actor) -> HttpResponse:
    options = list(living_places(actor, Verb.CREATE, spec.slug).order_by("name")[:500])
    if len(options) == 1:
        return redirect(f"/{spec.slug}/new?place={options[0].uid}")
    groups: dict[str, list[dict[str, Any]]] = {}
    for place in options:
        groups.setdefault(place.kind, []).append(
            {"label": place.name, "url": f"/{spec.slug}/new?place={place.uid}", "help": "", "count": None}
        )
    context = {"groups": [{"title": kind.capitalize(), "rows": found} for kind, found in groups.items()]}
    title = f"Where does the new {spec.one} belong?"
    return render(request, "registers.html", {**context, "page_title": title, "answer": "Choose a place."})


@door(Verb.CHANGE, "any", methods=BOTH)
def edit(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Change a record; a stale write goes to the merge page with everything that was typed."""
    spec, actor = REGISTERS[slug], actor_of(request)
    record = found(spec, actor, uid, Verb.CHANGE)
    currency = getattr(record, "currency", "")
    fields = record_fields(spec)
    columns = {n: f for n, (f, _) in fields.items()}
    initial = shown_values(columns, record, currency)
    given, at = request.POST or None, (record.place, slug)
    form = RegisterForm(fields, currency, given, initial=initial, actor=actor, at=at)
    version = record.version
    if request.method == "POST":
        version = _version(request)
        if form.is_valid():
            try:
                saved = change(spec, actor, uid, version, form.values)
            except Stale as stale:
                return _merge(request, spec, stale.current, version, form)
            except Invalid as error:
                form.take(error)
            else:
                if saved.version != version:
                    offer_undo(request, f"{record.code} saved.", record.pk, spec)
                return redirect(f"/{slug}/{uid}")
    base = f"/{slug}/{record.uid}"
    return _page(
        request,
        spec,
        form,
        title=record.title,
        record={"code": record.code},
        version=version,
        action_url=f"{base}/edit",
        cancel_url=base,
        autosave_url=f"{base}/autosave",
        submit_label="Done",
        crumbs=way_to(spec, actor, record, "Edit"),
    )


def _merge(
    request: HttpRequest, spec: RegisterSpec, current: Any, version: int, form: RegisterForm
) -> HttpResponse:
    typed = {name: form.data.get(name, "") for name in form.fields}
    base = base_of(spec, current.pk, version)
    block = merge_block(spec, actor_of(request), current, base, typed, form.values)
    crumbs = way_to(spec, actor_of(request), current, "Merge")
    return render(request, "register/merge.html", {"merge": block, "crumbs": crumbs}, status=409)


@door(Verb.CHANGE, "any", methods=BOTH)
def merge(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """The merge page: base, mine and theirs side by side; what is chosen is written over their version."""
    spec, actor = REGISTERS[slug], actor_of(request)
    record = found(spec, actor, uid, Verb.CHANGE)
    if request.method != "POST":
        return redirect(f"/{slug}/{uid}/edit")
    currency = getattr(record, "currency", "")
    fields = record_fields(spec)
    if "merging" in request.POST:
        base = (
            base_of(spec, record.pk, int(request.POST.get("base", "0")[:9] or 0))
            if request.POST.get("base", "").isascii() and request.POST.get("base", "").isdigit()
            else None
        )
        data = merged(spec, record, base, request.POST)
    else:
        data = {n: request.POST.get(n, "") for n in fields}
    form = RegisterForm(fields, currency, data, actor=actor)
    version = _version(request)
    if not form.is_valid():
        return _page(
            request,
            spec,
            form,
            title=record.title,
            version=record.version,
            action_url=f"/{slug}/{uid}/edit",
            cancel_url=f"/{slug}/{uid}",
        )
    try:
        change(spec, actor, uid, version, form.values)
    except Stale as stale:
        return _merge(request, spec, stale.current, version, form)
    offer_undo(request, f"{record.code} saved.", record.pk, spec)
    return redirect(f"/{slug}/{uid}")


@door(Verb.CHANGE, "any", methods=WRITE)
def autosave(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Save one field when it is left; answers in JSON for the page."""
    spec, actor = REGISTERS[slug], actor_of(request)
    name = request.POST.get("_field", "")
    if name not in writable(spec):
        return JsonResponse({"errors": {name[:60]: ["This field cannot be written."]}}, status=422)
    record = row(spec, actor, uid)
    form = RegisterForm(record_fields(spec, (name,)), getattr(record, "currency", ""), request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data() and dict(form.errors)}, status=422)
    try:
        saved = change(spec, actor, uid, _version(request), form.values)
    except Stale:
        return JsonResponse({"merge_url": f"/{slug}/{uid}/merge"}, status=409)
    except Invalid as error:
        return JsonResponse({"errors": {k or name: [v] for k, v in error.fields.items()}}, status=422)
    except Denied as error:
        return JsonResponse({"errors": {name: [str(error)]}}, status=403)
    now = timezone.localtime()
    return JsonResponse({"version": saved.version, "saved": f"Saved {now:%H:%M}"})


def _with_row(
    kept: PartSpec, rows: list[Any], present: Any, values: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """All child rows as values, with one changed, added at the end, or (None) left out."""
    given = [{"uid": r.uid, **{n: getattr(r, n) for n in kept.fields}} for r in rows if r is not present]
    if values is not None:
        at = rows.index(present) if present else len(given)
        given.insert(at, {"uid": present.uid if present else "", **values})
    return given


def _part_block(
    spec: RegisterSpec, kept: PartSpec, record: Any, present: Any, form: RegisterForm
) -> dict[str, Any]:
    one = str(kept.model._meta.verbose_name)
    return {
        "form": form,
        "sections": [{"title": "", "fields": list(form)}],
        "version": record.version,
        "title": f"{one.capitalize() if present else f'New {one}'}: {record.title}",
        "record": {"code": record.code},
        "droppable": present is not None,
        "cancel_url": f"/{spec.slug}/{record.uid}",
    }


@door(Verb.CHANGE, "any", methods=BOTH)
def part(request: HttpRequest, slug: str, uid: str, name: str, child: str) -> HttpResponse:
    """Add, change or drop one child row; its parent gets a new version."""
    spec, actor = REGISTERS[slug], actor_of(request)
    record = found(spec, actor, uid, Verb.CHANGE)
    try:
        kept = spec.part(name)
    except KeyError as error:
        raise NotThere("There is no such part.") from error
    rows_now = list(kept.model._default_manager.filter(**{kept.parent: record.pk}))
    present = next((r for r in rows_now if r.uid == child), None)
    if present is None and child != "new":
        raise NotThere("There is no such row.")
    fields = {n: (kept.field(n), kept.heading(n)) for n in kept.fields}
    currency = getattr(record, "currency", "")
    shown = present or kept.model(**{kept.parent: record})
    initial = shown_values({n: f for n, (f, _) in fields.items()}, shown, currency)
    given, at = request.POST or None, (record.place, slug)
    form = RegisterForm(fields, currency, given, initial=initial, actor=actor, at=at)
    form.offer(shown.offered())
    if request.method == "POST" and (form.is_valid() or "drop" in request.POST):
        rows_given = _with_row(kept, rows_now, present, None if "drop" in request.POST else form.values)
        try:
            change(spec, actor, uid, _version(request), {}, parts={name: rows_given})
        except Stale:
            form.add_error(
                None, "Someone changed this record since you opened it. Look at it and save again."
            )
        except Invalid as error:
            form.take(error)
        else:
            offer_undo(request, f"{kept.label} of {record.code} saved.", record.pk, spec)
            return redirect(f"/{slug}/{uid}")
    context = _part_block(spec, kept, record, present, form) | {
        "action_url": request.path,
        "crumbs": way_to(spec, actor, record, kept.label),
    }
    return render(request, "register/part_form.html", context, status=422 if form.errors else 200)
