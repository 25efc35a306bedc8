"""Before one is signed in: the first administrator of an empty install, and taking up an invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import login, password_validation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts.invitations import invited, take_up
from pilothouse.kernel.limits import attempt
from pilothouse.web.door import BOTH, open_door
from pilothouse.web.errors import error_page
from pilothouse.workspaces.first import FirstSteps, make_first_administrator, nobody_yet

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
    if not attempt("invitation", request.META.get("REMOTE_ADDR", ""), limit=30, seconds=900).allowed:
        return error_page(request, 429)
    found = invited(secret)
    if found is None:
        return error_page(request, 404, "This invitation was used or has run out. Ask for a new one.")
    form = PasswordForm(found.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = take_up(secret, form.cleaned_data["password"])
        if person is None:
            return error_page(request, 404, "This invitation was used a moment ago.")
        login(request, person, backend=BACKEND)
        return redirect("/")
    context = {
        "form": form,
        "title": f"Welcome, {found.person.name}",
        "lead": f"Choose a password for {found.person.email}.",
        "submit_label": "Set password and sign in",
    }
    response = render(request, "account/door_form.html", context, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "no-referrer"
    return response
