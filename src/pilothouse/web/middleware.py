"""What every answer passes through: an id to be found again by, and the headers that keep a browser strict."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from pilothouse.web.actor import ActorMiddleware as ActorMiddleware

Answer = Callable[[HttpRequest], HttpResponseBase]

CSP_REPORTS = "/csp-report"
LARGEST_REPORT_BYTES = 16 * 1024
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
# the rest of these addresses lets its reader in, so it may not stand in a log
SECRET_PATHS = re.compile(r"^(/invitation/|/accounts/password/reset/key/).+")
SILENT = ("/healthz", "/readyz", settings.STATIC_URL)
log = structlog.get_logger("pilothouse.requests")


class RequestIdMiddleware:
    """Gives each request an id, puts it on every log line and on the answer, and logs the request once."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.secure = settings.ENVIRONMENT.secure

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the id in X-Request-ID; an id that a proxy gave is kept when it is well formed."""
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)  # type: ignore[attr-defined]
        if self.secure:
            # people reach us by https, whatever the hop behind the proxy is; no header is trusted for that
            request.META["wsgi.url_scheme"] = "https"
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        begun = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        if not request.path.startswith(SILENT):
            self._note(request, response, begun)
        structlog.contextvars.clear_contextvars()
        return response

    def _note(self, request: HttpRequest, response: HttpResponseBase, begun: float) -> None:
        person = getattr(request, "_cached_user", None)  # only when the page looked: no query for a log line
        log.info(
            "request",
            method=request.method,
            path=SECRET_PATHS.sub(r"\1…", request.path),
            status=response.status_code,
            ms=round((time.perf_counter() - begun) * 1000, 1),
            person=getattr(person, "pk", None),
        )


def policy(nonce: str, *, style_attributes: bool = False) -> str:
    """The content security policy of a page.

    style_attributes : allows style attributes in markup; for the plan pages alone, whose chart writes them
    """
    parts = [
        "default-src 'self'",
        "img-src 'self' data:",
        f"script-src 'nonce-{nonce}'",
        f"style-src 'self' 'nonce-{nonce}'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        f"report-uri {CSP_REPORTS}",
    ]
    if style_attributes:
        parts.insert(4, "style-src-attr 'unsafe-inline'")
    return "; ".join(parts)


class HeadersMiddleware:
    """Sets the headers that keep a browser strict, on every answer: pages, files, errors."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """`request.csp_nonce` is for templates; a view that sets its own policy keeps it."""
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        if request.path == CSP_REPORTS:
            response: HttpResponseBase = keep_report(request)
        else:
            response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            loose = bool(getattr(response, "style_attributes", False))
            response["Content-Security-Policy"] = policy(nonce, style_attributes=loose)
        for name, value in STRICT.items():
            response.headers.setdefault(name, value)
        return response


STRICT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}


def keep_report(request: HttpRequest) -> HttpResponse:
    """Log what a browser refused to run; needs no session, keeps no address and no query."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    try:
        if not 0 < int(request.headers.get("Content-Length") or 0) <= LARGEST_REPORT_BYTES:
            return HttpResponse(status=413)
        body = json.loads(request.read(LARGEST_REPORT_BYTES))["csp-report"]
        directive, blocked = str(body["violated-directive"])[:200], str(body.get("blocked-uri", ""))[:200]
    except (ValueError, TypeError, KeyError, RecursionError):
        return HttpResponse(status=400)
    log.warning("csp report", directive=directive, blocked=blocked.partition("?")[0])
    return HttpResponse(status=204)
