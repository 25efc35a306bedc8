"""Telling facts about a workspace: ratings, money, dates and words, effective from a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied, Invalid
from pilothouse.kernel.facts import NewFact
from pilothouse.kernel.models import Place, Verb
from pilothouse.kernel.money import parse_money
from pilothouse.kernel.rows import may
from pilothouse.web.door import BOTH, actor_of, door
from pilothouse.web.screens.buttons import show_faults
from pilothouse.web.screens.places import crumbs, plain_form, seen_workspace
from pilothouse.workspaces.actions import tell_facts
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.ratings import RATINGS


class TellForm(forms.Form):
    """Tell one or more facts that hold from a day."""

    effective = forms.DateField(
        label="Holds from", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rating_manager = forms.ChoiceField(label="Manager's rating", required=False)
    rating_office = forms.ChoiceField(label="Office's rating", required=False)
    note = forms.CharField(
        label="Why", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    budget = forms.CharField(label="Budget", required=False, max_length=30)
    forecast = forms.CharField(label="Forecast", required=False, max_length=30)
    whole_life_cost = forms.CharField(label="Whole-life cost", required=False, max_length=30)
    benefits = forms.CharField(label="Benefits", required=False, max_length=30)
    start = forms.DateField(label="Start", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    finish = forms.DateField(label="Finish", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    narrative = forms.CharField(
        label="Narrative", required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, place: Place, allowed: set[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.place = place
        scale = [("", "–"), *((r.value, r.word) for r in RATINGS)]
        for name in ("rating_manager", "rating_office"):
            self.fields[name].choices = scale  # type: ignore[attr-defined]
        for name in [n for n in MEASURES if n not in allowed]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Read the amounts in the place's currency."""
        cleaned = super().clean() or {}
        for name in ("budget", "forecast", "whole_life_cost", "benefits"):
            if text := cleaned.get(name):
                try:
                    cleaned[name] = parse_money(text, self.place.currency)
                except ValueError as error:
                    self.add_error(name, str(error))
        if not any(cleaned.get(name) not in (None, "") for name in MEASURES):
            self.add_error(None, "Tell at least one fact.")
        return cleaned

    def told(self) -> list[NewFact]:
        """The facts that were filled in."""
        found = []
        for name, measure in MEASURES.items():
            value = self.cleaned_data.get(name)
            if value in (None, ""):
                continue
            start = {
                "place_id": self.place.pk,
                "measure": name,
                "effective": self.cleaned_data["effective"],
                "source": "told here",
            }
            if measure.kind == "rating":
                found.append(NewFact(**start, word=value, scale=5, note=self.cleaned_data.get("note", "")))
            elif measure.kind == "money":
                found.append(NewFact(**start, amount=value, currency=self.place.currency))
            elif measure.kind == "day":
                found.append(NewFact(**start, day=value))
            else:
                found.append(NewFact(**start, note=value))
        return found


def _tellable(actor: Actor, place: Place) -> set[str]:
    verbs = {m.verb for m in MEASURES.values()}
    held = {verb for verb in verbs if may(actor, verb, "workspaces", place)}
    return {m.name for m in MEASURES.values() if m.verb in held}


@door(Verb.CHANGE, "workspaces", methods=BOTH)
def tell(request: HttpRequest, uid: str) -> HttpResponse:
    """Tell facts about a workspace."""
    actor: Actor = actor_of(request)
    workspace = seen_workspace(actor, uid)
    allowed = _tellable(actor, workspace.place)
    if not allowed:
        raise Denied("You may not tell facts about this.")
    start = {"effective": timezone.localdate()}
    form = TellForm(workspace.place, allowed, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = tell_facts(actor, uid, form.told())
        except Invalid as error:
            show_faults(form, error)
        else:
            request.session["undo"] = {"text": "Told.", "url": f"/undo/{made[0].changeset.uid}"}
            return redirect(f"/w/{uid}")
    return plain_form(
        request, form, f"Tell about {workspace.title}", f"/w/{uid}", crumbs(actor, workspace.place, "Tell")
    )
