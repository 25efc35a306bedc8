"""One's own matters: sign-in, tokens, acting for somebody, the inbox."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.accounts.actions import delegate, end_delegation
from pilothouse.accounts.days import first_moment, from_words, moment_after, until_words
from pilothouse.accounts.known import known_people
from pilothouse.accounts.models import ApiToken, Person
from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.actors import Actor, on_behalf_of
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Invalid, NotThere
from pilothouse.kernel.inbox import told
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.markup import markup
from pilothouse.kernel.models import Delegation, Notification, Verb
from pilothouse.web.door import BOTH, WRITE, actor_of, door, own_actor, page_number, signed_in
from pilothouse.web.screens.buttons import NEAR, post_button, show_faults, table_row, table_section
from pilothouse.web.screens.details import when

SCOPES = (("read", "Only read"), ("write", "Read and write what I may"))
PAGE = 50
NONE_YET = "None yet. With one, a program acts as you."
API = '<p>What a program may ask: <a href="/api/v1/openapi.json">the description of the API</a>.</p>'


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(label="What for", max_length=80)
    scope = forms.ChoiceField(label="May", choices=SCOPES)
    days = forms.IntegerField(label="For how many days", min_value=1, max_value=365, initial=90)


def _token_rows(request: HttpRequest) -> str:
    now = timezone.now()
    return "".join(
        table_row(
            escape(t.name),
            f"…{escape(t.hint)}",
            "read" if t.verbs else "write",
            nice_day(t.expires.date()),
            nice_day(t.last_used) if t.last_used else "never",
            post_button(request, f"/me/tokens/{t.pk}/revoke", "Revoke", confirm=f"Revoke {t.name}?"),
        )
        for t in ApiToken.objects.filter(
            person=signed_in(request), revoked__isnull=True, expires__gt=now
        ).order_by("-made")
    )


@door(None, "self", methods=BOTH)
def security(request: HttpRequest) -> HttpResponse:
    """How one signs in, and one's API tokens."""
    actor: Actor = actor_of(request)
    form = TokenForm(request.POST or None)
    notes = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        verbs = (str(Verb.VIEW), str(Verb.VIEW_OWN)) if given["scope"] == "read" else ()
        with changeset(actor, "tokens: make", why=given["name"]):
            _, secret = make_token(request.user, given["name"], days=given["days"], verbs=verbs)
        notes.append({"level": "good", "text": "Copy the token now; it is not shown again.", "once": secret})
        form = TokenForm()
    enabled = is_mfa_enabled(request.user)
    second = (
        '<a href="/accounts/2fa/">on, with recovery codes</a>'
        if enabled
        else '<a href="/accounts/2fa/totp/activate/">set up a second step</a>'
    )
    sections: list[dict[str, Any]] = [
        {
            "title": "Signing in",
            "facts": [
                {"label": "Password", "html": markup('<a href="/accounts/password/change/">change</a>')},
                {"label": "Second step", "html": markup(second)},
            ],
        },
        table_section(
            "API tokens", ("For", "Ends in", "May", "Until", "Last used", ""), _token_rows(request), NONE_YET
        ),
        {
            "title": "Make a token",
            "html": markup(API),
            "form": form,
            "action_url": "/me/security",
            "submit_label": "Make",
        },
    ]
    context = {"title": "Sign-in and tokens", "notes": notes, "sections": sections}
    return render(request, "page.html", context, status=422 if form.errors else 200)


@door(None, "self", methods=WRITE)
def revoke_token(request: HttpRequest, key: int) -> HttpResponse:
    """End a token of one's own at once."""
    with changeset(actor_of(request), "tokens: revoke"):
        ended = ApiToken.objects.filter(pk=key, person=signed_in(request), revoked__isnull=True).update(
            revoked=timezone.now()
        )
        if not ended:
            raise NotThere("There is no such token of yours.")
    return redirect("/me/security")


class DelegationForm(forms.Form):
    """Somebody to act for one while away."""

    deputy = forms.ModelChoiceField(Person.objects.none(), label="Who acts for me", empty_label="–")
    starts = forms.DateField(
        label="From", validators=NEAR, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends = forms.DateField(
        label="Until, this day included",
        validators=NEAR,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    verbs = forms.MultipleChoiceField(
        label="May, beside seeing",
        choices=[
            (v.value, v.label) for v in (Verb.CREATE, Verb.CHANGE, Verb.MOVE, Verb.COMMENT, Verb.ESCALATE)
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label="Why", required=False, max_length=200)

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = known_people(actor).exclude(pk=actor.person.pk)
        self.fields["deputy"].queryset = others  # type: ignore[attr-defined]


def _given_rows(request: HttpRequest, now: datetime) -> str:
    given = Delegation.objects.filter(absent=signed_in(request), ends__gt=now).select_related("deputy")
    return "".join(
        table_row(
            escape(d.deputy.name),
            escape(", ".join(Verb(v).label for v in d.verbs)),
            from_words(d.starts),
            until_words(d.ends),
            post_button(request, f"/me/delegation/{d.pk}/end", "End", confirm=f"End it for {d.deputy.name}?"),
        )
        for d in given
    )


def _taken_rows(request: HttpRequest, now: datetime) -> str:
    taken = Delegation.objects.filter(
        deputy=signed_in(request), starts__lte=now, ends__gt=now
    ).select_related("absent")
    return "".join(
        table_row(
            escape(d.absent.name),
            escape(", ".join(Verb(v).label for v in d.verbs)),
            until_words(d.ends),
            post_button(request, f"/me/delegation/act/{d.absent.uid}", "Act for them"),
        )
        for d in taken
    )


def _delegate(actor: Actor, form: DelegationForm) -> None:
    given = form.cleaned_data
    delegate(
        actor,
        given["deputy"],
        first_moment(given["starts"]),
        moment_after(given["ends"]),
        tuple(given["verbs"]),
        given["reason"],
    )


@door(None, "self", methods=BOTH)
def delegation(request: HttpRequest) -> HttpResponse:
    """Who acts for me, and for whom I may act."""
    actor: Actor = actor_of(request)
    now = timezone.now()
    form = DelegationForm(own_actor(request), request.POST or None, initial={"starts": now.date()})
    if request.method == "POST" and form.is_valid():
        try:
            _delegate(actor, form)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, f"{form.cleaned_data['deputy']} acts for you.")
            return redirect("/me/delegation")
    sections = [
        table_section(
            "I may act for",
            ("Whom", "May", "Until", ""),
            _taken_rows(request, now),
            "Nobody asked you to act for them.",
        ),
        table_section(
            "Acting for me", ("Who", "May", "From", "Until", ""), _given_rows(request, now), "Nobody."
        ),
        {"title": "Let somebody act for me", "form": form, "action_url": "/me/delegation"},
    ]
    answer = "Everything done for somebody carries both names."
    return render(
        request,
        "page.html",
        {"title": "Act for somebody", "answer": answer, "sections": sections},
        status=422 if form.errors else 200,
    )


@door(None, "self", methods=WRITE)
def end_one(request: HttpRequest, key: int) -> HttpResponse:
    """End a delegation that one gave."""
    end_delegation(actor_of(request), key)
    return redirect("/me/delegation")


@door(None, "self", methods=WRITE)
def act_for(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin to act for somebody who asked for it."""
    absent = Person.objects.filter(uid=uid[:12], is_active=True).first()
    if absent is None or on_behalf_of(actor_of(request), absent) is None:
        raise NotThere("Nobody like that asked you to act for them.")
    request.session.cycle_key()  # one may do more from here on than the old id was given for
    request.session["behalf_of"] = absent.uid
    messages.success(request, f"You act for {absent.name} now.")
    return redirect("/")


@door(None, "self", methods=BOTH)
def stop_acting(request: HttpRequest) -> HttpResponse:
    """Act for oneself again."""
    if request.method == "POST":
        request.session.pop("behalf_of", None)
        messages.success(request, "You act for yourself again.")
    return redirect("/")


@door(None, "self")
def inbox(request: HttpRequest) -> HttpResponse:
    """What one was told."""
    show = request.GET.get("show", "")
    if show not in {"", "unread"}:
        raise Invalid({"show": "The inbox shows all, or what is unread."})
    unread_only = show == "unread"
    page = page_number(request)
    mine = told(own_actor(request)).select_related("card__place")
    unread = mine.filter(read_at__isnull=True).count()
    shown = mine.filter(read_at__isnull=True) if unread_only else mine
    listed = list(shown[(page - 1) * PAGE : page * PAGE + 1])
    notices = [
        {
            "kind": n.card.code if n.card else "",
            "title": n.text,
            "url": f"/{n.card.register}/{n.card.uid}" if n.card else "/inbox",
            "read_url": f"/inbox/{n.pk}",
            "unread": n.read_at is None,
            "who": n.card.place.name if n.card else "",
            "text": "",
            "when": when(n.at),
            "when_iso": n.at.isoformat(),
        }
        for n in listed[:PAGE]
    ]
    views = [
        {"label": "All", "url": "/inbox", "current": not unread_only, "count": 0},
        {"label": "Unread", "url": "/inbox?show=unread", "current": unread_only, "count": unread},
    ]
    context = {
        "answer": f"{unread} unread." if unread else "All read.",
        "notices_page": notices,
        "views": views,
        "read_all_url": "/inbox/read" if unread else "",
        "next_url": f"?{'show=unread&' if unread_only else ''}page={page + 1}" if len(listed) > PAGE else "",
    }
    return render(request, "desk/inbox.html", context)


@door(None, "self", methods=WRITE)
def read_one(request: HttpRequest, key: int) -> HttpResponse:
    """Mark one notice as read and go to what it tells of."""
    notice = told(own_actor(request)).filter(pk=key).select_related("card").first()
    if notice is None:
        raise NotThere("There is no such notice.")
    Notification.objects.filter(pk=key, read_at__isnull=True).update(read_at=timezone.now())
    return redirect(f"/{notice.card.register}/{notice.card.uid}" if notice.card else "/inbox")


@door(None, "self", methods=WRITE)
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    Notification.objects.filter(person=signed_in(request), read_at__isnull=True).update(
        read_at=timezone.now()
    )
    return redirect("/inbox")
