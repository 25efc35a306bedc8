"""What may be asked of the landscape in its address: columns, filters, and how a page shows them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.listing import asked_day
from pilothouse.kernel.rows import places
from pilothouse.reports.landscape import ONLY, Question
from pilothouse.reports.landscape_rows import LABELS, UNSORTED, kind_options
from pilothouse.web.door import actor_of
from pilothouse.workspaces.ratings import RATINGS
from pilothouse.workspaces.workspace import Workspace

COLUMNS = tuple(LABELS)
FIRST = (
    "title", "rating_manager", "rating_office", "trend", "budget", "forecast", "variance", "whole_life_cost",
    "finish", "slip", "owner", "last_fact",
)  # fmt: skip
WORDS: dict[str, dict[str, Any]] = {
    "rating": {r.value: r.word for r in RATINGS},
    "manager": {r.value: r.word for r in RATINGS},
    "only": {
        "differ": "the two ratings differ",
        "over": "forecast over budget",
        "late": "finish moved later",
    },
    "kind": dict(Workspace.Kind.choices),
    "status": dict(Workspace.Status.choices),
    "stale": {"1": "work not told of for a year, or not yet"},
}
NAMES = {
    "rating": "Office's rating", "manager": "Manager's rating", "only": "Only where", "kind": "Kind",
    "status": "Status", "stale": "Also",
}  # fmt: skip
FILTERS = tuple(WORDS)
MANY = {
    **{name: set(words) for name, words in WORDS.items()},
    "col": set(LABELS),
    "view": {"tree", "table"},
}
ONE = {"q", "sort", "as_of", "place", "page", "open", "shut"}


def _chosen(request: HttpRequest, faults: dict[str, str]) -> dict[str, frozenset[str]]:
    chosen: dict[str, frozenset[str]] = {}
    for key, known in MANY.items():
        given = [v for v in request.GET.getlist(key) if v]
        if set(given) - known:
            faults[key] = f"“{min(set(given) - known)[:40]}” is not one of its values."
        chosen[key] = frozenset(given)
    return chosen


def read_question(request: HttpRequest) -> tuple[Question, str, tuple[str, ...]]:
    """The question in the address, the view, and the columns; raises Invalid naming what is not known."""
    faults: dict[str, str] = {}
    for key in request.GET:
        if key not in MANY and key not in ONE:
            faults[key[:60]] = "The landscape has no such filter."
    chosen = _chosen(request, faults)
    sort = request.GET.get("sort", "")
    if sort and (sort.removeprefix("-") not in LABELS or sort.removeprefix("-") in UNSORTED):
        faults["sort"] = "The landscape cannot be sorted by that."
    try:
        day = asked_day(request.GET.get("as_of", ""))
    except Invalid as error:
        faults, day = faults | error.fields, timezone.localdate()
    if faults:
        raise Invalid(faults)
    question = Question(
        as_of=day,
        search=request.GET.get("q", "")[:200],
        kinds=chosen["kind"],
        statuses=chosen["status"],
        ratings=chosen["rating"],
        managers=chosen["manager"],
        only=chosen["only"] & set(ONLY),
        place=request.GET.get("place", "")[:12],
        stale=bool(chosen["stale"]),
        sort=sort,
    )
    view = "table" if request.GET.get("view") == "table" else "tree"
    beside = [name for name in FIRST[1:] if name != "whole_life_cost"]
    first = FIRST if view == "tree" else ("title", "above", *beside)  # the tree shows what each is part of
    columns = ("title", *(c for c in COLUMNS[1:] if c in chosen["col"])) if chosen["col"] else first
    return question, view, columns


def pairs_of(request: HttpRequest, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What stands in the address, without some of it."""
    return [(k, v) for k in request.GET if k not in without for v in request.GET.getlist(k) if v]


def address(request: HttpRequest, *, without: tuple[str, ...] = (), **new: str) -> str:
    """The same landscape with something else asked; on its first page."""
    pairs = pairs_of(request, without=(*without, *new, "page")) + [(k, v) for k, v in new.items() if v]
    return f"/landscape?{urlencode(pairs)}" if pairs else "/landscape"


def _asked(question: Question) -> dict[str, frozenset[str]]:
    return {
        "rating": question.ratings,
        "manager": question.managers,
        "only": question.only,
        "kind": question.kinds,
        "status": question.statuses,
        "stale": frozenset({"1"} if question.stale else ()),
    }


def controls(question: Question) -> list[dict[str, Any]]:
    """The filters to choose from, with what is chosen."""
    found = []
    for name, asked in _asked(question).items():
        options = [{"value": v, "label": w, "selected": v in asked} for v, w in WORDS[name].items()]
        shown = kind_options(asked) if name == "kind" else options
        found.append({"name": name, "label": NAMES[name], "kind": "multi", "options": shown})
    return found


def narrowed_to(request: HttpRequest, question: Question) -> list[str]:
    """What the landscape is narrowed to, in words for paper and files."""
    found = [f"{chip['label']}: {chip['value']}" for chip in chips(request, question)]
    return found + ([f"“{question.search}”"] if question.search else [])


def chips(request: HttpRequest, question: Question) -> list[dict[str, str]]:
    """What the landscape is narrowed to, each with the address without it."""
    found = []
    if question.place:
        named = places(actor_of(request)).filter(uid=question.place).values_list("name", flat=True).first()
        if named:
            found.append({"label": "In", "value": named, "remove_url": address(request, without=("place",))})
    for value in sorted(question.only):  # each narrows on its own
        rest = [v for v in request.GET.getlist("only") if v != value]
        pairs = pairs_of(request, without=("only", "page")) + [("only", v) for v in rest]
        found.append(
            {
                "label": NAMES["only"],
                "value": WORDS["only"][value],
                "remove_url": f"/landscape?{urlencode(pairs)}",
            }
        )
    for name, asked in _asked(question).items():
        if asked and name != "only":
            text = ", ".join(str(word) for value, word in WORDS[name].items() if value in asked)
            without = address(request, without=(name,))
            found.append({"label": NAMES[name], "value": text, "remove_url": without})
    return found
