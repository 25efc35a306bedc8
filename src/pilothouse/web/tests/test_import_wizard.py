"""The first step of the import wizard: several files at once, a new organisation, and what was forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilothouse.kernel import outbox
from pilothouse.kernel.facts import standing_facts
from pilothouse.kernel.models import StoredFile
from pilothouse.workspaces.actions import NewWorkspace, create_workspace
from pilothouse.workspaces.workspace import Workspace

HEAD = "Project,Budget (GBP),Report date\n"
FILES = {"march.csv": "Northern main,1200000,2026-03-31\n", "april.csv": "Northern main,1300000,2026-04-30\n"}


@pytest.fixture
def office(org: Any) -> Client:
    client = Client()
    client.force_login(org.people.office_manager, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _send(client: Client, organisation: str) -> Any:
    files = [SimpleUploadedFile(name, (HEAD + row).encode()) for name, row in FILES.items()]
    return client.post("/import", {"under": "new", "organisation": organisation, "file": files})


def test_a_new_organisation_without_a_name_is_asked_for_once_and_nothing_is_kept(office: Client) -> None:
    answer = _send(office, "")

    assert answer.status_code == 422
    assert answer.content.decode().count("Give the new organisation a name.") == 2  # above, and at its field
    assert not StoredFile.objects.exists()


def _written(client: Client) -> list[StoredFile]:
    """Both files, imported into an organisation that the first one makes."""
    assert _send(client, "Rail board").status_code == 302
    sent = list(StoredFile.objects.order_by("pk"))[-len(FILES) :]
    for file in sent:
        client.post(f"/import/{file.uid}/columns", {})
        assert client.post(f"/import/{file.uid}/check", {}).status_code == 302
        outbox.drain()
        file.refresh_from_db()
    return sent


@pytest.mark.thorough
def test_two_files_for_one_new_organisation_make_it_once(office: Client) -> None:
    _written(office)

    made = Workspace.objects.filter(kind="office", title="Rail board")
    assert made.count() == 1
    project = Workspace.objects.get(title="Northern main")
    assert project.place.parent == made.get().place, "the second file knows what the first one made"


@pytest.mark.thorough
def test_what_is_written_can_no_longer_be_answered_otherwise(office: Client) -> None:
    file = _written(office)[0]
    before = dict(file.facts)

    for step in ("columns", "check"):
        for ask in (office.get, office.post):
            answer = ask(f"/import/{file.uid}/{step}", {"blank": "ends", "col1": "name"})
            assert answer["Location"] == f"/import/{file.uid}/result"

    file.refresh_from_db()
    assert file.facts == before


@pytest.mark.thorough
def test_what_an_undo_left_for_a_later_file_goes_when_that_file_is_undone_too(office: Client) -> None:
    first, second = _written(office)
    for file in (first, second):
        office.post(f"/undo/{file.facts['changeset']}")
    there = Workspace.objects.filter(removed_at=None, title__in=("Northern main", "Rail board"))
    assert there.count() == 2
    page = office.get(f"/import/{first.uid}/result").content.decode()
    assert "Still there" in page

    office.post(f"/undo/{first.facts['changeset']}")

    assert there.count() == 0
    again = office.post(f"/undo/{first.facts['changeset']}", follow=True)
    assert "This was undone already." in again.content.decode()
    page = office.get(f"/import/{first.uid}/result").content.decode()
    assert ("Still there" in page, "Undo this import" in page) == (False, False)


@pytest.mark.thorough
def test_undone_imports_take_the_organisation_along_and_it_can_be_imported_anew(office: Client) -> None:
    def there() -> list[str]:
        made = Workspace.objects.filter(removed_at=None, title__in=("Northern main", "Rail board"))
        return sorted(made.values_list("title", flat=True))

    for file in reversed(_written(office)):
        office.post(f"/undo/{file.facts['changeset']}")
    assert there() == []
    assert "Rail board" not in office.get("/landscape").content.decode()

    gone = Workspace.objects.get(title="Rail board")
    office.post(f"/workspaces/{gone.uid}/restore")
    project = Workspace.objects.get(title="Northern main")
    office.post(f"/workspaces/{project.uid}/restore")
    assert there() == ["Northern main", "Rail board"]
    assert len(standing_facts([project.place_id])) == 1, "with what the first file told, which made it"
    for record in (project, gone):
        record.refresh_from_db()
        office.post(f"/workspaces/{record.uid}/remove", {"version": record.version})

    _written(office)
    assert there() == ["Northern main", "Rail board"]


def test_of_two_files_the_first_is_gone_through_at_once_and_the_other_waits_on_top(office: Client) -> None:
    answer = _send(office, "Rail board")

    first, second = StoredFile.objects.order_by("pk")
    assert answer["Location"] == f"/import/{first.uid}/columns"
    page = office.get("/import").content.decode()
    assert page.index("Go on with march.csv") < page.index("Go on with april.csv") < page.index('type="file"')
    office.post(f"/import/{second.uid}/drop")
    assert "april.csv" not in office.get("/import").content.decode()


@pytest.mark.thorough
def test_what_is_still_open_says_so_at_its_question_and_a_file_taken_back_leads_nowhere(
    office: Client,
) -> None:
    table = b"Project,Budget\nNorthern main,1200000\n"
    sent = {"under": "new", "organisation": "Rail board", "file": SimpleUploadedFile("open.csv", table)}
    columns = office.post("/import", sent)["Location"]

    page = office.post(columns, {"answer-currency": "XX", "answer-effective": ""}).content.decode()
    assert "“XX” is not a three-letter currency code" in page
    assert "Write a date such as 2023-03-31." in page
    assert "the file does not settle it" in page
    asked = office.post(columns, {"answer-currency": "GBP", "answer-effective": "2026-03-31"})
    check = office.get(asked["Location"]).content.decode()
    assert "£1,200,000.00" in check
    assert "31 Mar 2026" in check
    result = office.post(asked["Location"])["Location"]
    assert "All or nothing of 1 row." in office.get(result).content.decode()
    outbox.drain()
    done = office.get(result).content.decode()
    assert "See it in the landscape" in done
    office.post(f"/undo/{StoredFile.objects.get().facts['changeset']}")
    taken = office.get(result).content.decode()
    assert "Taken back" in taken
    assert "See it in the landscape" not in taken


def test_a_warning_of_a_whole_row_names_no_column(office: Client) -> None:
    table = b"Code,Project,Budget (GBP),Report date\nD1,Dock,5,2026-03-31\nD1,Quay,5,2026-03-31\n"
    sent = {"under": "new", "organisation": "Rail board", "file": SimpleUploadedFile("twice.csv", table)}
    columns = office.post("/import", sent)["Location"]

    page = office.get(office.post(columns, {})["Location"]).content.decode()

    assert "Row 3: Row 2 has the same code" in page
    assert "Row 3, :" not in page


def _checked(office: Client, table: bytes, **told: str) -> str:
    """The address of the check of a file whose columns need no word."""
    sent = {
        "under": "new",
        "organisation": "Rail board",
        "file": SimpleUploadedFile("two.csv", table),
        **told,
    }
    return str(office.post(office.post("/import", sent)["Location"], {})["Location"])


def test_a_row_that_stays_out_says_so_among_the_first_rows(office: Client) -> None:
    table = HEAD + "Dock,5,2026-03-31\nDock,6,2026-03-31\nQuay,much,2026-03-31\n"

    page = office.get(_checked(office, table.encode())).content.decode()

    first = page[page.index('id="sample"') :]
    assert first.count('<tr class="out">') == 1
    assert "<td><s>6</s></td>" in first
    assert "<b>Row 3 stays out.</b> Row 2 already speaks of “Dock” on 31 March 2026." in first
    assert '<td class="bad" title' in first  # of Quay only the one cell


def test_empty_cells_are_counted_and_end_what_was_told_when_one_says_so(office: Client) -> None:
    table = HEAD + "Dock,5,2026-03-31\nDock,,2026-04-30\n"
    check = _checked(office, table.encode())

    page = office.get(check).content.decode()
    assert "1 cell is empty: 1 of Budget (GBP)." in page
    assert 'name="blank" value="" checked' in page

    again = office.post(check, {"blank": "ends"})
    assert again["Location"] == check, "shown again before it is written"
    assert not StoredFile.objects.get().facts.get("state")
    page = office.get(check).content.decode()
    assert 'name="blank" value="ends" checked' in page
    assert "1 of them: no value any more" in page

    assert office.post(check, {"blank": "ends"})["Location"].endswith("/result")
    outbox.drain()
    dock = Workspace.objects.get(title="Dock").place
    assert list(dock.facts.order_by("effective").values_list("amount", flat=True)) == [500, None]


def test_nothing_is_asked_of_empty_cells_where_nothing_was_told_before(office: Client) -> None:
    page = office.get(_checked(office, (HEAD + "Dock,,2026-03-31\n").encode())).content.decode()

    assert 'name="blank"' not in page


def test_places_of_one_name_are_told_apart_by_what_lies_above(org: Any, act: Any, office: Client) -> None:
    director = act("director")
    for above in (org.office, org.portfolio):
        create_workspace(director, NewWorkspace("programme", "Parks", above, {}))

    page = office.get("/import").content.decode()

    assert f">Under Parks ({org.office.name})<" in page
    assert f">Under Parks ({org.office.name} › {org.portfolio.name})<" in page
    assert f">Under {org.portfolio.name}<" in page
