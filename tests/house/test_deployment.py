"""The settings as an organisation runs them: nothing that Django would warn of, no migration forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough


def _django(tmp_path: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    base = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "pilothouse.settings",
    }
    command = [sys.executable, "-m", "django", *words]
    return subprocess.run(
        command, env={**base, **env}, cwd=tmp_path, capture_output=True, text=True, check=False
    )


def test_check_deploy_is_silent(tmp_path: Path) -> None:
    words = ("check", "--deploy", "--fail-level", "WARNING")

    done = _django(tmp_path, *words, BASE_URL="https://pilothouse.example.org")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_every_model_has_its_migration(tmp_path: Path) -> None:
    done = _django(tmp_path, "makemigrations", "--check", "--dry-run")

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("base_url", "secure"), [("http://localhost:8000", False), ("https://pilothouse.example.org", True)]
)
def test_cookies_and_hsts_follow_the_scheme(tmp_path: Path, base_url: str, secure: bool) -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, bool(s.SECURE_HSTS_SECONDS), s.SESSION_COOKIE_NAME)"
    )
    env = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "pilothouse.settings",
    }

    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**env, "BASE_URL": base_url},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert said[:3] == [str(secure)] * 3
    assert said[3].startswith("__Host-") is secure
