"""A whole installation in a temporary folder, filled and running, for tests and pictures that need a browser."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pilothouse.cli.die_with import die_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
OF_AN_INSTALLATION = (
    "HOST", "PORT", "BASE_URL", "DATA_DIR", "DATABASE_URL", "SECRET_KEY", "CHAIN_KEY", "MAIL_URL", "LOG_LEVEL",
)  # fmt: skip
CONTENT = Path(__file__).with_name("trial_content.py")
PATIENCE_S = 90.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """One installation: its folder, its address, and what the script that filled it tells about it."""

    folder: Path
    port: int
    told: dict[str, Any] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of the tests' own settings reaches them."""
        kept = {name: value for name, value in os.environ.items() if name not in OF_AN_INSTALLATION}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "pilothouse.settings",
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "BASE_URL": self.url,
            "LOG_LEVEL": "warning",
        }

    def run(self, *command: str) -> str:
        """Run a Python command on its data to the end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    def start(self) -> None:
        """Start web server and worker, and wait until both answer."""
        self.server = subprocess.Popen(
            [sys.executable, "-m", "pilothouse.cli", "serve", "--workers", "1"],
            env=self.environment, cwd=ROOT, preexec_fn=die_with_parent,
            stdout=(self.folder / "serve.log").open("wb"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        patience = time.monotonic() + PATIENCE_S
        while not self._answers():
            if self.server.poll() is not None or time.monotonic() > patience:
                raise RuntimeError(f"It did not start:\n{(self.folder / 'serve.log').read_text()[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop everything and remove the folder."""
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def new_site(*, demonstration: bool = False) -> Site:
    """An installation whose folder and schema are there and whose pages are gathered; empty unless asked."""
    site = Site(Path(tempfile.mkdtemp(prefix="pilothouse-site-")), free_port())
    site.run("-m", "pilothouse.cli", "prepare", *(() if demonstration else ("--no-demo",)))
    return site


def filled_site() -> Site:
    """A running installation with the content of the browser tests."""
    site = new_site()
    try:
        site.told = json.loads(site.run(str(CONTENT)).splitlines()[-1])
        site.start()
    except BaseException:
        site.stop()
        raise
    return site
