"""Walking every address that a reader is led to, and reading all that comes back, files too."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections import deque
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.test import Client
from pypdf import PdfReader

LED = re.compile(r'(?:href|action|src|hx-get|data-[a-z-]*url|content)="(/[^"/][^"]*|\?[^"]*|/)"')
OUT = ("/static/", "/accounts/logout/", "/accounts/2fa/")
# pages turn about the same rows; a few turns of each are walked, not every combination
TURNS = 6


def body_of(response: Any) -> bytes:
    """The bytes of an answer, also of one that is sent in pieces."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def texts_of(response: Any, body: bytes) -> Iterable[str]:
    """What an answer says: its headers, its bytes, and what is packed or escaped in them."""
    yield "\n".join(f"{name}: {value}" for name, value in response.items())
    raw = body.decode("utf-8", "replace")
    yield raw
    kind = response.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        yield unquote(html.unescape(raw))
    elif kind.endswith("json") and body:
        yield json.dumps(json.loads(body), ensure_ascii=False)
    elif kind == "application/pdf":
        reader = PdfReader(io.BytesIO(body))
        yield "\n".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name + html.unescape(archive.read(name).decode("utf-8", "replace"))


class Walk:
    """One reader's walk: every address once, up to a number, with the words that were met."""

    def __init__(self, client: Client, words: Iterable[str], most: int) -> None:
        self.client, self.words, self.most = client, tuple(words), most
        self.met: dict[str, str] = {}
        self.statuses: dict[str, int] = {}
        self._turns: dict[str, int] = {}

    def ask(self, path: str, **options: Any) -> tuple[Any, bytes]:
        """Open one address and look for the words."""
        response = self.client.get(path, **options)
        body = body_of(response)
        self.statuses[path] = response.status_code
        for text in texts_of(response, body):
            for word in self.words:
                if word in text:
                    self.met.setdefault(word, path)
        return response, body

    def go(self, seeds: Iterable[str]) -> None:
        """Walk from the seeds along every address that a page names."""
        waiting = deque(seeds)
        known = set(waiting)
        while waiting and len(self.statuses) < self.most:
            path = waiting.popleft()
            response, body = self.ask(path)
            if not response.get("Content-Type", "").startswith("text/html"):
                continue
            for found in self._led(path, body.decode()):
                if found not in known:
                    known.add(found)
                    waiting.append(found)

    def _led(self, path: str, page: str) -> Iterable[str]:
        for found in LED.findall(page):
            address = urljoin(path, html.unescape(found))
            bare = urlsplit(address).path
            if bare.startswith(OUT) or bare.startswith("//"):
                continue
            if "?" in address:
                self._turns[bare] = self._turns.get(bare, 0) + 1
                if self._turns[bare] > TURNS:
                    continue
            yield address
