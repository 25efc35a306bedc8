"""Undo: offered right after a write, and from every line of history."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.models import Verb
from pilothouse.kernel.spec import RegisterSpec
from pilothouse.kernel.undo import Undone, undo
from pilothouse.web.door import WRITE, actor_of, door


def offer_undo(request: HttpRequest, text: str, card_id: int, spec: RegisterSpec) -> None:
    """Offer on the next page to undo what was just written to a record."""
    last = (
        spec.past._default_manager.filter(card_id=card_id)
        .order_by("-version")
        .values_list("changeset__uid")[0]
    )
    request.session["undo"] = {"text": text, "url": f"/undo/{last[0]}"}


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """The page one came from, when it is one of ours."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        came, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came if ours else otherwise


def _what_came_back(done: Undone) -> str:
    counts = {"record": done.restored, "fact": done.facts}
    taken = " and ".join(f"{n:,} {word}{'' if n == 1 else 's'}" for word, n in counts.items() if n)
    again = f"{done.again:,} fact{'' if done.again == 1 else 's'} told again" if done.again else ""
    moved = f"{done.moved:,} moved back" if done.moved else ""
    return ", ".join(filter(None, (f"{taken} taken back" if taken else "", again, moved))) or "nothing"


@door(Verb.CHANGE, "any", methods=WRITE)
def undo_change(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a change-set back, whole or of one record; what others touched since stays and is named."""
    try:
        done = undo(actor_of(request), uid, only=request.GET.get("record", ""))
    except RuleBroken as error:
        messages.warning(request, error.message)
        return redirect(back(request))
    messages.success(request, f"Undone: {_what_came_back(done)}.")
    for line in done.left[:10]:
        messages.warning(request, f"Left as it is: {line}.")
    if len(done.left) > 10:
        messages.warning(request, f"And {len(done.left) - 10} more were left as they are.")
    return redirect(back(request))
