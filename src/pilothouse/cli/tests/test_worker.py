"""The worker knows every job that the product can ask for, and does the regular work."""

from __future__ import annotations

import argparse
import ast

import pytest
import sources

from pilothouse.cli import worker
from pilothouse.kernel.models import OutboxItem
from pilothouse.kernel.outbox import JOBS, enqueue
from pilothouse.kernel.verify import seal_history

pytestmark = pytest.mark.thorough


def _modules_with_jobs() -> set[str]:
    found = set()
    for path in sources.python(tests=False):
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(mark).startswith(("job(", "outbox.job(")) for mark in node.decorator_list
            ):
                found.add(sources.name(path).removeprefix("src/").removesuffix(".py").replace("/", "."))
    return found


def test_the_worker_loads_every_module_with_jobs() -> None:
    asked = _modules_with_jobs()

    assert asked
    assert {module.__name__ for module in worker.WITH_JOBS} == asked


def test_once_does_what_is_due_and_the_regular_work(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setitem(JOBS, "note", lambda payload: done.append(payload["what"]))
    monkeypatch.setattr(worker, "REGULAR", (lambda: done.append("regular"),))
    enqueue("note", "note:1", {"what": "first"})

    code = worker.run(argparse.Namespace(once=True))

    assert code == 0
    assert done == ["first", "regular"]
    assert OutboxItem.objects.get().done_at


@pytest.mark.thorough
def test_once_stops_at_no_number_of_pieces(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a long stop more than a thousand pieces wait; one run does them all."""
    monkeypatch.setitem(JOBS, "note", lambda payload: None)
    monkeypatch.setattr(worker, "REGULAR", ())
    for number in range(1001):
        enqueue("note", f"note:{number}", {})

    worker.run(argparse.Namespace(once=True))

    assert not OutboxItem.objects.filter(done_at__isnull=True).exists()


def test_the_regular_work_seals_history() -> None:
    assert seal_history in worker.REGULAR
