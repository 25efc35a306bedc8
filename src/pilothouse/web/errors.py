"""Error pages: what happened, what was kept, what to do, and the id to ask about."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static

from pilothouse.web.api.problems import Problem, answer

TITLES = {
    400: ("This address or form has something wrong in it", "Nothing was changed.", "Go back and mend it."),
    403: ("You may not do this", "Nothing was changed.", "Ask whoever gives access here."),
    404: ("There is nothing here for you", "", "It may have been moved, or you may not see it."),
    405: ("This page does not take that", "Nothing was changed.", "Go back and try again."),
    409: ("Someone was quicker", "Nothing of theirs was lost.", "Open the record again."),
    413: ("That is too large", "Nothing was kept.", "Send a smaller file."),
    429: ("Too many tries", "Nothing was changed.", "Wait a little and try again."),
    500: ("Something broke on our side", "What you had saved before is safe.", "Try again; if it happens again, "
          "tell your administrator the id below."),
}  # fmt: skip


def error_page(
    request: HttpRequest, status: int, what: str = "", way_out: dict[str, str] | None = None
) -> HttpResponse:
    """The page for an error, with the request's id.

    way_out : a link (label, url) to what was probably wanted, before the one to Home
    """
    title, kept, todo = TITLES.get(status, TITLES[500])
    error: dict[str, Any] = {
        "status": status,
        "title": title,
        "what": what,
        "kept": kept,
        "todo": todo,
        "request_id": getattr(request, "request_id", ""),
        "actions": [*([way_out] if way_out else []), {"label": "Home", "url": "/"}],
    }
    if status >= 500 or not hasattr(request, "user"):
        body = render_to_string("error_bare.html", {"error": error, "css_url": _stylesheet()})
        return HttpResponse(body, status=status)
    return render(request, "error.html", {"error": error}, status=status)


def _stylesheet() -> str:
    """The stylesheet's address; none before the front end is collected, since an error page must never fail."""
    try:
        return static("built/app.css")
    except ValueError:
        return ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(request, 400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; a program that asks an address of the API that does not exist is told so in its own words."""
    if request.path.startswith("/api/"):
        return answer(Problem(404, "The API has no such address; what it has is in /api/v1/openapi.json."))
    return error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, 500)


def too_often(request: HttpRequest, what: str, wait_seconds: int) -> HttpResponse:
    """429, with how long to wait."""
    response = error_page(request, 429, what)
    response["Retry-After"] = str(wait_seconds)
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """429 of the sign-in pages, whose limits are by the minute."""
    return too_often(request, "At most so many tries a minute from one address.", 60)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old."""
    return error_page(
        request, 403, "This form had grown old. Go back, load the page again and send it once more."
    )
