"""What two web workers weigh after some traffic, as the kernel counts it (proportional set size)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(c) for c in children] + [g for c in children for g in _below(int(c))]


def _mb(pid: int, kind: str) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(kind):
            return int(line.split()[1]) / 1024
    return 0.0


def _wait(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the web server did not come up")


def of_two_workers() -> dict[str, float]:
    """Resident and proportional memory of the web server's processes, two workers, after 200 requests."""
    port = _free_port()
    words = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--port",
        str(port),
        "--no-access-log",
        "pilothouse.web.wsgi:application",
    ]
    server = subprocess.Popen(words, env={**os.environ, "PORT": str(port)}, start_new_session=True)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        for _ in range(100):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=10).read()
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).read()
        pids = [server.pid, *_below(server.pid)]
        return {
            "resident": sum(_mb(p, "Rss") for p in pids),
            "proportional": sum(_mb(p, "Pss") for p in pids),
        }
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=10)
