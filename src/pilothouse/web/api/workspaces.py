"""The operations that only workspaces have: making one below another, and telling its facts.

The request models are plain, so annotations stay text everywhere else; here they are read at run time.
"""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict

from pilothouse.kernel.errors import Invalid, NotThere
from pilothouse.kernel.facts import NewFact, seen_facts
from pilothouse.kernel.models import Fact, Verb
from pilothouse.kernel.money import parse_money, plain_money
from pilothouse.kernel.rows import places, row
from pilothouse.web.api.registers import as_json, guarded
from pilothouse.web.api.repeating import once
from pilothouse.web.api.shapes import Loose
from pilothouse.web.door import actor_of
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts
from pilothouse.workspaces.measures import MEASURES, Measure
from pilothouse.workspaces.workspace import WORKSPACES, Workspace


class WorkspaceGiven(Schema):
    """A workspace to make: below which place, of which kind, called what."""

    model_config = ConfigDict(extra="forbid")
    parent: str
    kind: str
    title: str
    aims: str = ""
    sealed: bool = False


class FactGiven(Schema):
    """A fact to tell: a rating's word, an amount as a bare decimal in the workspace's currency, a day, or a text."""

    model_config = ConfigDict(extra="forbid")
    measure: str
    effective: date
    value: str
    note: str = ""
    currency: str = ""


def fact_json(fact: Fact) -> dict[str, object]:
    """A fact as JSON, with where it came from."""
    amount = plain_money(fact.amount, fact.currency) if fact.amount is not None else None
    day = fact.day.isoformat() if fact.day else None
    return {
        "measure": fact.measure, "effective": fact.effective.isoformat(), "value": amount or day or fact.word or None,
        "currency": fact.currency or None, "scale": fact.scale or None, "note": fact.note, "source": fact.source,
        "recorded": fact.recorded.isoformat(),
    }  # fmt: skip


def make(request: HttpRequest, body: WorkspaceGiven) -> HttpResponse:
    """Make a workspace below another; answers with its id and its place's id."""

    def write(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        parent = places(actor, Verb.VIEW).filter(uid=body.parent[:12]).first()
        if parent is None:
            raise NotThere("There is no such workspace.")
        if body.kind not in Workspace.Kind.values:
            raise Invalid({"kind": f"One of: {', '.join(Workspace.Kind.values)}."})
        new = NewWorkspace(body.kind, body.title[:200], parent, {"aims": body.aims}, sealed=body.sealed)
        made = create_workspace(actor, new)
        return as_json(
            {"id": made.uid, "place": {"id": made.place.uid, "name": made.place.name}, "code": made.code}, 201
        )

    return once(guarded(write))(request)


def list_facts(request: HttpRequest, uid: str, measure: str = "") -> HttpResponse:
    """The facts that hold, newest first."""

    def read(request: HttpRequest) -> HttpResponse:
        workspace = row(WORKSPACES, actor_of(request), uid)
        found = seen_facts(actor_of(request), "workspaces").filter(place=workspace.place_id)
        if measure:
            found = found.filter(measure=_measure(measure).name)
        return as_json([fact_json(f) for f in found.order_by("-effective", "-pk")[:1000]])

    return guarded(read)(request)  # type: ignore[no-any-return]


def _measure(name: str) -> Measure:
    try:
        return MEASURES[name]
    except KeyError as error:
        raise Invalid({"measure": f"One of: {', '.join(MEASURES)}."}) from error


def _new_fact(given: FactGiven, currency: str) -> NewFact:
    measure = _measure(given.measure)
    if given.currency not in {"", currency}:
        raise Invalid({"currency": f"Money is kept in {currency} here, not in {given.currency[:10]}."})
    base = {"place_id": 0, "measure": measure.name, "effective": given.effective, "source": "API"}
    if measure.kind == "rating":
        return NewFact(**base, word=given.value, scale=5, note=given.note)  # type: ignore[arg-type]
    if measure.kind == "text":
        return NewFact(**base, word=given.note[:24], note=given.value[:20_000])  # type: ignore[arg-type]
    try:
        if measure.kind == "money":
            amount = parse_money(given.value, currency)
            return NewFact(**base, amount=amount, currency=currency, note=given.note)  # type: ignore[arg-type]
        return NewFact(**base, day=date.fromisoformat(given.value), note=given.note)  # type: ignore[arg-type]
    except ValueError as error:
        raise Invalid({"value": str(error)}) from error


def tell(request: HttpRequest, uid: str, body: FactGiven) -> HttpResponse:
    """Tell one fact, effective from a day."""

    def write(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        place = row(WORKSPACES, actor, uid).place
        try:
            made = tell_facts(actor, place.uid, [_new_fact(body, place.currency)])
        except Invalid as error:
            raise Invalid(
                {"value" if k == body.measure else k: v for k, v in error.fields.items()}
            ) from error
        return as_json({**fact_json(made[0]), "changeset": made[0].changeset.uid}, 201)

    return once(guarded(write))(request)


def add_operations(router: Router) -> None:
    """Put these beside the operations that every register has."""
    made, told = {201: Loose}, "/{uid}/facts"
    router.post(
        "", response=made, operation_id="create_workspaces", summary="Make a workspace below another"
    )(make)
    router.get(
        told, response=list[Loose], operation_id="list_facts", summary="The facts told of a workspace"
    )(list_facts)
    router.post(told, response=made, operation_id="tell_facts", summary="Tell a fact of a workspace")(tell)
