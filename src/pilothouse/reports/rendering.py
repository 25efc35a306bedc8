"""Printing a page to PDF in a child process, so that no web process carries the renderer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parent / "pages"
LIMIT_SECONDS = 60


class RenderFailed(Exception):
    """The page could not be printed; the message says what the renderer said."""


def rendered_pdf(page: str, facts: dict[str, Any]) -> bytes:
    """Print one of our page designs with these facts. Raises RenderFailed."""
    try:
        # 2026-11-22: our own interpreter and module, no shell
        done = subprocess.run(  # noqa: S603  # nosec B603
            [sys.executable, "-I", "-m", "pilothouse.reports.render_child", page],
            input=json.dumps(facts).encode(),
            capture_output=True,
            timeout=LIMIT_SECONDS,
            cwd=PAGES,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderFailed("Printing took longer than a minute.") from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise RenderFailed(done.stderr.decode(errors="replace")[-800:])
    return done.stdout
