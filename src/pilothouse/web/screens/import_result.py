"""The last step of the import wizard: how far it is, what was written, what stayed out; and dropping a file."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.in_use import still_standing
from pilothouse.kernel.models import ChangeSet, StoredFile, Verb
from pilothouse.web.door import WRITE, door, own_actor
from pilothouse.web.screens.import_words import STEPS
from pilothouse.workspaces.intake import ImportRejected, Unanswered, errors_csv
from pilothouse.workspaces.staging import PURPOSE, staged


def readable(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """Say so when a staged file can no longer be read, and lead back to where it can be dropped."""

    @functools.wraps(view)
    def told(request: HttpRequest, uid: str) -> HttpResponse:
        try:
            return view(request, uid)
        except ImportRejected as error:
            messages.error(request, error.sentence)
            return redirect("/import")

    return told


def answerable(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """A step that asks something: as `readable`, and past once the import is on its way."""

    @functools.wraps(view)
    def asked(request: HttpRequest, uid: str) -> HttpResponse:
        begun = staged(own_actor(request), uid).begun
        return redirect(f"/import/{uid}/result") if begun else view(request, uid)

    return readable(asked)


def waiting(actor: Actor, after: int) -> dict[str, str] | None:
    """The file to go on with: the next one sent after this, else the oldest that was not gone through. One query."""
    sent = (
        StoredFile.objects.filter(person=actor.person, purpose=PURPOSE)
        .order_by("pk")
        .values("pk", "uid", "name", "facts")
    )
    still = [file for file in sent if not file["facts"].get("state")]
    found = next((file for file in still if file["pk"] > after), still[0] if still else None)
    return {"url": f"/import/{found['uid']}/columns", "name": found["name"]} if found else None


def _led(facts: dict[str, Any]) -> list[dict[str, str]]:
    """What became of the column *led by*, where the file had one."""
    led, nobody = facts.get("led", 0), facts.get("nobody", 0)
    if not led and not nobody:
        return []
    note = f"{nobody:,} of nobody here, left empty" if nobody else "all are here"
    return [{"label": "Led by", "value": f"{led:,}", "note": note}]


def _rows(facts: dict[str, Any]) -> str:
    rows = facts.get("rows", 0)
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _moved(facts: dict[str, Any]) -> list[dict[str, str]]:
    """How many places the file hung under another."""
    moved = facts.get("moved", 0)
    return [{"label": "Moved", "value": f"{moved:,}", "note": "hang under another now"}] if moved else []


def _figures(facts: dict[str, Any], stay: int) -> list[dict[str, str]]:
    """What the import wrote; and of one that was undone, how much of it stays for now."""
    words = "as something else tells of them, or did; undo it again once that is gone"
    return [
        *([{"label": "Still there", "value": f"{stay:,}", "note": words}] if stay else []),
        {"label": "Made", "value": f"{facts['made']:,}", "note": f"{facts['matched']:,} were known"},
        *_moved(facts),
        {"label": "Facts", "value": f"{facts['facts']:,}", "note": f"{facts['known']:,} were known"},
        {"label": "Left out", "value": f"{facts['bad']:,}", "note": "cells or rows"},
        *_led(facts),
    ]


@door(Verb.IMPORT, "workspaces")
def result(request: HttpRequest, uid: str) -> HttpResponse:
    """How far it is, then what was written."""
    one = staged(own_actor(request), uid)
    facts = one.file.facts
    state = facts.get("state")
    if state is None:
        return redirect(f"/import/{uid}/columns")
    context: dict[str, Any] = {
        "steps": STEPS,
        "answer": one.file.name,
        "crumbs": [{"label": "Import", "url": "/import"}, {"label": one.file.name}],
    }
    if state == "waiting":
        return render(
            request,
            "imports/result.html",
            {**context, "running": True, "rows": _rows(facts)},
        )
    if state == "failed":
        messages.error(request, f"Nothing was written: {facts.get('why')}")
        return redirect(f"/import/{uid}/check")
    change = ChangeSet.objects.get(uid=facts["changeset"])
    undone = change.undone_by.exists()
    stay = still_standing(change) if undone else 0
    context.update(
        title="Taken back" if undone else "Written",
        figures=_figures(facts, stay),
        see_url="/import" if undone else f"/landscape?place={facts['under']}",
        see_label="Import another file" if undone else "",
        errors_url=f"/import/{uid}/errors.csv" if facts["bad"] else "",
        next=waiting(own_actor(request), one.file.pk),
        undo_url="" if undone and not stay else f"/undo/{facts['changeset']}",
    )
    return render(request, "imports/result.html", context)


@door(Verb.IMPORT, "workspaces")
@readable
def errors(request: HttpRequest, uid: str) -> HttpResponse:
    """The rows that stay out, with the reason beside each, as a file to mend and send again."""
    one = staged(own_actor(request), uid)
    try:
        left_out = errors_csv(one.draft, one.table)
    except Unanswered:
        return redirect(f"/import/{uid}/columns")
    response = HttpResponse(left_out, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-left-out.csv"'
    return response


@door(Verb.IMPORT, "workspaces", methods=WRITE)
def drop(request: HttpRequest, uid: str) -> HttpResponse:
    """Forget a staged file that was not written."""
    one = staged(own_actor(request), uid)
    if not one.file.facts.get("state"):
        one.file.delete()
    return redirect("/import")
