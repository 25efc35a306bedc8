"""The operations of one register, made from its specification.

The request models are made at run time, so annotations are evaluated here and not kept as text.
"""

import base64
import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid, KernelError
from pilothouse.kernel.listing import keys_of_page, read_state, values_of_page
from pilothouse.kernel.models import Verb
from pilothouse.kernel.past_reading import past_of_record
from pilothouse.kernel.prepared import prepared
from pilothouse.kernel.reading import as_text, read_parts, read_value, read_values
from pilothouse.kernel.remembering import rights_key
from pilothouse.kernel.rows import places, row, rows
from pilothouse.kernel.spec import RegisterSpec
from pilothouse.kernel.undo import undo
from pilothouse.kernel.writing import change, create, move, remove
from pilothouse.web.api.callers import narrowed
from pilothouse.web.api.problems import Problem, problem_of
from pilothouse.web.api.repeating import once
from pilothouse.web.api.shapes import Loose, given_model, page_model, part_json, paths, record_model, writer
from pilothouse.web.door import actor_of

LARGEST_PAGE = 500


class PageQuery(Schema):
    """How much of a list is wanted, from where; every filter of the register's page works here too."""

    q: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = 100
    place: str = ""
    as_of: str = ""


def as_json(body: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")


def _one(spec: RegisterSpec, actor: Actor, uid: str, status: int = 200) -> HttpResponse:
    def wanted(uid: str) -> QuerySet[Any, Any]:
        found = rows(spec, actor).annotate(**{c.name: c.expression for c in spec.computed})
        listed: QuerySet[Any, Any] = found.filter(uid=uid).values_list(*paths(spec), "card_id")
        return listed

    found = prepared((spec, "one as JSON", rights_key(actor)), wanted, uid[:12])
    if not found:
        raise Problem(404, "There is no such thing.")
    values = found[0]
    body = writer(spec)(values)
    body.update(part_json(spec, values[-1], body.get("currency") or ""))
    response = as_json(body, status)
    response["ETag"] = f'"{body["version"]}"'
    return response


def body_of(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Problem(400, "The body is not JSON.") from error
    if not isinstance(found, dict):
        raise Problem(400, "Send an object of named values.")
    return found


def _version(request: HttpRequest) -> int:
    text = request.headers.get("If-Match", "")
    if not text:
        raise Problem(428, "Send If-Match with the ETag of the version you read.")
    bare = text.removeprefix("W/").strip().strip('"')
    if not (bare.isascii() and bare.isdigit() and len(bare) < 10):
        raise Problem(412, "That ETag is none of ours.")
    return int(bare)


def _split(spec: RegisterSpec, body: dict[str, Any], currency: str) -> tuple[dict[str, Any], Any]:
    own = {p.name for p in spec.parts}
    values = read_values(spec, {k: v for k, v in body.items() if k not in own}, currency)
    given = {k: v for k, v in body.items() if k in own}
    return values, (read_parts(spec, given, currency) if given else None)


LARGEST_CURSOR = 2**53


def _cursor(page: PageQuery, ordered: bool) -> tuple[str, int]:
    """Where a page goes on: after a record in the list's own order, after a number of rows in an asked one."""
    if not page.cursor:
        return "", 0
    try:
        way, _, number = base64.urlsafe_b64decode(page.cursor.encode()).decode().partition(":")
        if way != ("rows" if ordered else "below") or not 0 < int(number) < LARGEST_CURSOR:
            raise ValueError
    except ValueError as error:
        raise Problem(400, "That cursor is none of ours.") from error
    return way, int(number)


def _following(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def _page(spec: RegisterSpec, request: HttpRequest, page: PageQuery) -> HttpResponse:
    if not 1 <= page.limit <= LARGEST_PAGE:
        raise Problem(400, f"limit is a number from 1 to {LARGEST_PAGE}.")
    query = {k: request.GET.getlist(k) for k in request.GET if k not in {"limit", "cursor"}}
    try:
        state = read_state(spec, query)
    except Invalid as error:
        raise Problem(
            400, "Some parameters of this list are not known or cannot be read.", fields=error.fields
        ) from error
    ordered = bool(state.sort or state.group)
    way, number = _cursor(page, ordered)
    below, first = (number, 0) if way == "below" else (0, number)
    keys = keys_of_page(spec, actor_of(request), state, (first, first + page.limit + 1), below)
    found = values_of_page(spec, state, keys, (*paths(spec), "card_id"))
    write, items = writer(spec), found[: page.limit]
    following = None
    if len(found) > page.limit:
        following = _following(f"rows:{first + page.limit}" if ordered else f"below:{items[-1][-1]}")
    return as_json({"items": [write(r) for r in items], "next": following})


def _create(spec: RegisterSpec, request: HttpRequest) -> HttpResponse:
    actor, body = actor_of(request), body_of(request)
    place = places(actor, Verb.VIEW, spec.slug).filter(uid=_text(body.pop("place", ""))[:12]).first()
    if place is None:
        raise Problem(422, "Say at which place.", fields={"place": "There is no such place."})
    values, parts = _split(spec, body, place.currency)
    record = create(spec, actor, place, values, parts=parts)
    return _written(spec, actor, record, 201)


def _text(raw: Any) -> str:
    try:
        return as_text(raw)
    except ValueError:
        return ""


def _written(spec: RegisterSpec, actor: Actor, record: Any, status: int = 200) -> HttpResponse:
    try:
        response = _one(spec, actor, record.uid, status)
    except Problem:
        return HttpResponse(status=204)  # written, and by that no longer the writer's to see
    response["Location"] = f"/api/v1/{spec.slug}/{record.uid}"
    return response


def _answers(spec: RegisterSpec, name: str, body: dict[str, Any]) -> dict[str, Any]:
    columns = {f.name: f for f in spec.model._meta.concrete_fields}
    found: dict[str, Any] = {}
    for key, raw in body.items():
        try:
            found[key] = read_value(columns[key], raw, "") if key in columns else as_text(raw)[:20_000]
        except ValueError as error:
            raise Invalid({key: str(error)}) from error
    return found


def guarded(view: Any) -> Any:
    def told(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)  # type: ignore[no-any-return]
        except KernelError as error:
            problem = problem_of(error)
            if problem.status == 403:
                problem.detail += narrowed(actor_of(request))
            raise problem from error

    return told


def register_router(spec: RegisterSpec) -> Router:
    """All operations of a register; each is one call of the kernel."""
    router = Router(tags=[spec.title])
    _add_reads(router, spec)
    if not spec.model.own_place:
        _add_create(router, spec)
    _add_writes(router, spec)
    return router


def _add_reads(router: Router, spec: RegisterSpec) -> None:
    one, name = spec.one, spec.slug.replace("-", "_")
    answered, paged = record_model(spec), page_model(spec)
    past = f"The past of a {one}"

    @router.get("", response=paged, operation_id=f"list_{name}", summary=f"List {spec.title.lower()}")
    def list_records(request: HttpRequest, page: Query[PageQuery]) -> HttpResponse:
        return guarded(_page)(spec, request, page)  # type: ignore[no-any-return]

    @router.get("/{uid}", response=answered, operation_id=f"read_{name}", summary=f"Read a {one}")
    def read_record(request: HttpRequest, uid: str) -> HttpResponse:
        response = guarded(_one)(spec, actor_of(request), uid)
        if request.headers.get("If-None-Match") == response["ETag"]:
            return HttpResponse(status=304, headers={"ETag": response["ETag"]})
        return response  # type: ignore[no-any-return]

    @router.get("/{uid}/history", response=list[Loose], operation_id=f"history_{name}", summary=past)
    def read_history(request: HttpRequest, uid: str) -> HttpResponse:
        def read(request: HttpRequest) -> HttpResponse:
            seen = row(spec, actor_of(request), uid)
            return as_json([_entry(e) for e in past_of_record(spec, seen.pk, limit=200)])

        return guarded(read)(request)  # type: ignore[no-any-return]


def _add_create(router: Router, spec: RegisterSpec) -> None:
    name, given = spec.slug.replace("-", "_"), given_model(spec)
    answers = {201: record_model(spec)}

    @router.post("", response=answers, operation_id=f"create_{name}", summary=f"Raise a {spec.one}")
    def create_record(request: HttpRequest, body: given) -> HttpResponse:  # type: ignore[valid-type]
        return once(guarded(lambda r: _create(spec, r)))(request)


def _change(spec: RegisterSpec, request: HttpRequest, uid: str) -> HttpResponse:
    actor = actor_of(request)
    seen = row(spec, actor, uid)
    version = _version(request)
    values, parts = _split(spec, body_of(request), getattr(seen, "currency", ""))
    return _written(spec, actor, change(spec, actor, uid, version, values, parts=parts))


def _remove(spec: RegisterSpec, request: HttpRequest, uid: str) -> HttpResponse:
    row(spec, actor_of(request), uid)
    remove(spec, actor_of(request), uid, _version(request))
    return HttpResponse(status=204)


def _move(spec: RegisterSpec, request: HttpRequest, uid: str, step: str) -> HttpResponse:
    actor = actor_of(request)
    row(spec, actor, uid)
    version = _version(request)
    moved = move(spec, actor, uid, version, step, _answers(spec, step, body_of(request)))
    return _written(spec, actor, moved)


def _add_writes(router: Router, spec: RegisterSpec) -> None:
    one, name = spec.one, spec.slug.replace("-", "_")
    given, answered = given_model(spec), record_model(spec)
    trash, step_on = f"Put a {one} into the trash", f"Move a {one} to another status"

    @router.patch("/{uid}", response=answered, operation_id=f"change_{name}", summary=f"Change a {one}")
    def change_record(request: HttpRequest, uid: str, body: given) -> HttpResponse:  # type: ignore[valid-type]
        return once(guarded(lambda r: _change(spec, r, uid)))(request)

    @router.delete("/{uid}", response={204: None}, operation_id=f"remove_{name}", summary=trash)
    def remove_record(request: HttpRequest, uid: str) -> HttpResponse:
        return once(guarded(lambda r: _remove(spec, r, uid)))(request)

    @router.post("/{uid}/moves/{step}", response=answered, operation_id=f"move_{name}", summary=step_on)
    def move_record(request: HttpRequest, uid: str, step: str, body: Loose) -> HttpResponse:
        return once(guarded(lambda r: _move(spec, r, uid, step)))(request)


def _entry(entry: Any) -> dict[str, Any]:
    made = entry.changeset
    return {
        "version": entry.version, "changeset": made.uid, "at": made.at.isoformat(),
        "effective": entry.effective.isoformat(),
        "by": made.by.name if made.by else None, "on_behalf_of": made.on_behalf_of.name if made.on_behalf_of else None,
        "door": made.door, "action": made.action, "why": made.why,
        "changes": [{"field": a, "before": b, "after": c} for a, b, c in entry.changes],
    }  # fmt: skip


undo_router = Router(tags=["Change-sets"])


@undo_router.post(
    "/{uid}/undo", response=Loose, operation_id="undo_changeset", summary="Take a change-set back"
)
def undo_changeset(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a change-set back; what others touched since stays and is listed."""

    def write(request: HttpRequest) -> HttpResponse:
        done = undo(actor_of(request), uid)
        return as_json(
            {
                "changeset": done.changeset.uid,
                "restored": done.restored,
                "facts": done.facts,
                "again": done.again,
                "moved": done.moved,
                "left": done.left,
            }
        )

    return once(guarded(write))(request)
