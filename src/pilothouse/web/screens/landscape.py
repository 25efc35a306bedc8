"""The landscape page: tree and table over one filtered set, on any day, printed as a one-pager or a workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.in_use import living_places
from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.listing import ListState, ongoing, totals
from pilothouse.kernel.models import Verb
from pilothouse.kernel.money import short_money
from pilothouse.kernel.rows import places
from pilothouse.kernel.spec import REGISTERS
from pilothouse.reports.comments import rating_comments
from pilothouse.reports.landscape import LATE_DAYS, Landscape, Question, known_days, landscape
from pilothouse.reports.landscape_lines import Line, variance
from pilothouse.reports.landscape_rows import (
    LABELS,
    NUMERIC,
    UNSORTED,
    flat_rows,
    sums_row,
    tree_rows,
)
from pilothouse.reports.marks import left_out_words, money_sum, share_mark
from pilothouse.reports.onepager import onepager_facts, worries_of
from pilothouse.reports.rendering import rendered_pdf
from pilothouse.reports.workbook import landscape_workbook
from pilothouse.web.door import actor_of, door, page_number
from pilothouse.web.limits import limited
from pilothouse.web.screens.landscape_filters import (
    COLUMNS,
    FILTERS,
    address,
    chips,
    controls,
    narrowed_to,
    pairs_of,
    read_question,
)
from pilothouse.web.screens.landscape_tree import Folded
from pilothouse.web.screens.lists import refused
from pilothouse.web.shell import as_of_block
from pilothouse.workspaces.models import Workspace
from pilothouse.workspaces.ratings import RATINGS, UNRATED

PAGE = 100
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def told_columns(request: HttpRequest, found: Landscape, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns without what nobody has told yet, so that names have the room; one that was asked for stays."""
    if "col" in request.GET or not found.whole.work:
        return columns
    total, asked = found.total, found.question.sort.removeprefix("-")
    empty = {name for name in ("budget", "forecast", "whole_life_cost") if name not in total.sums}
    if all(variance(line) is None for line in found.whole.work):
        empty.add("variance")
    if not found.whole.moved:
        empty.add("slip")
    rated = [
        name
        for name, told in (("manager", total.manager), ("office", total.office))
        if set(told) - {*UNRATED}
    ]
    empty |= {"rating_manager", "rating_office"} - {f"rating_{name}" for name in rated}
    empty |= set() if rated else {"trend"}
    empty |= {
        name for name in ("owner", "above") if not any(getattr(line, name) for line in found.whole.work)
    }
    empty |= set() if any(line.get("finish") for line in found.whole.work) else {"finish"}
    return tuple(name for name in columns if name not in empty or name == asked)


def _headings(request: HttpRequest, columns: tuple[str, ...], sort: str) -> list[dict[str, Any]]:
    found = []
    for name in columns:
        state = {name: "asc", f"-{name}": "desc"}.get(sort, "")
        turned = f"-{name}" if sort == name else "" if sort == f"-{name}" else name
        found.append(
            {
                "name": name,
                "label": LABELS[name],
                "numeric": name in NUMERIC,
                "sorted": state,
                "cls": "name" if name == "title" else "",
                "sort_url": "" if name in UNSORTED else address(request, sort=turned),
            }
        )
    return found


def _lane(label: str, counts: dict[str, int]) -> dict[str, Any]:
    total = sum(counts.values()) or 1
    parts, x = [], 0.0
    for rating in RATINGS:
        n = counts.get(rating.value, 0)
        if n:
            width = 100 * n / total
            parts.append(
                {
                    "cls": rating.mark,
                    "count": n,
                    "word": rating.word,
                    "x": f"{x:.2f}",
                    "width": f"{width:.2f}",
                }
            )
            x += width
    return {"label": label, "parts": parts}


def _strip(found: Landscape, with_stale: str) -> list[dict[str, Any]]:
    total = found.total
    moved = found.whole.moved
    later = sum(1 for days in moved if days >= LATE_DAYS)
    over = share_mark(variance(total))
    strip: list[dict[str, Any]] = [{"label": "Pieces of work", "value": f"{total.work:,}"}]
    if left_out := found.whole.stale + found.whole.untold:
        strip[0] |= {"note": f"{left_out:,} left out", "note_url": with_stale}
    if "forecast" in total.sums or "budget" in total.sums:
        note = f"{over} against budget" if variance(total) is not None else ""
        main = "forecast" if "forecast" in total.sums else "budget"
        strip.append({"label": LABELS[main], "value": _plain(total, main), "note": note})
    if "whole_life_cost" in total.sums:
        strip.append({"label": "Whole-life cost", "value": _plain(total, "whole_life_cost")})
    if moved:
        strip.append({"label": "Finish moved later", "value": f"{later:,}", "unit": f"of {len(moved):,}"})
    lanes = [_lane("Manager", total.manager), _lane("Office", total.office)]
    if total.work:
        strip.append({"label": "Ratings", "lanes": lanes})
    return strip


def _plain(line: Line, name: str) -> Any:
    html = money_sum(line.sums.get(name, {}))
    return html[html.index(">") + 1 : html.rindex("<")]


def _rows(request: HttpRequest, found: Landscape, view: str, columns: tuple[str, ...]) -> dict[str, Any]:
    page = page_number(request)
    past = "as_of" in request.GET
    as_of = f"&as_of={found.question.as_of.isoformat()}" if past else ""
    first = (page - 1) * PAGE
    if view == "table":
        total = len(found.whole.work)
        html = flat_rows(found.work[first : first + PAGE], columns, as_of)
    else:
        tree = Folded(request, found)
        total = len(tree.shown)
        html = tree_rows(tree.page(first, PAGE), columns, as_of, tree.toggle, tree.is_open)
    pages = max(1, -(-total // PAGE))
    return {
        "rows_html": html,
        "page": page,
        "pages": pages,
        "first": first + 1,
        "last": min(first + PAGE, total),
        "lines": f"{total:,}",
        "prev_url": address(request, without=("page",)) + _page_bit(request, page - 1) if page > 1 else "",
        "next_url": address(request, without=("page",)) + _page_bit(request, page + 1)
        if page < pages
        else "",
    }


def _page_bit(request: HttpRequest, page: int) -> str:
    joint = "&" if pairs_of(request, without=("page",)) else "?"
    return f"{joint}page={page}"


def _menus(request: HttpRequest, view: str, columns: tuple[str, ...]) -> dict[str, Any]:
    """The views, the columns to choose from, and the files."""
    files = (("One page to print (PDF)", "/landscape.pdf"), ("What is on screen (Excel)", "/landscape.xlsx"))
    return {
        "views": [
            {"label": "Tree", "url": address(request, view=""), "current": view == "tree"},
            {"label": "Table", "url": address(request, view="table"), "current": view == "table"},
        ],
        "column_choices": [{"name": n, "label": LABELS[n], "shown": n in columns} for n in COLUMNS[1:]],
        "exports": [
            {"label": label, "url": address(request).replace("/landscape", path, 1)} for label, path in files
        ],
    }


def _empty(actor: Actor, filtered: bool) -> dict[str, Any]:
    """What an empty landscape teaches."""
    if not actor.holdings:
        text = "You have no role here yet. Ask whoever invited you to give you one."
        return {"filtered": False, "title": "Nothing is open to you yet", "text": text}
    if not actor.holds(Verb.VIEW, "workspaces"):
        text = "You were given single items, not whole pieces of work. You find them under Registers."
        return {"filtered": False, "title": "Nothing of the landscape is open to you", "text": text}
    may_import = actor.holds(Verb.IMPORT)
    return {
        "filtered": filtered,
        "title": "Nothing matches" if filtered else "Nothing to see yet",
        "text": "No work matches the filters and words above."
        if filtered
        else "The landscape shows every portfolio, programme and project that you may see.",
        "clear_url": "/landscape" if filtered else "",
        "import_url": "/import" if may_import else "",
    }


def _bare(actor: Actor, found: Landscape) -> dict[str, Any]:
    """Instead of the one bare line of an organisation without any work: how to begin. Two queries, then only."""
    if found.question.filtered or found.total.work:
        return {}
    if Workspace.objects.filter(place__in=places(actor)).exclude(kind="office").exists():
        return {}
    empty = _empty(actor, filtered=False)
    top = living_places(actor, Verb.CREATE).filter(parent=None).order_by("pk").first()
    if top is not None:
        text = "Import a table of what you have, or make the first portfolio and what lies below it."
        begin = {"new_url": f"/w/{top.uid}/new", "new_label": f"New below {top.name}"}
        empty = {**empty, "title": f"{top.name} holds no work yet", "text": text, **begin}
    return {"rows_html": "", "strip": [], "empty": empty}


def _listing(request: HttpRequest, found: Landscape, view: str, columns: tuple[str, ...]) -> dict[str, Any]:
    question = found.question
    filtered = question.filtered
    count = f"{found.total.work:,} pieces of work" if found.total.work != 1 else "1 piece of work"
    note = ""
    if words := left_out_words(found):
        note = f"Left out: {words}; the filter brings them back"
    actor = actor_of(request)
    return {
        "title": "Landscape",
        "url": "/landscape",
        "answer": f"As told on {nice_day(question.as_of)}.",
        "as_tree": view == "tree",
        "strip": _strip(found, address(request, stale="1")),
        "count_label": count,
        "hidden_note": note,
        **_menus(request, view, columns),
        "columns": _headings(request, columns, question.sort),
        "chips": chips(request, question),
        "controls": controls(question),
        "searchable": True,
        "search": question.search,
        "hidden": pairs_of(request, without=("q", *FILTERS, "page")),
        "filter_pairs": [(k, v) for k, v in pairs_of(request) if k in FILTERS],
        "state_pairs": pairs_of(request, without=("col", "page")),
        "clear_url": "/landscape" if filtered else "",
        "import_url": "/import" if actor.holds(Verb.IMPORT) else "",
        "sums_html": sums_row(found.total, columns),
        "empty": _empty(actor, filtered),
        **_rows(request, found, view, columns),
        **_bare(actor, found),
    }


@door(Verb.VIEW, "workspaces")
def landscape_page(request: HttpRequest) -> HttpResponse:
    """The landscape on a day."""
    try:
        question, view, columns = read_question(request)
    except Invalid as error:
        return refused(request, error, "landscape")
    found = landscape(actor_of(request), question)
    columns = told_columns(request, found, columns)
    fragment = request.headers.get("HX-Target") == "results"
    context: dict[str, Any] = {"listing": _listing(request, found, view, columns)}
    if not fragment:
        context["as_of"] = as_of_block(request, known_days(actor_of(request), question.place))
        context["crumbs"] = [{"label": "Landscape"}]
    name = "reports/landscape.html#results" if fragment else "reports/landscape.html"
    response = render(request, name, context)
    response["Vary"] = "HX-Request, HX-Target, Cookie"
    return response


def _live(actor: Actor, question: Question) -> list[dict[str, str]]:
    """What goes on in each register on the day, such as the live risks and what they are expected to cost."""
    found = []
    as_of = question.as_of if question.as_of < timezone.localdate() else None
    for spec in REGISTERS.values():
        if spec.model.own_place:
            continue
        count, sums, _, _ = totals(spec, actor, ongoing(spec, ListState(place=question.place, as_of=as_of)))
        by_column: dict[str, list[str]] = {}
        for name, currency, amount in sums:
            by_column.setdefault(name, []).append(short_money(amount, currency))
        note = "; ".join(f"{spec.label(name).lower()} {' + '.join(a)}" for name, a in by_column.items())
        found.append({"label": f"{spec.title}, live", "value": f"{count:,}", "note": note})
    return found


def _file_name(found: Landscape) -> str:
    """What the file is called: the day, after the workspace when it is of one alone."""
    roots = found.whole.roots
    of = slugify(roots[0].title)[:60] if found.question.place and len(roots) == 1 else ""
    return f"{of or 'landscape'}-{found.question.as_of}"


@door(Verb.VIEW, "workspaces")
@limited("export", 60)
def landscape_pdf(request: HttpRequest) -> HttpResponse:
    """The landscape on a day as one page to print."""
    question, _, _ = read_question(request)
    found = landscape(actor_of(request), question)
    live = [] if question.filtered else _live(actor_of(request), question)
    said = rating_comments(actor_of(request), [line.place_id for line in worries_of(found)], question.as_of)
    body = rendered_pdf("onepager.typ", onepager_facts(found, live, said, narrowed_to(request, question)))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_file_name(found)}.pdf"'
    return response


@door(Verb.VIEW, "workspaces")
@limited("export", 60)
def landscape_xlsx(request: HttpRequest) -> HttpResponse:
    """The landscape on screen as a workbook."""
    question, view, columns = read_question(request)
    found = landscape(actor_of(request), question)
    columns = told_columns(request, found, columns)
    body = landscape_workbook(found, view, columns, LABELS, narrowed_to(request, question))
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.xlsx"'
    return response
