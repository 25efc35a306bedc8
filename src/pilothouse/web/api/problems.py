"""What the API answers when something is wrong: one shape, after RFC 9457, with a code for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from pilothouse.kernel.errors import Denied, Invalid, KernelError, NotThere, Stale, TooOften

TITLES = {400: "Wrong request", 401: "Not signed in", 403: "Not allowed", 404: "Not found",
          405: "Not that way", 409: "Conflict",
          412: "Changed since", 413: "Too large", 422: "Values cannot be kept", 428: "Version needed",
          429: "Too many requests"}  # fmt: skip


class Problem(Exception):
    """An answer other than success."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.fields, self.headers = dict(fields or {}), dict(headers or {})


def problem_of(error: KernelError) -> Problem:
    """The problem that a kernel error is."""
    if isinstance(error, NotThere):
        return Problem(404, "There is no such thing.")
    if isinstance(error, Denied):
        return Problem(403, str(error))
    if isinstance(error, Stale):
        return Problem(412, str(error), headers={"ETag": f'"{error.current.version}"'})
    if isinstance(error, Invalid):
        fields = {name: reason for name, reason in error.fields.items() if name}
        said = error.fields.get("", "Some values cannot be kept; nothing was changed.")
        return Problem(422, said, fields=fields)
    if isinstance(error, TooOften):
        return Problem(429, str(error), headers={"Retry-After": str(error.wait_seconds)})
    return Problem(400, str(error))


def answer(problem: Problem) -> HttpResponse:
    """A problem as a response."""
    body: dict[str, Any] = {
        "title": TITLES.get(problem.status, "Wrong"),
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.fields:
        body["fields"] = problem.fields
    response = HttpResponse(json.dumps(body), status=problem.status, content_type="application/problem+json")
    for name, value in problem.headers.items():
        response[name] = value
    return response


def on_problem(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a problem or a kernel error."""
    return answer(error if isinstance(error, Problem) else problem_of(error))
