"""The repository's pages for people, read as text: their code blocks, links and the commands they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import sources

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Block:
    """One block of code: its language, its text, the page and line where it begins."""

    language: str
    text: str
    where: str


def markdown() -> list[Path]:
    """Every page, in all folders that belong to the repository."""
    return [path for path in sources.files() if path.suffix == ".md"]


def blocks(path: Path, language: str = "") -> list[Block]:
    """The blocks of code of a page in order, of one language when it is named."""
    text = path.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        if not language or match[1] == language:
            line = text.count("\n", 0, match.start()) + 1
            found.append(Block(match[1], match[2], f"{sources.name(path)}:{line}"))
    return found


def prose(path: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def links(path: Path) -> list[str]:
    """Where a page's links and pictures lead."""
    return [match[1] or match[2] for match in LINK.finditer(prose(path))]


def anchors(path: Path) -> set[str]:
    """The names under which the headings of a page can be linked to."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in HEADING.findall(prose(path))
    }


def code_words(path: Path) -> list[str]:
    """What stands in a page as code within a sentence."""
    return CODE.findall(prose(path))


def shell_lines(path: Path) -> list[str]:
    """The lines of a page's shell blocks, a line that goes on joined to the next, comments left out."""
    found = []
    for block in blocks(path, "sh"):
        joined = block.text.replace("\\\n", " ")
        found += [re.sub(r"(^|\s)#.*$", "", line).strip() for line in joined.splitlines()]
    return [line for line in found if line]
