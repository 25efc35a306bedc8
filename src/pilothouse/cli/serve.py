"""Runs the whole installation: web server and worker together, watched by this one process."""

from __future__ import annotations

import argparse
import errno
import http.client
import logging.config
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from pilothouse.cli.die_with import die_with_parent
from pilothouse.cli.exits import WRONG_USE, Failed
from pilothouse.cli.output import say
from pilothouse.cli.supervisor import Child, Supervisor
from pilothouse.settings import ENVIRONMENT, LOGGING

# 2026-11-22: compared with, never listened on unless HOST says so
EVERY_V4 = "0.0.0.0"  # noqa: S104  # nosec B104
# 2026-11-22: listened on only when HOST says so; each with the address that reaches it from here
ANYWHERE = {EVERY_V4: "127.0.0.1", "::": "::1"}


def run(arguments: argparse.Namespace) -> int:
    """Check the port, prepare when asked, then keep web server and worker running until Ctrl-C."""
    logging.config.dictConfig(LOGGING)
    for hint in ENVIRONMENT.hints:
        say(f"Note: {hint}")
    check_port(ENVIRONMENT.host, ENVIRONMENT.port)
    if arguments.prepare or not (ENVIRONMENT.data_dir / "static" / "staticfiles.json").exists():
        code = _prepare(arguments)
        if code:
            return code
    begun = time.monotonic()
    supervisor = Supervisor(_children(arguments))
    supervisor.on_tick = _Announcer(supervisor, begun, arguments.prepare)
    code = supervisor.run()
    say("Stopped.")
    return code


def check_port(host: str, port: int) -> None:
    """Find out now, in one sentence, whether the port can be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise Failed(f"HOST is {host!r}, which is no address of this machine.", code=WRONG_USE) from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise Failed(
                f"Port {port} is kept for the superuser; choose one from 1024, such as PORT=8000.",
                code=WRONG_USE,
            ) from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Failed(
                    f"Port {port} is taken by another program; choose another, such as PORT={port + 1}.",
                    code=WRONG_USE,
                ) from error
            raise Failed(f"HOST {host} cannot be listened on: {error.strerror}.", code=WRONG_USE) from error


def _prepare(arguments: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "pilothouse.cli", "prepare"]
    if not arguments.prepare:
        command.append("--files-only")  # without them no page can be made
    if arguments.no_demo:
        command.append("--no-demo")
    # 2026-11-22: our own interpreter with fixed words, no shell
    return subprocess.run(command, check=False, preexec_fn=die_with_parent).returncode  # noqa: S603  # nosec B603


def _children(arguments: argparse.Namespace) -> list[Child]:
    cache = ENVIRONMENT.data_dir / "cache" / "numba"
    cache.mkdir(parents=True, exist_ok=True)
    environment = {"NUMBA_CACHE_DIR": str(cache), **os.environ}
    base = [sys.executable, "-m", "pilothouse.cli"]
    web = [*base, "web", *(("--workers", str(arguments.workers)) if arguments.workers else ())]
    children = [Child("web server", web, environment)]
    if not arguments.no_worker:
        children.append(Child("worker", [*base, "worker"], environment))
    return children


class _Announcer:
    """Says once, when the web server answers, where it is and who can sign in."""

    def __init__(self, supervisor: Supervisor, begun: float, prepared: bool) -> None:
        self.supervisor, self.begun, self.prepared = supervisor, begun, prepared
        self.last = 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if self.supervisor.ready or now - self.last < 0.2:
            return
        self.last = now
        if answers():
            self.supervisor.ready = True
            say(f"  Web server and worker … ready ({now - self.begun:.1f} s)")
            say(welcome(ENVIRONMENT.data_dir / "passwords.txt"))


def answers() -> bool:
    """True when the web server says that it is alive."""
    host = ANYWHERE.get(ENVIRONMENT.host, ENVIRONMENT.host)
    connection = http.client.HTTPConnection(host, ENVIRONMENT.port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": ENVIRONMENT.hostname})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(passwords: Path) -> str:
    """The last lines of a start: the address, the sign-in names, and how to stop."""
    lines = ["", f"Pilothouse is there: open {ENVIRONMENT.base_url}"]
    if ENVIRONMENT.host in ANYWHERE and "BASE_URL" not in os.environ:
        lines.append(
            "It listens on every address; set BASE_URL to what people type, or they are turned away."
        )
    names = [line.split("\t") for line in _lines(passwords) if not line.startswith("#")]
    if names:
        lines.append(f"Sign in as one of these; the passwords are in {passwords}")
        lines += [f"  {email:<34} {role}" for role, email, *_ in names]
    else:
        lines.append(
            "Nobody here yet? The first who opens it names the organisation and becomes its administrator."
        )
        lines.append("Or add one here: pilothouse user add YOU@EXAMPLE.ORG --administrator")
    return "\n".join([*lines, "Ctrl-C stops everything.", ""])


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text().splitlines() if line.strip()]
    except OSError:
        return []
