"""C16: an installation does not start with a key that somebody else could know."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management.utils import get_random_secret_key

from pilothouse import WrongSetting
from pilothouse.settings.environment import read_environment

GOOD = "q7Jx-2mVbR9tLw4ZkP0sYhC8dN6fGaE3uTi5oXrB1vMzSl_WcQy"
BAD = {
    "short": GOOD[:49],
    "one letter": "x" * 80,
    "repeats itself": "0123456789ab" * 6,
    "of Django's new projects": f"django-insecure-{get_random_secret_key()}",
    "of an example": f"please-change-me-{GOOD}",
    "a known default": f"OVERWRITE_ME_SECRET_KEY_{GOOD}",
}


@pytest.mark.parametrize("name", ["SECRET_KEY", "CHAIN_KEY"])
@pytest.mark.parametrize("key", BAD.values(), ids=BAD.keys())
def test_a_weak_or_known_key_is_refused(tmp_path: Path, name: str, key: str) -> None:
    with pytest.raises(WrongSetting, match=f"{name} must be a random text") as refusal:
        read_environment({"DATA_DIR": str(tmp_path), name: key})

    assert key not in str(refusal.value)


@pytest.mark.parametrize("name", ["SECRET_KEY", "CHAIN_KEY"])
def test_a_key_file_that_is_empty_is_no_key(tmp_path: Path, name: str) -> None:
    """Whoever gives a file wants its key; making another one in silence would sign everybody out, or worse."""
    (tmp_path / "given").write_text("\n")

    with pytest.raises(WrongSetting, match="is empty"):
        read_environment({"DATA_DIR": str(tmp_path), f"{name}_FILE": str(tmp_path / "given")})


@pytest.mark.parametrize("name", ["secret.key", "chain.key"])
def test_a_kept_key_that_was_emptied_stops_the_start(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")

    with pytest.raises(WrongSetting, match="must be a random text"):
        read_environment({"DATA_DIR": str(tmp_path)})


def test_one_key_is_not_used_for_two_things(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="must differ"):
        read_environment({"DATA_DIR": str(tmp_path), "SECRET_KEY": GOOD, "CHAIN_KEY": GOOD})


def test_a_good_key_is_taken_and_a_left_out_one_is_made_long_and_anew(tmp_path: Path) -> None:
    given = read_environment({"DATA_DIR": str(tmp_path / "a"), "SECRET_KEY": GOOD})
    made = read_environment({"DATA_DIR": str(tmp_path / "b"), "SECRET_KEY": ""})

    assert given.secret_key == GOOD
    assert len({given.chain_key, made.secret_key, made.chain_key}) == 3
    assert len(made.secret_key) >= 80


def test_nothing_starts_with_a_bad_key(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SECRET_KEY": BAD["short"]}

    done = subprocess.run(
        [sys.executable, "-m", "pilothouse.cli", "serve"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert done.stderr.strip().splitlines() == [
        "pilothouse: SECRET_KEY must be a random text of at least 50 characters."
    ]
    assert not (tmp_path / "pilothouse.sqlite3").exists()
