"""The icon where browsers look for it beside a file that has no page to name it, such as a PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from pilothouse.web.door import open_door


@open_door()
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead on to the icon of the pages."""
    return redirect(static("icon.svg"))
