"""Settings from the environment: what is taken, and what stops an installation with one clear line."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pilothouse import WrongSetting
from pilothouse.settings.database import postgresql
from pilothouse.settings.environment import kept_secret, read_environment
from pilothouse.settings.mail import mail
from pilothouse.settings.variables import NAMES


def test_defaults_listen_only_here_and_keep_keys(tmp_path: Path) -> None:
    found = read_environment({"DATA_DIR": str(tmp_path)})

    assert (found.host, found.port, found.base_url, found.secure) == (
        "127.0.0.1",
        8000,
        "http://localhost:8000",
        False,
    )
    assert found.secret_key != found.chain_key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert read_environment({"DATA_DIR": str(tmp_path)}).secret_key == found.secret_key


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"PORT": "²"}, "PORT"),
        ({"BASE_URL": "pilothouse.example.org"}, "BASE_URL"),
        ({"BASE_URL": "https://x.example.org/sub"}, "BASE_URL"),
        ({"BASE_URL": "https://x.example.org:port"}, "BASE_URL"),
        ({"BASE_URL": "https://me:secret@x.example.org"}, "BASE_URL"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://host"}, "DATABASE_URL"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"CHAIN_KEY": "changeme"}, "CHAIN_KEY"),
        ({"WEB_WORKERS": "0"}, "WEB_WORKERS"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"MAIL_URL": "imap://x"}, "MAIL_URL"),
        ({"SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY_FILE"),
        ({"SECRET_KEY_FILE": "/x", "SECRET_KEY": "y"}, "SECRET_KEY"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(tmp_path: Path, values: dict[str, str], names: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        read_environment({"DATA_DIR": str(tmp_path), **values})

    assert names in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("wrong", "meant"), [("DATABSE_URL", "DATABASE_URL"), ("BASEURL", "BASE_URL"), ("DATADIR", "DATA_DIR")]
)
def test_a_misspelt_name_says_what_was_meant(tmp_path: Path, wrong: str, meant: str) -> None:
    with pytest.raises(WrongSetting, match=f"{wrong} is not a setting; did you mean {meant}"):
        read_environment({"DATA_DIR": str(tmp_path), wrong: "x"})


def test_names_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    others = {
        "XDG_DATA_DIRS": "/usr/share",
        "HOSTNAME": "box",
        "DISPLAY": ":0",
        "PGPORT": "5432",
        "SUPPORT": "1",
    }

    assert read_environment({"DATA_DIR": str(tmp_path), **others}).hints == ()


def test_an_unknown_name_with_our_prefix_gets_a_hint(tmp_path: Path) -> None:
    (hint,) = read_environment({"DATA_DIR": str(tmp_path), "PILOTHOUSE_COLOUR": "blue"}).hints

    assert "PILOTHOUSE_COLOUR" in hint


def test_a_folder_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(WrongSetting, match="DATA_DIR /proc is read-only"):
        read_environment({"DATA_DIR": "/proc"})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k3y-" * 3 + "abcdefghijklmnopqrstuvwxyz0123456789-abcdefghij\n")

    found = read_environment({"DATA_DIR": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "key")})

    assert found.secret_key == (tmp_path / "key").read_text().strip()
    assert not (tmp_path / "secret.key").exists()


def test_a_kept_secret_stays_and_leaves_no_draft(tmp_path: Path) -> None:
    first, second = kept_secret(tmp_path, "x.key"), kept_secret(tmp_path, "x.key")

    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == ["x.key"]


def test_a_postgresql_address_gives_host_socket_and_escapes() -> None:
    tcp = postgresql("postgresql://ada:p%40ss@db.example.org:5433/office?sslmode=require")
    socket = postgresql("postgresql://ada@/office?host=/tmp/Sockets")

    assert (tcp["HOST"], tcp["PORT"], tcp["PASSWORD"], tcp["NAME"]) == (
        "db.example.org",
        "5433",
        "p@ss",
        "office",
    )
    assert tcp["OPTIONS"]["sslmode"] == "require"
    assert (socket["HOST"], socket["PORT"]) == ("/tmp/Sockets", "")


def test_mail_by_smtp_or_kept() -> None:
    assert "smtp" not in mail("").backend
    assert (mail("smtp://u:p%21@m.example.org:587").password, mail("smtp://m.example.org:587").tls) == (
        "p!",
        True,
    )
    assert (mail("smtps://m.example.org").port, mail("smtps://m.example.org").ssl) == (465, True)


def test_the_list_of_settings_has_each_once() -> None:
    assert len(set(NAMES)) == len(NAMES)
