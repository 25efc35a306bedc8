"""Finds a Chromium for the browser tests; where none is installed, tries the one that Playwright brings."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOW = "apt-get install chromium, or set PILOTHOUSE_CHROMIUM to one"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WHERE_IS_IT = (
    "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
)
PATIENCE_S = 180


def find() -> str | None:
    """The path of a Chromium that starts, or None."""
    named = os.environ.get("PILOTHOUSE_CHROMIUM")
    if named:
        return named if _starts(named) else None
    for name in NAMES:
        path = shutil.which(name)
        if path and _starts(path):
            return path
    return _from_playwright()


def _starts(path: str) -> bool:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        return (
            subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
        )
    return False


def _from_playwright() -> str | None:
    """Playwright's own browser needs no root, only a network that reaches its store."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=True)
        said = subprocess.run(
            [sys.executable, "-c", WHERE_IS_IT], capture_output=True, text=True, timeout=60, check=True
        )
        path = said.stdout.strip()
        return path if Path(path).exists() and _starts(path) else None
    return None


if __name__ == "__main__":
    found = find()
    print(found or f"no Chromium; {HOW}")
    sys.exit(0 if found else 1)
