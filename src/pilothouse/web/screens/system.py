"""For administrators: how the installation is, what the worker does, what was done by whom."""

from __future__ import annotations

from html import escape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import NotThere
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Heartbeat, OutboxItem, Seal, Verb
from pilothouse.web.door import WRITE, actor_of, door, page_number
from pilothouse.web.screens.buttons import post_button, table_row, table_section
from pilothouse.web.screens.details import when
from pilothouse.web.screens.doings import HEADINGS, doing_rows
from pilothouse.web.screens.mailbox import outbox_rows

PAGE = 100


def _administrator(actor: Actor) -> None:
    if not actor.holds(Verb.ADMINISTER):
        raise NotThere("There is no such page.")


@door(Verb.ADMINISTER, "system")
def system(request: HttpRequest) -> HttpResponse:
    """The worker, what waits for it, what it gave up, and the proof over history."""
    _administrator(actor_of(request))
    beats = "".join(table_row(escape(b.worker), when(b.at)) for b in Heartbeat.objects.order_by("-at"))
    parked, waiting = outbox_rows()
    seal = Seal.objects.order_by("-pk").first()
    words = (
        f"{Seal.objects.count():,} seals; the last is over {seal.table}, rows covered: {seal.count:,}."
        if seal
        else "Nothing sealed yet."
    )
    head = [{"label": "Last seal's head", "html": markup(f"<code>{seal.head}</code>")}] if seal else []
    again = post_button(request, "/system/retry", "Try the parked again") if parked else ""
    columns = [{"label": n} for n in ("Work", "Tries", "Due", "What went wrong")]
    sections = [
        {
            "title": "Workers",
            "columns": [{"label": "Worker"}, {"label": "Last seen"}],
            "rows_html": markup(beats),
            "empty": "No worker runs; nothing is announced or sealed until one does: pilothouse worker.",
        },
        {
            "title": "Parked after five tries",
            "columns": columns,
            "rows_html": markup(parked),
            "html": markup(again),
            "empty": "Nothing.",
        },
        {"title": "Waiting", "columns": columns, "rows_html": markup(waiting), "empty": "Nothing."},
        {"title": "Proof", "html": words, "facts": head},
    ]
    return render(request, "page.html", {"title": "System", "sections": sections})


@door(Verb.ADMINISTER, "system", methods=WRITE)
def retry(request: HttpRequest) -> HttpResponse:
    """Put parked work back into the queue."""
    _administrator(actor_of(request))
    OutboxItem.objects.filter(parked_at__isnull=False).update(parked_at=None, attempts=0, lease_until=None)
    return redirect("/system")


@door(Verb.ADMINISTER, "system")
def activity(request: HttpRequest) -> HttpResponse:
    """Every change-set that one may know of, newest first: who, for whom, through which door, why."""
    actor: Actor = actor_of(request)
    _administrator(actor)
    page = page_number(request)
    rows, further = doing_rows(actor, (page - 1) * PAGE, PAGE)
    section = {
        **table_section("Newest first", HEADINGS, rows, "Nothing yet."),
        "html": markup(f'<p><a href="?page={page + 1}">Earlier</a></p>' if further else ""),
    }
    answer = "What was done, by whom and why, as far as you may see where."
    context = {
        "title": "Activity",
        "answer": answer,
        "sections": [section],
        "crumbs": [{"label": "Activity"}],
    }
    return render(request, "page.html", context)
