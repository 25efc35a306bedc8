"""A web process stays small: it never loads the engine, a solver or a renderer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import sources

SUPPORT = str(sources.ROOT / "tests" / "support")
HEAVY = (
    "pilothouse.engine", "numpy", "scipy", "numba", "llvmlite", "ortools", "distributed", "pandas", "matplotlib",
    "typst", "pptx", "docx", "jpype", "mpxj",
)  # fmt: skip
LOOK = """
import json, sys
from pilothouse.web.wsgi import application
from django.conf import settings
from django.urls import get_resolver
settings.ALLOWED_HOSTS = ["*"]
get_resolver().url_patterns
from django.test import Client
statuses = [Client().get(path).status_code for path in ("/healthz", "/nowhere")]
json.dump({"modules": sorted(sys.modules), "statuses": statuses}, open(sys.argv[1], "w"))
"""
SUPERVISOR = "import json, sys, pilothouse.cli.serve; json.dump(sorted(sys.modules), open(sys.argv[1], 'w'))"


def _loaded(code: str, tmp_path: Path) -> object:
    target = tmp_path / "loaded.json"
    # the tests' settings differ only in doing without gathered files
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": SUPPORT, "DJANGO_SETTINGS_MODULE": "trial_settings"}
    command = [sys.executable, "-c", code, str(target)]
    done = subprocess.run(command, check=False, env=env, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return json.loads(target.read_text())


def _heavy(modules: list[str]) -> list[str]:
    return [name for name in modules if any(name == heavy or name.startswith(f"{heavy}.") for heavy in HEAVY)]


def test_a_web_process_loads_no_engine_and_no_renderer(tmp_path: Path) -> None:
    found = _loaded(LOOK, tmp_path)

    assert isinstance(found, dict)
    assert found["statuses"] == [200, 404]
    assert "pilothouse.web.urls" in found["modules"]
    assert _heavy(found["modules"]) == []


def test_the_supervisor_loads_no_django(tmp_path: Path) -> None:
    found = _loaded(SUPERVISOR, tmp_path)

    assert isinstance(found, list)
    assert "pilothouse.cli.supervisor" in found
    assert [name for name in found if name == "django" or name.startswith("django.")] == []
