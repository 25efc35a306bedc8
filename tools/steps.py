"""Runs one command as one line with its duration; what it printed is shown only when it fails."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

TAIL = 60


def run_step(
    title: str, command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> bool:
    """Run a command; True when it succeeded. On a terminal the seconds count while it runs."""
    begun = time.monotonic()
    print(f"  {title} … ", end="", flush=True)
    with tempfile.TemporaryFile("w+") as output:
        running = subprocess.Popen(
            list(command), env=env, cwd=cwd, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        try:
            _wait(running, title, begun)
        except KeyboardInterrupt:
            running.terminate()
            running.wait()
            print("stopped.")
            raise
        took = f"{time.monotonic() - begun:.1f} s"
        if running.returncode == 0:
            print(f"done ({took})", flush=True)
            return True
        output.seek(0)
        lines = output.read().splitlines()
    print(f"failed after {took}:", flush=True)
    print("\n".join(f"    {line}" for line in lines[-TAIL:]), flush=True)
    return False


def _wait(running: subprocess.Popen[bytes], title: str, begun: float) -> None:
    while True:
        try:
            running.wait(1.0)
            break
        except subprocess.TimeoutExpired:
            if sys.stdout.isatty():
                print(f"\r  {title} … {time.monotonic() - begun:.0f} s ", end="", flush=True)
    if sys.stdout.isatty():
        print(f"\r  {title} … ", end="", flush=True)
