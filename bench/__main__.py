"""Makes a database of scale 30 (or takes the one given), measures, prints and writes bench/results.md."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Prepare the database in a process of its own, then measure it in this one."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--scale", type=int, default=30, help="times the demonstration; 30 is 2,000+ projects"
    )
    parser.add_argument(
        "--data-dir", help="an installation with a loaded demonstration, kept for further runs"
    )
    parser.add_argument("--rounds", type=int, default=25, help="interleaved rounds; medians are quoted")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="pilothouse-bench-")
    if arguments.data_dir:  # measured on a copy, since measuring writes
        shutil.copytree(
            arguments.data_dir, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("backups")
        )
    os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="pilothouse.settings", LOG_LEVEL="ERROR")
    os.environ.pop("DATABASE_URL", None)
    steps = [("prepare", "--no-demo")]
    if not (Path(folder) / "pilothouse.sqlite3").exists():
        steps.append(("demo", "--scale", str(arguments.scale)))
    for words in steps:
        subprocess.run([sys.executable, "-m", "pilothouse.cli", *words], check=True)
    from bench.measuring import measure  # noqa: PLC0415 - the settings are read from the environment above
    from bench.report import write_report  # noqa: PLC0415

    results = measure(arguments.rounds)
    missed = write_report(results, ROOT / "bench" / "results.md")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
