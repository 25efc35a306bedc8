"""Telling facts about a workspace: ratings, money, dates and words, effective from a day; and correcting one."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.facts import NewFact, seen_facts
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.models import Fact, Place, Verb
from pilothouse.kernel.money import exact_money, parse_money, plain_money
from pilothouse.reports.marks import topic_words
from pilothouse.web.door import BOTH, actor_of, door
from pilothouse.web.screens.buttons import show_faults
from pilothouse.web.screens.places import crumbs, latest_facts, plain_form, seen_workspace
from pilothouse.workspaces.actions import tell_facts, tellable
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.ratings import BY_VALUE, RATED_BY, RATINGS, SCALES

TOLD_HERE = "told here"
TOPICS = (
    "status",
    "aims",
)  # what words are mostly about; a status told anew takes the place of the one before
MONEY = tuple(m.name for m in MEASURES.values() if m.kind == "money")


def _day_field(label: str, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class TellForm(forms.Form):
    """Tell one or more facts that hold from a day; beside each field stands what was told last."""

    effective = _day_field("Holds from", required=True)
    rating_manager = forms.ChoiceField(label="Manager's rating", required=False)
    rating_office = forms.ChoiceField(label="Office's rating", required=False)
    note = forms.CharField(
        label="Why", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    budget = forms.CharField(label="Budget", required=False, max_length=30)
    forecast = forms.CharField(label="Forecast", required=False, max_length=30)
    whole_life_cost = forms.CharField(label="Whole-life cost", required=False, max_length=30)
    benefits = forms.CharField(label="Benefits", required=False, max_length=30)
    start = _day_field("Start")
    finish = _day_field("Finish")
    topic = forms.ChoiceField(label="In words, about", required=False)
    narrative = forms.CharField(
        label="Narrative", required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 4})
    )
    source = forms.CharField(
        label="Source", required=False, max_length=200, help_text="where it says so, such as a report"
    )

    def __init__(
        self, place: Place, allowed: set[str], told: dict[tuple[str, str], Fact], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.place = place
        latest = {measure: fact for (measure, topic), fact in told.items() if not topic}
        texts = {topic: fact for (measure, topic), fact in told.items() if measure == "narrative"}
        scales = [latest[n].scale for n in reversed(RATED_BY) if n in latest and latest[n].scale in SCALES]
        self.scale = scales[0] if scales else 5
        for name in [n for n in MEASURES if n not in allowed]:
            del self.fields[name]
        if not allowed & set(RATED_BY):
            del self.fields["note"]
        for name in allowed & set(RATED_BY):
            self.fields[name].choices = self._steps(latest.get(name))  # type: ignore[attr-defined]
        for name in allowed & set(MONEY):
            self.fields[name].label = f"{MEASURES[name].label}, {place.currency}"
        for name in allowed & set(latest):
            self.fields[name].help_text = _now(latest[name])
        if "narrative" not in allowed:
            del self.fields["topic"]
        else:
            self._about(texts)

    def _about(self, texts: dict[str, Fact]) -> None:
        """What words may be about: status and aims, and whatever words were told of before."""
        topics = [*TOPICS, *sorted({*texts} - {*TOPICS, ""}), ""]
        choices = [(topic, topic_words(topic) or "Something else") for topic in topics]
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]
        self.fields["narrative"].help_text = _now_in_words(texts.get(TOPICS[0]))

    def _steps(self, last: Fact | None) -> list[tuple[str, str]]:
        """The ratings of the scale in use here, with the one told last and those beside the scale."""
        kept = {*SCALES[self.scale], *([last.word] if last else [])}
        return [("", "–"), *((r.value, r.word) for r in RATINGS if r.value in kept or r.badness is None)]

    def clean(self) -> dict[str, Any]:
        """Read the amounts in the place's currency."""
        cleaned = super().clean() or {}
        for name in MONEY:
            if text := cleaned.get(name):
                try:
                    cleaned[name] = parse_money(text, self.place.currency)
                except ValueError as error:
                    self.add_error(name, str(error))
        if not self.errors and not any(cleaned.get(name) not in (None, "") for name in MEASURES):
            self.add_error(None, "Tell at least one fact.")
        return cleaned

    def told(self) -> list[NewFact]:
        """The facts that were filled in."""
        given = {name: self.cleaned_data.get(name) for name in MEASURES}
        return [self._fact(name, value) for name, value in given.items() if value not in (None, "")]

    def _fact(self, name: str, value: Any) -> NewFact:
        source = self.cleaned_data["source"] or TOLD_HERE
        start = {
            "place_id": self.place.pk,
            "measure": name,
            "effective": self.cleaned_data["effective"],
            "source": source,
        }
        kind = MEASURES[name].kind
        if kind == "rating":
            scale = self.scale if value in SCALES[self.scale] or value not in SCALES[5] else 5
            return NewFact(**start, word=value, scale=scale, note=self.cleaned_data.get("note", ""))
        if kind == "money":
            return NewFact(**start, amount=value, currency=self.place.currency)
        if kind == "day":
            return NewFact(**start, day=value)
        return NewFact(**start, word=self.cleaned_data.get("topic", ""), note=value)


def _now(fact: Fact) -> str:
    """What was told last, beside the field: "now £4,200,000.00, from 31 Mar 2026"."""
    if fact.amount is not None:
        value = exact_money(fact.amount, fact.currency)
    elif fact.day:
        value = nice_day(fact.day)
    else:
        value = BY_VALUE[fact.word].word if fact.word in BY_VALUE else ""
    return f"now {value}, from {nice_day(fact.effective)}" if value else ""


def _now_in_words(fact: Fact | None) -> str:
    """How the status begins that was told last: "now “Forecast £3.9m …”, from 31 Mar 2026"."""
    if fact is None or not fact.note.strip():
        return ""
    return f"status now “{shorten(fact.note, 90, placeholder=' …')}”, from {nice_day(fact.effective)}"


def _filled(fact: Fact) -> dict[str, Any]:
    """The form as it was filled in when the fact was told."""
    kind = MEASURES[fact.measure].kind
    value: Any = fact.note if kind == "text" else fact.day if kind == "day" else fact.word
    if kind == "money":
        value = plain_money(fact.amount, fact.currency) if fact.amount is not None else ""
    why = {"note": fact.note} if kind == "rating" else {}
    source = "" if fact.source == TOLD_HERE else fact.source
    why |= {"topic": fact.word} if kind == "text" else {}
    return {"effective": fact.effective, fact.measure: value, "source": source, **why}


def _corrected(actor: Actor, place: Place, key: str, allowed: set[str]) -> Fact:
    found = seen_facts(actor, "workspaces").filter(place=place, measure__in=allowed)
    fact = found.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if fact is None:
        raise NotThere("There is no such fact that you could correct.")
    return fact


def _form(request: HttpRequest, actor: Actor, place: Place, allowed: set[str], old: Fact | None) -> TellForm:
    start = _filled(old) if old else {"effective": timezone.localdate(), "topic": TOPICS[0]}
    told = latest_facts(actor, place)
    form = TellForm(place, allowed, told, request.POST or None, initial=start)
    if old and old.measure == "narrative":
        form.fields["topic"].disabled = True
    if old:
        form.fields["effective"].disabled = True
        form.fields["effective"].help_text = "For another day, withdraw it and tell it anew."
    return form


@door(Verb.CHANGE, "workspaces", methods=BOTH)
def tell(request: HttpRequest, uid: str) -> HttpResponse:
    """Tell facts about a workspace, or correct one, which tells it again for the same day."""
    actor: Actor = actor_of(request)
    workspace = seen_workspace(actor, uid)
    place, allowed = workspace.place, tellable(actor, workspace)
    if not allowed:
        raise Denied("You may not tell facts about this.")
    key = request.GET.get("correct", "")
    old = _corrected(actor, place, key, allowed) if key else None
    form = _form(request, actor, place, {old.measure} if old else allowed, old)
    back, heading = f"/w/{uid}", f"Tell about {workspace.title}"
    if old:
        what = MEASURES[old.measure].label
        back, heading = f"{back}/facts", f"Correct: {what} of {workspace.title}"
    if request.method == "POST" and form.is_valid():
        try:
            made = tell_facts(actor, uid, form.told())
        except Invalid as error:
            show_faults(form, error)
        else:
            said = "Corrected." if old else "Told."
            request.session["undo"] = {"text": said, "url": f"/undo/{made[0].changeset.uid}"}
            return redirect(back)
    return plain_form(request, form, heading, back, crumbs(actor, place, "Correct" if old else "Tell"))
