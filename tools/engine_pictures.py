"""Runs the code of docs/how-to/engine.md, in order, and puts the pictures that it draws into docs/pictures."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-to" / "engine.md"
PICTURES = ROOT / "docs" / "pictures"
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
METADATA = re.compile(r" *<metadata>.*</metadata>\n", re.DOTALL)  # the day it was drawn, for one
# text stays text and names repeat, so that a picture changes only where what it shows does
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "pilothouse", "font.family": "sans-serif", "font.size": 10,
         "axes.spines.top": False, "axes.spines.right": False}  # fmt: skip


def run(folder: Path, *, pictures: bool = True) -> list[tuple[str, str, str]]:
    """Run every block with its pictures drawn into a folder: (where, what the page says, what was printed).

    pictures : False leaves out the blocks that save one, as a reader without Matplotlib would
    """
    text, told = PAGE.read_text(encoding="utf-8"), list[tuple[str, str, str]]()
    names: dict[str, Any] = {"__name__": "page"}
    mpl.use("Agg")
    with contextlib.chdir(folder), mpl.rc_context(STYLE):
        for block in BLOCK.finditer(text):
            if not pictures and "savefig" in block[1]:
                continue
            where = f"{PAGE.name}:{text.count(chr(10), 0, block.start()) + 1}"
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(compile(block[1], where, "exec"), names)  # noqa: S102 - the page is ours
            told.append((where, block[2] or "", printed.getvalue()))
    for picture in folder.glob("engine-*.svg"):
        picture.write_text(METADATA.sub("", picture.read_text(encoding="utf-8")), encoding="utf-8")
    return told


if __name__ == "__main__":
    for place, said, found in run(PICTURES):
        if said != found:
            print(f"{place} prints\n{found}")
