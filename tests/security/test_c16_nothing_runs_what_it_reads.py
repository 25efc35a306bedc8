"""C16: no input is ever run: nothing unpickles, no shell, no program or path that a person could choose."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from dangers import breaking
from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from guarded_site import GuardedSite

from pilothouse.kernel.spec import REGISTERS

# who starts a program, and why; none of them takes a word from a request
STARTERS = {
    "src/pilothouse/workspaces/intake/reading.py": "reads a file in a child without rights",
    "src/pilothouse/reports/rendering.py": "prints in a child",
    "src/pilothouse/cli/serve.py": "prepares before it serves",
    "src/pilothouse/cli/supervisor.py": "keeps web and worker running",
    "src/pilothouse/cli/backup.py": "pg_dump before a migration",
    "src/pilothouse/engine/bench/start_up.py": "measures a fresh interpreter",
    "src/pilothouse/engine/bench/growth.py": "measures a fresh interpreter",
}
HOSTILE = (
    "--output=/tmp/x",
    "-o/tmp/x",
    "; touch /tmp/x",
    "$(touch /tmp/x)",
    "`id`",
    "../../etc/passwd",
    "a\nb | sh",
)
CHOOSES = re.compile(
    r"(^|_)(path|folder|command|binary|program|executable|sendmail|module|shell|script|backend)($|_)"
)


@pytest.mark.parametrize("rule", ["reads what can run", "runs a text", "asks a shell"])
def test_the_product_never(rule: str) -> None:
    assert breaking(rule) == set()


def test_programs_are_started_where_somebody_thought_about_it() -> None:
    assert breaking("starts a program") <= set(STARTERS)


def test_sessions_messages_and_the_cache_are_json(client: Any, db: Any) -> None:
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert [cache["BACKEND"] for cache in settings.CACHES.values()] == ["pilothouse.kernel.caching.JsonCache"]
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"
    request = client.get("/accounts/login/").wsgi_request
    request.session["it"] = object()
    with pytest.raises(TypeError):
        request.session.save()
    assert list(get_messages(request)) == []


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The words of every program that was started."""
    seen: list[list[str]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, args: Any, **options: Any) -> None:
            assert not options.get("shell")
            seen.append([str(word) for word in args])
            super().__init__(args, **options)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return seen


def test_a_file_name_is_no_word_of_a_command(site: GuardedSite, enter: Any, started: list[list[str]]) -> None:
    client = enter("director")
    for name in HOSTILE:
        file = SimpleUploadedFile(f"{name}.csv", b"Name,Budget\nA,1\n")
        client.post("/import", {"file": file, "under": site.places["programme"].uid, "organisation": name})

    assert len(started) == len(HOSTILE)
    assert {tuple(words) for words in started} == {
        (sys.executable, "-I", "-m", "pilothouse.workspaces.intake.child")
    }


def test_a_title_is_no_word_of_a_command(site: GuardedSite, enter: Any, started: list[list[str]]) -> None:
    answer = enter("director").get("/landscape.pdf", {"q": HOSTILE[0], "place": site.places["programme"].uid})

    assert answer["Content-Type"] == "application/pdf"
    assert started == [[sys.executable, "-I", "-m", "pilothouse.reports.render_child", "onepager.typ"]]


def test_no_field_names_a_path_or_a_program() -> None:
    columns = [
        f for m in apps.get_models() if m.__module__.startswith("pilothouse.") for f in m._meta.get_fields()
    ]
    wrong = [f"{f.model.__name__}.{f.name}" for f in columns
             if isinstance(f, models.FilePathField) or CHOOSES.search(f.name)]  # fmt: skip
    written = [f"{s.slug}.{n}" for s in REGISTERS.values() for n in s.form_fields if CHOOSES.search(n)]

    assert len(columns) > 150
    assert (wrong, written) == ([], [])
