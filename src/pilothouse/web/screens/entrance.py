"""Before one is signed in: the first administrator of an empty install, and taking up an invitation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib.auth import login, password_validation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pilothouse.accounts.invitations import invited, take_up
from pilothouse.accounts.peers import peer_of
from pilothouse.kernel.limits import attempt
from pilothouse.web.door import BOTH, open_door
from pilothouse.web.errors import error_page, too_often
from pilothouse.workspaces.first import FirstSteps, make_first_administrator, nobody_yet

# RFC 9116 wants a date less than a year ahead; each answer names one, so it cannot lapse while the product runs
CONTACT_HOLDS = timedelta(days=180)
BACKEND = "django.contrib.auth.backends.ModelBackend"


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(
        label="Password, at least 12 characters",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
    )

    def __init__(self, person: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_password(self) -> str:
        """Refuse a weak one, in words."""
        text = str(self.cleaned_data["password"])
        password_validation.validate_password(text, self.person)
        return text


class SetupForm(PasswordForm):
    """The first administrator and the name of the organisation."""

    organisation = forms.CharField(label="Name of the organisation", max_length=200)
    name = forms.CharField(label="Your name", max_length=120)
    email = forms.EmailField(label="Your mail address")
    field_order = ("organisation", "name", "email", "password")


@open_door(methods=BOTH)
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first administrator; there is no such page once anybody is there."""
    if not nobody_yet():
        return error_page(request, 404)
    form = SetupForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = make_first_administrator(
            FirstSteps(**{k: form.cleaned_data[k] for k in ("organisation", "name", "email", "password")})
        )
        if person is None:
            return error_page(request, 404)
        login(request, person, backend=BACKEND)
        return redirect("/")
    context = {
        "form": form,
        "title": "Welcome to Pilothouse",
        "lead": "This installation is empty. Make its first administrator.",
        "submit_label": "Begin",
    }
    return render(request, "account/door_form.html", context, status=422 if form.errors else 200)


@open_door(methods=BOTH)
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Set the password that an invitation asks for; the link works once."""
    verdict = attempt("invitation", peer_of(request), limit=30, seconds=900)
    if not verdict.allowed:
        return too_often(request, "Too many invitations were tried from here.", verdict.wait_seconds)
    found = invited(secret)
    if found is None:
        return error_page(request, 404, "This invitation was used or has run out. Ask for a new one.")
    form = PasswordForm(found.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = take_up(secret, form.cleaned_data["password"])
        if person is None:
            return error_page(request, 404, "This invitation was used a moment ago.")
        if is_mfa_enabled(person):
            return redirect("/accounts/login/")  # a new password is no way round the second step
        login(request, person, backend=BACKEND)
        return redirect("/")
    context = {
        "form": form,
        "title": f"Welcome, {found.person.name}",
        "lead": f"Choose a password for {found.person.email}.",
        "submit_label": "Set password and sign in",
    }
    return render(request, "account/door_form.html", context, status=422 if form.errors else 200)


@open_door(methods=BOTH)
def closed(request: HttpRequest, key: str = "") -> HttpResponse:
    """The pages of the sign-in library that this product does without: nobody signs up or changes their address."""
    return error_page(request, 404)


@open_door()
def security_text(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); no such page when nobody was named."""
    if not settings.SECURITY_CONTACT:
        return error_page(request, 404)
    expires = (timezone.now() + CONTACT_HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
