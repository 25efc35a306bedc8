"""Mails that no mail server took, and the work that waits or was parked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import OutboxItem, StoredMail, Verb
from pilothouse.web.door import actor_of, door
from pilothouse.web.screens.buttons import table_row
from pilothouse.web.screens.details import when


@door(Verb.ADMINISTER, "system")
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails that no mail server took: all for an administrator, one's own for others."""
    actor: Actor = actor_of(request)
    found = StoredMail.objects.order_by("-at", "-pk")
    if not actor.holds(Verb.ADMINISTER):
        found = found.filter(to__iexact=request.user.email)  # type: ignore[union-attr]
    mails = [
        {
            "subject": m.subject,
            "url": f"/mailbox/{m.pk}",
            "to": m.to,
            "when": when(m.at),
            "state": "kept here",
        }
        for m in found[:200]
    ]
    return render(request, "desk/mailbox.html", {"mails": mails})


@door(Verb.ADMINISTER, "system")
def mail(request: HttpRequest, key: int) -> HttpResponse:
    """One mail."""
    actor: Actor = actor_of(request)
    found = StoredMail.objects.filter(pk=key)
    if not actor.holds(Verb.ADMINISTER):
        found = found.filter(to__iexact=request.user.email)  # type: ignore[union-attr]
    kept = found.first()
    if kept is None:
        return redirect("/mailbox")
    block = {
        "subject": kept.subject,
        "to": kept.to,
        "sender": "Pilothouse",
        "when": when(kept.at),
        "state": "kept here",
        "body": kept.body,
        "list_url": "/mailbox",
    }
    return render(request, "desk/mail.html", {"mail": block})


def outbox_rows() -> tuple[str, str]:
    """The parked and waiting pieces of work, as table rows."""
    parked = OutboxItem.objects.filter(parked_at__isnull=False).order_by("-pk")[:50]
    waiting = OutboxItem.objects.filter(done_at__isnull=True, parked_at__isnull=True).order_by("due")[:20]

    def line(item: OutboxItem) -> str:
        return table_row(
            item.job, str(item.attempts), when(item.due), (item.error or "–").replace("<", "&lt;")[:200]
        )

    return "".join(map(line, parked)), "".join(map(line, waiting))
