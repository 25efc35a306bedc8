"""Kills web and worker processes while clients write, then looks for anything acknowledged and lost.

A client notes a write in its journal, forced to the disk, only after the answer said that it was saved. Random
processes of our own server are killed with SIGKILL. Afterwards every noted write must be there, whole. At the
end one invented line is added to the journal: the check must find it, or the check itself is broken.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SITE = [sys.executable, str(ROOT / "tools" / "crash_site.py")]
COMMAND = [sys.executable, "-m", "pilothouse.cli"]
READY_WITHIN_S = 10.0
PAUSE_S = 0.06  # a token may send 600 requests a minute


class Writer(threading.Thread):
    """A client that raises and changes risks and remembers what it was told was saved."""

    def __init__(self, number: int, token: str, place: str, port: int, journal: Path) -> None:
        super().__init__(daemon=True)
        self.number, self.place, self.port = number, place, port
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.journal = journal.open("a")
        self.stop = threading.Event()
        self.refused: list[str] = []
        self.unanswered = 0
        self.last: tuple[str, int] | None = None

    def run(self) -> None:
        """Write until told to stop; an unanswered write may or may not be there, so its record is left alone."""
        count = 0
        while not self.stop.is_set():
            count += 1
            try:
                self._write(f"w{self.number}-{count}")
            except (OSError, http.client.HTTPException):
                self.last = None
                self.unanswered += 1
                time.sleep(0.1)
            time.sleep(PAUSE_S)
        self.journal.close()

    def _write(self, title: str) -> None:
        body: dict[str, Any] = {"title": title}
        headers, path, method = dict(self.headers), "/api/v1/risks", "POST"
        if self.last and random.random() < 0.6:  # noqa: S311 - choices of a test
            uid, version = self.last
            method, path, headers["If-Match"] = "PATCH", f"{path}/{uid}", f'"{version}"'
        else:
            body |= {"place": self.place, "responses": [{"title": "first"}, {"title": "second"}]}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, json.dumps(body), headers)
            answer = connection.getresponse()
            said = answer.read()
        finally:
            connection.close()
        if answer.status in {200, 201}:
            saved = json.loads(said)
            self.last = (saved["id"], saved["version"])
            self._note({"uid": saved["id"], "version": saved["version"], "title": title})
        elif answer.status != 429:
            self.refused.append(f"{answer.status} {said[:200]!r}")
            self.last = None

    def _note(self, line: dict[str, Any]) -> None:
        self.journal.write(f"{json.dumps(line)}\n")
        self.journal.flush()
        os.fsync(self.journal.fileno())


def children(of: int) -> dict[int, str]:
    """The processes below one of ours: pid and command line."""
    found: dict[int, str] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == of:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
    return found


def victim(server: int, kind: str) -> int | None:
    """A process to kill: the worker, or the web server's parent or one of its workers."""
    top = [pid for pid, words in children(server).items() if f"pilothouse.cli {kind}" in words]
    if kind == "web":
        top += [pid for parent in list(top) for pid in children(parent)]
    return random.choice(top) if top else None  # noqa: S311 - choices of a test


def ready(port: int) -> bool:
    """True when the server says that it can work."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_ready(port: int, patience: float) -> float:
    """Seconds until the server can work; raises when it takes longer than `patience`."""
    begun = time.monotonic()
    while not ready(port):
        if time.monotonic() - begun > patience:
            raise SystemExit(f"The server was not ready again within {patience:.0f} s.")
        time.sleep(0.05)
    return time.monotonic() - begun


def kill_often(server: int, port: int, kills: int) -> dict[str, Any]:
    """Kill `kills` web and as many worker processes, in random order; returns counts and the slowest return."""
    order = ["web", "worker"] * kills
    random.shuffle(order)
    done, slowest = {"web": 0, "worker": 0}, 0.0
    for kind in order:
        time.sleep(random.uniform(0.05, 0.4))  # noqa: S311 - choices of a test
        deadline = time.monotonic() + READY_WITHIN_S
        while (pid := victim(server, kind)) is None:
            if time.monotonic() > deadline:
                raise SystemExit(f"No {kind} process came back within {READY_WITHIN_S:.0f} s.")
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        done[kind] += 1
        time.sleep(0.05)
        slowest = max(slowest, wait_ready(port, READY_WITHIN_S))
    return {"killed": done, "slowest_return_s": round(slowest, 2)}


def site(env: dict[str, str], *words: str) -> dict[str, Any]:
    """Ask the database side."""
    done = subprocess.run([*SITE, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{words[0]} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def run(kills: int, folder: Path) -> dict[str, Any]:
    """One whole test; returns its report."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "DATA_DIR": str(folder), "PORT": str(port), "LOG_LEVEL": "error"}
    env["DJANGO_SETTINGS_MODULE"] = "pilothouse.settings"
    subprocess.run([*COMMAND, "migrate", "--no-backup"], env=env, check=True, capture_output=True)
    yard, journal = site(env, "prepare"), folder / "journal"
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen([*COMMAND, "serve"], env=env, stdout=log, stderr=log)
    writers = [Writer(n, token, yard["place"], port, journal) for n, token in enumerate(yard["tokens"])]
    try:
        wait_ready(port, 30)
        for writer in writers:
            writer.start()
        report = kill_often(server.pid, port, kills)
        time.sleep(0.5)
    finally:
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            if writer.is_alive():
                writer.join(25)
        server.send_signal(signal.SIGINT)
        server.wait(10)
    refused = sorted({reason for writer in writers for reason in writer.refused})
    unanswered = sum(writer.unanswered for writer in writers)
    return report | {"refused": refused, "unanswered": unanswered} | finish(env, journal)


def finish(env: dict[str, str], journal: Path) -> dict[str, Any]:
    """Let leases run out and the rest of the work be done, compare, and prove that the comparison can fail."""
    time.sleep(61)
    subprocess.run([*COMMAND, "worker", "--once"], env=env, check=True, capture_output=True)
    report = site(env, "check", str(journal))
    with journal.open("a") as file:
        file.write('{"uid": "never-saved", "version": 1, "title": "invented"}\n')
    proof = site(env, "check", str(journal))
    report["oracle_finds_an_invented_line"] = len(proof["faults"]) == len(report["faults"]) + 1
    return report


def main() -> int:
    """Run, report, and end with 1 when anything was lost, half-done or refused."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50, help="of web and of worker, each")
    options.add_argument("--seed", type=int, default=int(time.time()))
    given = options.parse_args()
    random.seed(given.seed)
    with tempfile.TemporaryDirectory(prefix="pilothouse-crash-") as folder:
        report = {"seed": given.seed, **run(given.kills, Path(folder))}
    kind = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    target = ROOT / "build" / f"crash-{kind}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(report, indent=1))
    print(json.dumps(report, indent=1))
    good = not report["faults"] and not report["refused"] and report["oracle_finds_an_invented_line"]
    return 0 if good and report["acknowledged"] > given.kills else 1


if __name__ == "__main__":
    sys.exit(main())
