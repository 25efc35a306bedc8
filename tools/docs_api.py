"""The reference of the API: its description as OpenAPI, and the same as a table for people."""

from __future__ import annotations

import json
from typing import Any

from docs_registers import table

from pilothouse.web.api.problems import TITLES
from pilothouse.web.api.root import make_api

PREFIX = "/api/v1/"


def described() -> dict[str, Any]:
    """The API over the registers known now, as OpenAPI 3.1."""
    return dict(make_api().get_openapi_schema(path_prefix=PREFIX))


def openapi() -> str:
    """The description that a running installation gives at /api/v1/openapi.json."""
    return json.dumps(described(), indent=1, ensure_ascii=False) + "\n"


def _operations(schema: dict[str, Any]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            line = (f"`{method.upper()} {path}`", operation["summary"], f"`{operation['operationId']}`")
            found.setdefault(operation["tags"][0], []).append(line)
    return found


def api() -> str:
    """Every operation of the API by register, and what its refusals mean."""
    schema = described()
    lines = [
        "# API",
        "",
        "For programs. Examples: [how-to/api](../how-to/api.md). What the names mean: [registers](registers.md).",
        "The whole description as OpenAPI 3.1 is [openapi.json](openapi.json); a running installation gives its own at",
        "`/api/v1/openapi.json`.",
        "",
    ]
    for tag, operations in _operations(schema).items():
        lines += [f"## {tag}", "", *table(("request", "what it does", "operation"), operations)]
    lines += [
        "## Refusals",
        "",
        "`application/problem+json` with `title`, `status`, `detail` and, where single values are at fault, `fields`.",
        "",
        *table(("status", "title"), ((str(status), title) for status, title in TITLES.items())),
    ]
    return "\n".join(lines).rstrip() + "\n"
