"""Subcommands on a small database: what they do, what they say, how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import pilothouse.cli
from pilothouse.accounts.models import Person
from pilothouse.cli import main
from pilothouse.cli.demo import give_passwords
from pilothouse.kernel.models import ANY_KIND, Fact, Grant, Place, Role, Verb

TABLE = """Project,Budget (GBP),Start date,Report date
Northern main,"1,200,000",2026-02-01,2026-03-31
Pumping hall,900000,2026-04-15,2026-03-31
Culvert,not a number,2026-05-01,2026-03-31
"""


@pytest.fixture(autouse=True)
def _loaded(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The application is loaded by pytest already, with log lines of its own."""
    monkeypatch.setattr(pilothouse.cli, "start_django", lambda quiet: None)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "projects.csv"
    path.write_text(TABLE)
    return path


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_an_added_administrator_can_sign_in_and_holds_the_top(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _json(capsys, "user", "add", "Ada@Example.org", "--name", "Ada Byron", "--administrator")

    person = Person.objects.get(email="ada@example.org")
    assert code == 0
    assert person.check_password(said["password"])
    held = set(Grant.objects.filter(person=person).values_list("role__slug", flat=True))
    assert held == {"administrator", "portfolio-director"}, "the first of an empty installation can begin"


def test_a_closed_access_opens_again(capsys: pytest.CaptureFixture[str]) -> None:
    _json(capsys, "user", "add", "ada@example.org")

    _json(capsys, "user", "close", "ada@example.org")
    assert _json(capsys, "user", "list")[1][0]["access"] == "closed"

    _json(capsys, "user", "open", "ada@example.org")
    assert _json(capsys, "user", "list")[1][0]["access"] == "open"


def test_a_new_password_replaces_the_old(capsys: pytest.CaptureFixture[str]) -> None:
    old = _json(capsys, "user", "add", "ada@example.org")[1]["password"]

    new = _json(capsys, "user", "password", "ada@example.org")[1]["password"]

    person = Person.objects.get(email="ada@example.org")
    assert person.check_password(new)
    assert not person.check_password(old)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("user", "add"), 2),
        (("user", "add", "no-address"), 2),
        (("user", "password", "nobody@example.org"), 2),
        (("import", "nowhere.csv"), 2),
        (("import", "nowhere.csv", "--as", "nobody@example.org"), 2),
    ],
)
def test_what_cannot_be_done_is_one_line(
    words: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = main(list(words))

    said = capsys.readouterr().err
    assert ended == code
    assert said.startswith("pilothouse: ")
    assert said.count("\n") == 1


def test_a_dry_run_writes_nothing(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, (report,) = _json(capsys, "import", str(table), "--dry-run")

    assert code == 1
    assert report["counts"]["rows"] == 3
    assert report["written"] is None
    assert not Place.objects.exists()
    assert not Fact.objects.exists()


def test_good_rows_come_in_and_bad_ones_are_given_back(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, (report,) = _json(capsys, "import", str(table), "--errors", str(tmp_path / "bad.csv"))

    assert code == 1
    assert Place.objects.filter(name="Northern main").exists()
    assert report["written"]["facts"] == Fact.objects.count() > 0
    assert "not a number" in (tmp_path / "bad.csv").read_text()


def test_a_second_import_of_the_same_file_adds_nothing(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _json(capsys, "import", str(table))
    before = (Place.objects.count(), Fact.objects.count())

    _json(capsys, "import", str(table))

    assert (Place.objects.count(), Fact.objects.count()) == before


def test_a_person_imports_only_where_they_may(
    org: Any, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = main(["import", str(table), "--as", "guest@example.org", "--into", "Project"])

    assert ended == 2
    assert "No place is called 'Project'" in capsys.readouterr().err
    assert not Fact.objects.exists()


def test_an_untouched_history_verifies_and_an_edited_one_does_not(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _json(capsys, "import", str(table))
    assert _json(capsys, "verify")[0] == 0

    fact = Fact.objects.order_by("pk").first()
    assert fact is not None
    Fact.objects.filter(pk=fact.pk).update(note="edited behind the back")

    code, said = _json(capsys, "verify")
    assert code == 1
    assert any("edited" in fault for fault in said["faults"])


def test_migrate_check_says_nothing_is_pending(capsys: pytest.CaptureFixture[str]) -> None:
    assert _json(capsys, "migrate", "--check") == (0, {"pending": []})


def test_the_doctor_names_what_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _json(capsys, "doctor")

    checks = {check["name"]: check for check in said["checks"]}
    assert code == 1
    assert checks["database"]["well"]
    assert not checks["people"]["well"]
    assert "user add" in checks["people"]["says"]
    assert {"PORT", "DATABASE_URL"} <= {row["setting"] for row in said["settings"]}


def test_the_doctor_tells_no_secret(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary-in-the-coal-mine")

    main(["doctor"])

    said = capsys.readouterr()
    assert "canary" not in said.out + said.err
    assert "(set)" in said.out


def test_demonstration_passwords_work_and_only_the_owner_reads_them(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    Person.objects.create_user("dora@example.org", "Dora")

    class Offered:
        role, email = "Portfolio director", "dora@example.org"

    names = give_passwords([Offered()])

    role, email, password = (tmp_path / "passwords.txt").read_text().splitlines()[1].split("\t")
    assert names == [email] == ["dora@example.org"]
    assert role == "Portfolio director"
    assert Person.objects.get(email=email).check_password(password)
    assert (tmp_path / "passwords.txt").stat().st_mode & 0o077 == 0


def test_an_export_holds_what_the_reader_may_see(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _json(capsys, "import", str(table))
    _json(capsys, "user", "add", "stranger@example.org")
    words = ("export", "workspaces", "--format", "json", "--output", str(tmp_path / "rows"))

    assert _json(capsys, *words)[1]["rows"] == 4
    told = {json.loads(line)["title"] for line in (tmp_path / "rows").read_text().splitlines()}
    assert told >= {"Northern main", "Our organisation"}

    assert _json(capsys, *words, "--as", "stranger@example.org")[1]["rows"] == 0
    assert (tmp_path / "rows").read_text() == ""


def test_a_csv_export_counts_its_rows_and_a_workbook_needs_a_file(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _json(capsys, "import", str(table))

    assert _json(capsys, "export", "workspaces", "--output", str(tmp_path / "a.csv"))[1]["rows"] == 4
    assert len((tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()) == 5
    assert main(["export", "workspaces", "--format", "xlsx"]) == 2
    assert main(["export", "no-such-register"]) == 2
    capsys.readouterr()
    for form in ("csv", "xlsx"):
        assert (
            main(["export", "workspaces", "--format", form, "--output", str(tmp_path / "no" / "file")]) == 2
        )
        assert "cannot be written: No such file" in capsys.readouterr().err


def test_the_registers_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"risks", "workspaces"} <= {row["register"] for row in _json(capsys, "export", "list")[1]}


def test_migrate_brings_the_roles_to_what_this_version_says(org: Any) -> None:
    rights = Role.objects.get(slug="analyst").rights
    rights.filter(verb=Verb.RATE).delete()
    rights.create(verb=Verb.GRANT, kind=ANY_KIND)

    assert main(["migrate", "--no-backup"]) == 0

    assert {(Verb.RATE, ANY_KIND)} <= set(rights.values_list("verb", "kind"))
    assert not rights.filter(verb=Verb.GRANT).exists()


def test_a_head_that_cannot_be_one_is_called_mistyped_and_not_an_alteration(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--anchor", "9f2c"]) == 2

    said = capsys.readouterr()
    assert "64 letters" in said.err
    assert "altered" not in said.out + said.err
