"""Writes the one-page portfolio report of an installation as a picture: `onepager_picture.py EMAIL FILE.png`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

django.setup()

import typst  # noqa: E402
from django.utils import timezone  # noqa: E402

from pilothouse.accounts.models import Person  # noqa: E402
from pilothouse.kernel.actors import actor_for  # noqa: E402
from pilothouse.reports.landscape import Question, landscape  # noqa: E402
from pilothouse.reports.onepager import onepager_facts  # noqa: E402
from pilothouse.reports.rendering import PAGES  # noqa: E402

DOTS_PER_INCH = 110


def main(email: str, target: Path) -> None:
    """Draw the page as that person would print it."""
    found = landscape(actor_for(Person.objects.get(email=email)), Question(as_of=timezone.localdate()))
    facts = json.dumps(onepager_facts(found))
    page = str(PAGES / "onepager.typ")
    picture = typst.compile(
        page, root=str(PAGES), sys_inputs={"facts": facts}, format="png", ppi=DOTS_PER_INCH
    )
    target.write_bytes(picture[0] if isinstance(picture, list) else picture)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
