"""The browser's side stays small, holds no rule of business, and names no host."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parent.parent
ISLANDS = sorted((WEB / "islands" / "src").glob("*.ts"))
SHEETS = sorted((WEB / "static" / "css").glob("*.css"))
SIZES = {
    "--t-1": "0.75rem",
    "--t-2": "0.8125rem",
    "--t-3": "0.875rem",
    "--t-4": "1.0625rem",
    "--t-5": "1.5rem",
}


@pytest.mark.parametrize("path", ISLANDS, ids=lambda path: path.stem)
def test_an_island_is_small_and_writes_no_code_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 150
    assert text.startswith("/**")
    for forbidden in (
        r"\beval\(",
        r"new Function",
        r"\.style\b",
        r"cssText",
        r"https?://",
        r"document\.write",
    ):
        assert not re.search(forbidden, text), forbidden


def test_every_island_named_on_a_page_exists() -> None:
    main = (WEB / "islands" / "src" / "main.ts").read_text(encoding="utf-8")
    registry = main[main.index("const ISLANDS") : main.index("};", main.index("const ISLANDS"))]
    known = set(re.findall(r"[\w-]+", registry))
    named: set[str] = set()
    for page in (WEB / "templates").rglob("*.html"):
        for value in re.findall(r'data-island="([^"]*)', page.read_text(encoding="utf-8")):
            named |= set(re.sub(r"{%.*?%}", " ", value).split())

    assert len(named) > 8
    assert named - known == set()


def test_the_lock_names_no_registry() -> None:
    text = (WEB / "islands" / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]

    assert '"resolved"' not in text
    assert "://" not in text
    assert all("integrity" in package for name, package in packages.items() if name)


def test_text_comes_in_five_sizes() -> None:
    tokens = (WEB / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    used: set[str] = set()
    for sheet in SHEETS:
        if sheet.name == "print.css":  # paper is set in points
            continue
        css = sheet.read_text(encoding="utf-8")
        used |= set(re.findall(r"font-size:\s*([^;}]+)", css)) | set(re.findall(r"font:\s*\d+ ([^/]+)/", css))

    assert {name: re.search(rf"{name}: ([^;]+);", tokens).group(1) for name in SIZES} == SIZES
    assert {size.strip() for size in used} <= {f"var({name})" for name in SIZES} | {"100%", "inherit"}


def test_colours_live_in_the_tokens() -> None:
    for sheet in SHEETS:
        if sheet.name == "tokens.css":
            continue
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
        colours = re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl", css, re.I)

        assert [colour for colour in colours if colour not in ("#fff",)] == [], sheet.name


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def token(name: str, theme: int) -> str:
    tokens = (WEB / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    value = re.search(rf"{name}:\s*([^;]+);", tokens).group(1)
    both = re.findall(r"#[0-9a-f]{6}\b", value)
    return both[theme] if len(both) == 2 else both[0]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "ratio"),
    [
        *[
            (ink, ground, 4.5)
            for ink in ("--ink", "--ink-2", "--ink-3", "--accent", "--red-ink")
            for ground in ("--paper", "--margin", "--tint")
        ],
        *[
            (ink, ground, 4.5)
            for ink in ("--ink", "--ink-2")
            for ground in ("--pressed", "--accent-tint", "--red-tint", "--amber-tint", "--float")
        ],
        ("--accent-ink", "--accent", 4.5),
        ("--green-mark", "--green", 4.5),
        ("--red-mark", "--red", 4.5),
        ("--slate-mark", "--slate", 4.5),
        ("--amber-mark", "--amber", 4.5),
        ("--green", "--paper", 3.0),
        ("--red", "--paper", 3.0),
        ("--slate", "--paper", 3.0),
        ("--amber-edge", "--paper", 3.0),
        ("--edge", "--paper", 3.0),
    ],
)
def test_ink_can_be_read_on_its_ground(ink: str, ground: str, ratio: float, theme: int) -> None:
    assert contrast(token(ink, theme), token(ground, theme)) >= ratio


@pytest.mark.parametrize(("name", "budget"), [("app.js", 40_000), ("app.css", 16_000)])
def test_what_is_built_stays_light(name: str, budget: int) -> None:
    built = WEB / "static" / "built" / name
    if not built.exists():
        pytest.fail(
            "The front end is not built: run `npm ci && npm run build` in src/pilothouse/web/islands."
        )

    assert len(gzip.compress(built.read_bytes())) <= budget
