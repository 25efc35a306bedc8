"""Makes .venv from the hash-locked file, once for each lock: `environment.py run` or `environment.py dev`.

Needs nothing but Python itself, because it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

from steps import run_step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
QUIET = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]


def main(wanted: str) -> int:
    """Bring .venv to what the lock says; 0 when it stands, 2 when this machine cannot have it."""
    if sys.version_info < OLDEST:
        return _refuse(
            f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this one is {sys.version.split()[0]}."
        )
    try:
        return _install(wanted)
    except PermissionError as error:
        return _refuse(
            f"{error.filename or ROOT} is read-only; use a copy of the repository that you can write."
        )
    except OSError as error:
        return _refuse(f"{error.filename or ROOT}: {error.strerror}.")


def _install(wanted: str) -> int:
    lock = ROOT / "locks" / f"{wanted}.txt"
    mark = _mark(lock)
    stamps = [VENV / f".{name}-stamp" for name in (("dev",) if wanted == "dev" else ("run", "dev"))]
    if any(mark in _read(stamp).splitlines() for stamp in stamps):
        return 0
    python = str(VENV / "bin" / "python")
    # made by this very interpreter, so that the version is the one just checked
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if not (VENV / "bin" / "pip").exists() and not run_step("Python environment", make):
        return _refuse("Python cannot make environments here; on Debian: apt-get install python3-venv")
    pip = [python, "-m", "pip", "install", *QUIET]
    title = "Libraries from the lock" if wanted == "run" else "Libraries and tools from the lock"
    if not run_step(title, [*pip, "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(lock)]):
        return _refuse("The libraries could not be fetched; is there a network to a package registry?")
    own = ["--no-index", "--no-build-isolation", "--no-deps", "--editable", str(ROOT)]
    if not run_step("Pilothouse itself", [*pip, *own]):
        return 2
    (VENV / f".{wanted}-stamp").write_text(_marks(wanted))
    return 0


def _mark(lock: Path) -> str:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = json.dumps([told["project"], told["build-system"]], sort_keys=True)
    return f"{lock.name} {hashlib.sha256(lock.read_bytes() + package.encode()).hexdigest()}"


def _marks(wanted: str) -> str:
    """What is installed now: the tools' lock brings everything that the run lock holds."""
    names = ("run", "dev") if wanted == "dev" else ("run",)
    return "\n".join(_mark(ROOT / "locks" / f"{name}.txt") for name in names)


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def _refuse(message: str) -> int:
    print(f"pilothouse: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["dev"]):
        sys.exit("Use: environment.py run|dev")
    try:
        sys.exit(main(sys.argv[1]))
    except (KeyboardInterrupt, subprocess.SubprocessError):
        sys.exit(130)
