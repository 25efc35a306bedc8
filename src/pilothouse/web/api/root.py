"""The API as a whole: one router a register, one error shape, OpenAPI 3.1 at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

import pilothouse
from pilothouse.kernel.errors import KernelError
from pilothouse.kernel.spec import REGISTERS
from pilothouse.web.api.callers import PageAuth, TokenAuth
from pilothouse.web.api.problems import Problem, answer, on_problem
from pilothouse.web.api.registers import register_router, undo_router
from pilothouse.web.api.workspaces import add_operations

DESCRIPTION = (
    "Every register of Pilothouse. Reads need no more than a token; writes to a record need If-Match with the ETag "
    "that was read (428 without, 412 when stale). Idempotency-Key makes a repeated write safe."
)


def make_api() -> NinjaAPI:
    """The API over all registers that are known."""
    api = NinjaAPI(
        title="Pilothouse", version=pilothouse.__version__, description=DESCRIPTION,
        auth=[TokenAuth(), PageAuth()], docs_url=None, urls_namespace="api",
    )  # fmt: skip
    for spec in REGISTERS.values():
        router = register_router(spec)
        if spec.slug == "workspaces":
            add_operations(router)
        api.add_router(f"/{spec.slug}", router)
    api.add_router("/changesets", undo_router)
    api.add_exception_handler(Problem, on_problem)
    api.add_exception_handler(KernelError, on_problem)
    api.add_exception_handler(AuthenticationError, _not_signed_in)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _unreadable)
    # a page's call is asked for its token in the form first, and a form in parts is used up by that
    api.add_exception_handler(RawPostDataException, _unreadable)
    return api


def _not_signed_in(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(
        Problem(401, "Send a token: Authorization: Bearer …", headers={"WWW-Authenticate": "Bearer"})
    )


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Problem(getattr(error, "status_code", 400), "The body is not JSON."))


def _words(error: dict[str, Any]) -> str:
    return "There is no such field." if error.get("type") == "extra_forbidden" else str(error["msg"])


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    listed = getattr(error, "errors", [])
    fields = {".".join(str(p) for p in e["loc"][2:] or e["loc"][-1:]): _words(e) for e in listed}
    query = any(e["loc"][:1] == ("query",) for e in listed)
    return answer(
        Problem(
            400 if query else 422, "Some values are of the wrong type; nothing was changed.", fields=fields
        )
    )
