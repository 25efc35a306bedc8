"""Takes the pictures of the README: a temporary installation with the demonstration, looked at by its director."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import find_browser
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests" / "support"))
from trial_site import Site, new_site  # noqa: E402
from watching import FLAGS  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
LARGEST_BYTES = 250_000
WIDE, PHONE = {"width": 1360, "height": 850}, {"width": 390, "height": 844}
WIDEST = {"width": 1560, "height": 850}  # every column of the landscape
TABLE = b"""Project,Portfolio,Manager,Rating,Budget,Finish
Reedmere intake screens,Clean water,A. Marlow,Green,1840000,2027-05-31
Holt Lane main,Clean water,P. Quist,Amber,620000,2027-02-28
Fenwick outfall,Waste water,S. Adair,Red,4100000,late summer
Customer letters,Customers,T. Osei,Green,95000,2026-12-31
Depot roofs,Estates,L. Hartigan,Amber,a lot,2027-09-30
Pump telemetry,Clean water,R. Lindgren,Amber,1275000,2028-03-31
"""


def kept(name: str, picture: bytes) -> None:
    """Keep a picture with 256 colours, which is all that a page has; refuse one that is still too large."""
    target = PICTURES / name
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        target, optimize=True
    )
    size = target.stat().st_size
    if size > LARGEST_BYTES:
        sys.exit(f"{name} has {size:,} bytes; at most {LARGEST_BYTES:,} are kept in the repository.")
    print(f"  {target.relative_to(ROOT)} … {size / 1000:.0f} kB")


def sign_in(page: Any, site: Site) -> str:
    """Sign in as the director, by the password that the installation made up; returns the sign-in name."""
    lines = (site.folder / "passwords.txt").read_text().splitlines()
    _, email, password = next(line.split("\t") for line in lines if "director" in line.lower())
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("button.go")
    page.wait_for_selector("h1:has-text('Good day')")
    page.request.post(
        "/inbox/read", headers={"X-CSRFToken": page.get_attribute("meta[name=csrf]", "content")}
    )
    return email


def landscape(page: Any) -> None:
    """The whole landscape."""
    page.goto("/landscape")


def risks(page: Any) -> None:
    """The risk register with its matrix, dearest first, and one risk open beside it."""
    page.goto("/risks?sort=-exposure&col=code&col=title&col=status&col=exposure&kind=threat")


def risk(page: Any) -> None:
    """One risk that is being treated: its responses, moves and history."""
    page.goto("/risks?status=treating&sort=-exposure")
    page.goto(page.get_attribute("table.grid tbody tr .ttl a", "href"))


def importing(page: Any) -> None:
    """What an import would write, before it is written."""
    page.goto("/import")
    page.set_input_files(
        "input[type=file]", {"name": "our projects.csv", "mimeType": "text/csv", "buffer": TABLE}
    )
    page.click("button.go")
    for field in page.locator("fieldset input[type=text]").all():
        field.fill("2026-10-31" if "date" in (field.get_attribute("placeholder") or "") else "GBP")
    page.click("button.go")
    page.wait_for_selector("h1:not(:text-is('What the columns mean'))")


SHOTS: tuple[tuple[str, Callable[[Any], None], dict[str, Any]], ...] = (
    ("landscape.png", landscape, {"viewport": WIDEST}),
    ("landscape-phone.png", landscape, {"viewport": PHONE}),
    ("risks-dark.png", risks, {"viewport": WIDE, "color_scheme": "dark"}),
    ("risk.png", risk, {"viewport": WIDE}),
    ("import.png", importing, {"viewport": WIDE}),
)


def take(site: Site, chromium: str) -> None:
    """Every picture of SHOTS, then the printed page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, "--lang=en-GB"])
        first = browser.new_context(base_url=site.url, locale="en-GB")
        email = sign_in(first.new_page(), site)
        state = first.storage_state()
        for name, walk, options in SHOTS:
            page = browser.new_context(
                base_url=site.url, locale="en-GB", storage_state=state, **options
            ).new_page()
            walk(page)
            page.wait_for_selector("html[data-ready]")
            page.wait_for_load_state("networkidle")
            kept(name, page.screenshot())
        browser.close()
    drawn = site.folder / "onepager.png"
    site.run(str(ROOT / "tools" / "onepager_picture.py"), email, str(drawn))
    kept("onepager.png", drawn.read_bytes())


def main() -> int:
    """Make the installation, take the pictures, and leave nothing behind."""
    chromium = find_browser.find()
    if chromium is None:
        print(f"No pictures: no Chromium; {find_browser.HOW}")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    print("make screenshots: loading the demonstration takes a while")
    site = new_site(demonstration=True)
    try:
        site.start()
        take(site, chromium)
    finally:
        site.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
