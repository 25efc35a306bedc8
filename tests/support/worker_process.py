"""One of several worker processes: says it is ready, waits, sends the requests it was given, tells what came back."""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def send(ask: dict[str, Any], number: str) -> tuple[int, str]:
    """One request; "{n}" in it becomes a number that no other request of any worker has."""
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.cookies.load(ask.get("cookies", {}))
    form = {name: value.replace("{n}", number) for name, value in ask.get("form", {}).items()}
    # every request claims to come from somewhere else
    spoofed = {
        f"HTTP_{h}": f"198.51.100.{int(number) % 250}" for h in ("X_FORWARDED_FOR", "X_REAL_IP", "CLIENT_IP")
    }
    head = {**spoofed, "HTTP_FORWARDED": f"for=198.51.100.{int(number) % 250}", **ask.get("head", {})}
    answer = (client.post if ask["method"] == "POST" else client.get)(ask["path"], form, **head)
    return answer.status_code, answer.get("Retry-After", "")


def main() -> None:
    """Work at the time that the first argument names."""
    import time_machine

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    print("ready", flush=True)
    job = json.loads(sys.stdin.readline())
    told: dict[str, list[tuple[int, str]]] = {}
    with time_machine.travel(sys.argv[1], tick=False):
        for ask in job["asks"]:
            numbers = range(job["first"], job["first"] + ask["times"])
            told[ask["name"]] = [send(ask, str(number)) for number in numbers]
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
