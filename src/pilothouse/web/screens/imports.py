"""The import wizard: file, columns, what would be written, written; and back again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid, NotThere
from pilothouse.kernel.in_use import living_places
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.models import ChangeSet, Place, StoredFile, Verb
from pilothouse.kernel.naming import told_apart
from pilothouse.web.door import BOTH, door, own_actor
from pilothouse.web.limits import limited
from pilothouse.web.screens.buttons import show_faults
from pilothouse.web.screens.details import when
from pilothouse.web.screens.import_result import answerable
from pilothouse.web.screens.import_sample import blank_cells, blanks_told, sample
from pilothouse.web.screens.import_words import RECIPES, STEPS
from pilothouse.workspaces.intake import (
    Ambiguity,
    ImportRejected,
    Measure,
    PortfolioDraft,
    Target,
    Unanswered,
    open_questions,
)
from pilothouse.workspaces.intake.limits import MAX_FILE_BYTES
from pilothouse.workspaces.intake.mapping import BLANK
from pilothouse.workspaces.intake.targets import WORDS
from pilothouse.workspaces.staging import (
    NEW,
    PURPOSE,
    Staged,
    begin,
    moves_ahead,
    organisation_there,
    stage,
    staged,
)

SHOWN_ERRORS = 50


class UploadForm(forms.Form):
    """Which file, and where it belongs."""

    under = forms.ChoiceField(label="Where does it belong?")
    organisation = forms.CharField(
        label="Name of the new organisation",
        max_length=200,
        required=False,
        help_text="only when you chose a new organisation above",
    )

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        able = (
            living_places(actor, Verb.IMPORT)
            .exclude(kind__in=("project", "initiative"))
            .order_by("kind", "name")
        )
        self.fields["under"].choices = [  # type: ignore[attr-defined]
            *((uid, f"Under {name}") for uid, name in told_apart(actor, able[:500])),
            (NEW, "A new organisation, beside the others"),
        ]


def _recent(actor: Actor) -> list[dict[str, Any]]:
    found = []
    for file in (
        StoredFile.objects.filter(person=actor.person, purpose=PURPOSE).defer("content").order_by("-pk")[:10]
    ):
        state = file.facts.get("state", "")
        result = {
            "written": f"{file.facts.get('made', 0):,} made, {file.facts.get('facts', 0):,} facts",
            "waiting": "being written",
            "failed": f"refused: {file.facts.get('why', '')}",
        }.get(state, "not written yet")
        page = "result" if state else "columns"
        stands = ChangeSet.objects.filter(
            uid=file.facts.get("changeset", ""), undone_by__isnull=True
        ).exists()
        if state == "written" and not stands:
            result = f"taken back: {result}"
        found.append(
            {
                "name": file.name,
                "state": state,
                "drop_url": f"/import/{file.uid}/drop",
                "url": f"/import/{file.uid}/{page}",
                "who": actor.person.name,
                "when": when(file.at),
                "result": result,
                "undo_url": f"/undo/{file.facts['changeset']}" if stands else "",
            }
        )
    return found


@door(Verb.IMPORT, "workspaces", methods=BOTH)
@limited("import", 20)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file; it is read at once and refused with one sentence when it cannot be."""
    actor: Actor = own_actor(request)  # an upload is its owner's alone, also from who looks as them
    if not actor.holds(Verb.IMPORT):
        raise NotThere("There is no such page.")
    form = UploadForm(actor, request.POST or None)
    files: list[Any] = list(request.FILES.getlist("file"))
    if request.method == "POST" and form.is_valid():
        made = _take(actor, form, files)
        if len(made) == 1:
            return redirect(f"/import/{made[0].file.uid}/columns")
        if made:
            text = f"{len(made)} files are read; this is the first. When it is written, the next follows."
            messages.success(request, text)
            return redirect(f"/import/{made[0].file.uid}/columns")
    recent = _recent(actor)
    context = {
        "steps": STEPS,
        "action_url": "/import",
        "form": form,
        "fields": [form["under"], form["organisation"]],
        "accept": ".csv,.tsv,.txt,.gz,.xlsx",
        "recent": [row for row in recent if row["state"]],
        "waiting": [row for row in reversed(recent) if not row["state"]],
        "crumbs": [{"label": "Import"}],
        "answer": "A table of projects, a row each: UK major-projects files are known, others are mapped by column.",
    }
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


def _take(actor: Actor, form: UploadForm, files: list[Any]) -> list[Staged]:
    if not files:
        form.add_error(None, "Choose a file first.")
    under, organisation = form.cleaned_data["under"], form.cleaned_data["organisation"]
    made = []
    for file in files[:20]:
        if file.size > MAX_FILE_BYTES:
            form.add_error(None, f"“{file.name[:80]}” is larger than 25 MB; split it.")
            continue
        try:
            made.append(stage(actor, file.name, file.read(), under, organisation))
        except ImportRejected as error:
            form.add_error(None, f"“{file.name[:80]}”: {error.sentence}")
        except Invalid as error:
            show_faults(form, error)
            break
    return made if not form.errors else []


def _columns(one: Staged) -> list[dict[str, Any]]:
    found = []
    for choice in one.mapping.choices:
        examples = [str(c) for c in dict.fromkeys(str(r[choice.index]) for r in one.table.rows[:60]) if c][:3]
        options = [
            {"value": t.value, "label": WORDS[t.value], "selected": t is choice.target} for t in Target
        ]
        found.append(
            {
                "name": f"col{choice.index}",
                "label": choice.heading,
                "options": options,
                "why": choice.reason,
                "examples": [e[:80] for e in examples],
            }
        )
    return found


def _questions(one: Staged, *, pressed: bool = False) -> list[dict[str, Any]]:
    """What the table leaves open, with the answers so far; once `pressed`, what is still open says so."""
    found = []
    still = {q.key for q in open_questions(one.table, one.mapping, one.answers)} if pressed else set()
    for number, question in enumerate(open_questions(one.table, one.mapping, {})):
        told = one.answers.get(question.key, question.suggested)
        options = [
            {"value": o.value, "label": o.label, "selected": o.value == told} for o in question.options
        ]
        found.append(
            {
                "name": f"q{number}",
                "key": question.key,
                "label": question.question,
                "options": options,
                "value": told,
                "expects": question.expects,
                "error": _unanswered(question, told) if question.key in still else "",
            }
        )
    return found


def _unanswered(question: Ambiguity, told: str) -> str:
    if told and question.expects:
        return f"“{told}” is not {question.expects}."
    return "Choose one of these." if question.options else f"Write {question.expects}."


def _tell(request: HttpRequest, one: Staged) -> None:
    """Keep what the columns page says."""
    columns = {}
    for choice in one.mapping.choices:
        name = request.POST.get(f"col{choice.index}", "")
        if name in Target._value2member_map_:
            columns[choice.heading] = name
    wanted = request.POST.get("sheet", "")
    one.note(columns=columns, sheet=wanted if wanted in one.table.sheets else one.file.facts.get("sheet", ""))
    answers = dict(one.answers)
    for question in _questions(Staged(one.file)):
        if value := request.POST.get(
            f"answer-{question['key']}", request.POST.get(question["name"], "")
        ).strip():
            answers[question["key"]] = value[:60]
    one.note(answers=answers)


@door(Verb.IMPORT, "workspaces", methods=BOTH)
@answerable
def columns(request: HttpRequest, uid: str) -> HttpResponse:
    """What each column is, and what was asked because it can be read two ways."""
    one, pressed = staged(own_actor(request), uid), False
    if request.method == "POST":
        _tell(request, one)
        fresh = Staged(one.file)
        if "reread" not in request.POST and not open_questions(fresh.table, fresh.mapping, fresh.answers):
            return redirect(f"/import/{uid}/check")
        one = fresh
        if "reread" not in request.POST:
            pressed = True
    recipe = one.mapping.recipe
    answer = (
        f"recognised as {RECIPES[recipe]}; nothing to do but look."
        if recipe
        else "our guess; mend what is wrong."
    )
    sheets = (
        [{"value": s, "label": s, "selected": s == one.table.sheet} for s in one.table.sheets]
        if len(one.table.sheets) > 1
        else []
    )
    context = {
        "steps": STEPS,
        "file_name": one.file.name,
        "answer": answer,
        "action_url": request.path,
        "back_url": "/import",
        "columns": _columns(one),
        "questions": _questions(one, pressed=pressed),
        "sheets": sheets,
        "crumbs": [{"label": "Import", "url": "/import"}, {"label": one.file.name}],
    }
    return render(request, "imports/mapping.html", context)


def _where(actor: Actor, one: Staged) -> str:
    if one.file.facts["under"] == NEW:
        there = organisation_there(actor, one.file.facts["organisation"])
        which = "the organisation of that name" if there else "a new organisation"
        return f"{which}, {one.file.facts['organisation']}"
    place = Place.objects.filter(uid=one.file.facts["under"]).first()
    return place.name if place else "nowhere any more"


def _wholly_new(actor: Actor, one: Staged) -> bool:
    """Whether nothing can have been told before of what the file speaks of, nor is told twice in it."""
    facts = one.file.facts
    known = facts["under"] != NEW or organisation_there(actor, facts["organisation"])
    return not known and len(one.draft.counts.by_date) < 2


def _figures(draft: PortfolioDraft, moves: int) -> list[dict[str, Any]]:
    counts = draft.counts
    days = sorted(counts.by_date)
    return [
        {"label": "Rows", "value": f"{counts.rows:,}", "note": f"{counts.good:,} good"},
        *({"label": kind.capitalize() + "s", "value": f"{n:,}"} for kind, n in counts.places.items() if n),
        *([{"label": "Moves", "value": f"{moves:,}", "note": "known here under another"}] if moves else []),
        {"label": "Facts", "value": f"{len(draft.facts):,}", "note": _ended(draft)},
        {
            "label": "Dates",
            "value": f"{len(days)}",
            "note": " to ".join(nice_day(day) for day in dict.fromkeys((days[0], days[-1]))) if days else "",
        },
    ]


def _ended(draft: PortfolioDraft) -> str:
    """How many facts say that there is no value, such as one that is exempt."""
    ended = sum(1 for f in draft.facts if f.value is None and f.measure is not Measure.NARRATIVE)
    return f"{ended:,} of them: no value any more" if ended else ""


@door(Verb.IMPORT, "workspaces", methods=BOTH)
@answerable
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """What would be written, and what would stay out; nothing is written before the button."""
    one = staged(own_actor(request), uid)
    try:
        draft = one.draft
    except Unanswered:
        return redirect(f"/import/{uid}/columns")
    except ImportRejected as error:
        messages.error(request, error.sentence)
        return redirect(f"/import/{uid}/columns")
    if request.method == "POST":
        if BLANK in request.POST and blanks_told(one, request.POST[BLANK]):
            messages.info(request, "Worked out again; nothing is written yet. Look, then write.")
            return redirect(request.path)
        begin(one)
        return redirect(f"/import/{uid}/result")
    errors = [
        {"row": e.row, "column": e.column or "the row", "value": e.value[:80], "why": e.reason}
        for e in draft.errors[:SHOWN_ERRORS]
    ]
    warnings = [
        f"Row {w.row}, {w.column}: {w.reason}" if w.column else f"Row {w.row}: {w.reason}"
        for w in draft.warnings[:5]
    ]
    context = {
        "steps": STEPS,
        "answer": f"{one.file.name}, into {_where(own_actor(request), one)}.",
        "figures": _figures(draft, moves_ahead(own_actor(request), one)),
        "preview": sample(one),
        "blanks": blank_cells(one, new=_wholly_new(own_actor(request), one)),
        "cautions": [*one.table.notes, *warnings],
        "errors": errors,
        "error_count": f"{len(draft.errors):,}",
        "errors_url": f"/import/{uid}/errors.csv",
        "action_url": request.path,
        "back_url": f"/import/{uid}/columns",
        "can_write": bool(draft.facts or draft.places),
        "crumbs": [{"label": "Import", "url": "/import"}, {"label": one.file.name}],
    }
    return render(request, "imports/preview.html", context)
