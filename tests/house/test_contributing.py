"""The examples of CONTRIBUTING.md are run: the register with all its screens, its story, the page and the job."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pages
import pytest
import sources
from django.apps import apps
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from samples import raise_one, raw_values
from toys import addresses

from pilothouse.kernel.models import Notification
from pilothouse.kernel.outbox import JOBS, drain
from pilothouse.kernel.spec import REGISTERS, unregister
from pilothouse.web.screens.telling import TellForm
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.standing import Standing

PAGE = sources.ROOT / "CONTRIBUTING.md"


def example(path: str) -> ModuleType:
    """The example for a file, run as that file would be; the caller takes it out of sys.modules."""
    head = f"# {path}\n"
    block = next(b for b in pages.blocks(PAGE, "python") if b.text.startswith(head))
    module = ModuleType(path.removeprefix("src/").removesuffix(".py").replace("/", "."))
    sys.modules[module.__name__] = module
    exec(compile(block.text, block.where, "exec"), module.__dict__)
    return module


def forget(module: ModuleType) -> None:
    """Leave nothing of an example behind."""
    del sys.modules[module.__name__]


@pytest.fixture(scope="module")
def permits(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The register of the page, with its tables, known to every screen; forgotten again afterwards."""
    module = example("src/pilothouse/registers/permits.py")
    spec = module.PERMITS
    models = (spec.model, spec.past)
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
    with override_settings(ROOT_URLCONF=addresses()):
        yield spec
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in reversed(models):
            editor.delete_model(model)
    unregister(spec)
    for model in models:
        del apps.all_models["registers"][model._meta.model_name]
    apps.clear_cache()
    forget(module)


@pytest.fixture
def browser(org: Any) -> Any:
    """A browser signed in as the holder of a post."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(org.people, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def test_the_example_register_fits_what_the_page_promises() -> None:
    block = next(b for b in pages.blocks(PAGE, "python") if b.text.startswith("# src/pilothouse/registers/p"))

    assert len([line for line in block.text.splitlines() if line.strip()]) <= 60
    assert block.text.rstrip().endswith(")")


def test_every_screen_of_the_example_register_answers(permits: Any, org: Any, act: Any, browser: Any) -> None:
    record = raise_one(permits, act("manager"), org.project, raw_values(permits, 1, (org.people.manager,)))
    manager, stranger = browser("manager"), browser("stranger")
    base = f"/permits/{record.uid}"
    places = ("/permits", "/permits/trash", "/permits/export.csv", base, f"{base}/edit", f"{base}/history")

    assert record.code == "P-1"
    assert [manager.get(path).status_code for path in places] == [200] * len(places)
    assert record.title.encode() in manager.get("/permits?sort=-needed_by&status=needed").content
    assert b"Permits" in manager.get("/registers").content
    assert manager.get(f"/api/v1/permits/{record.uid}").json()["authority"] == record.authority
    assert "/api/v1/permits" in manager.get("/api/v1/openapi.json").json()["paths"]
    assert stranger.get(base).status_code == 404
    assert stranger.get(f"/api/v1/permits/{record.uid}").json() == stranger.get("/api/v1/permits/x").json()


def test_the_story_of_the_page_passes(permits: Any, org: Any, act: Any) -> None:
    story = example("src/pilothouse/registers/tests/test_permits.py")

    story.test_an_application_names_the_authority(org, act)

    forget(story)


def test_the_view_of_the_page_shows_what_one_may_see(org: Any, act: Any) -> None:
    module, risks = example("src/pilothouse/web/screens/dearest.py"), REGISTERS["risks"]
    raw = {"title": "A dear one", "residual_probability": "50 %", "residual_cost": "100"}
    raise_one(risks, act("director"), org.project, raw)

    def seen_by(name: str) -> bytes:
        request = RequestFactory().get("/dearest")
        request.user, request.actor = getattr(org.people, name), act(name)  # type: ignore[attr-defined]
        request.session, request.htmx, request.csp_nonce = {}, False, ""  # type: ignore[attr-defined]
        return bytes(module.dearest(request).content)

    assert b"A dear one" in seen_by("manager")
    assert b"A dear one" not in seen_by("stranger")
    forget(module)


def test_the_job_of_the_page_is_done_once(org: Any, act: Any) -> None:
    module = example("src/pilothouse/reports/greeting.py")
    actor = act("manager")

    module.ask_for_greeting(actor)
    module.ask_for_greeting(actor)
    drain()

    assert Notification.objects.filter(person=org.people.manager, text="Good morning").count() == 1
    del JOBS["greet"]
    forget(module)


def test_the_line_for_the_models_is_the_one_that_is_needed() -> None:
    lines = [b.text.strip() for b in pages.blocks(PAGE, "python")]

    assert "from pilothouse.registers.permits import Permit" in lines


def test_every_measure_has_its_column_and_its_place_in_the_form() -> None:
    columns = {field.name for field in Standing._meta.get_fields()}
    asked = set(TellForm.base_fields)

    assert [m.name for m in MEASURES.values() if m.kind != "text" and m.name not in columns] == []
    assert [name for name in MEASURES if name not in asked] == []
