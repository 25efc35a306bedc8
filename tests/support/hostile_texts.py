"""Two hundred texts that would run in a page, or restyle or clobber it, if one sign were not escaped; put everywhere.

Own list, by the families of OWASP's filter evasion and DOM clobbering sheets. Run as a script under an installation's
settings, it puts them into that installation, for the browser.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent.parent / "corpus" / "scripts.txt"
BREAKS = ("", '">', "'>", "</textarea>", "</title>", "</script>", "-->", "</option></select>")


def _read() -> list[list[str]]:
    parts = CORPUS.read_text(encoding="utf-8").rstrip("\n").partition("\n# as they stand\n")[::2]
    lines = (part.split("\n") for part in (parts[0].partition("\n")[2], parts[1]))
    return [[line.replace("\\n", "\n") for line in part] for part in lines]


VECTORS, BARE = _read()
PAYLOADS: tuple[str, ...] = (*(b + v for b, v in itertools.product(BREAKS, VECTORS)), *BARE)

# texts that the machine itself writes and compares: changing them would test a broken installation
OWN = {
    "uid", "code", "currency", "register", "status", "search", "sort", "digest", "link", "salt",
    "stored", "password", "door", "request_id", "key", "job", "leased_by", "measure", "word", "kind",
    "hint", "handle", "slug", "trend", "table", "root", "head", "target", "fingerprint", "worker",
    "rating_manager", "rating_office",
}  # fmt: skip


def packed(at: Iterator[str], room: int) -> str:
    """As many payloads as fit, at least the beginning of one."""
    text = next(at)
    while room - len(text) > 90:
        text += f" {next(at)}"
    return text[:room]


def fields_of(model: Any) -> list[Any]:
    """The columns of a model in which people's words stand."""
    from django.db import models

    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in OWN
        and (model.__name__, field.name) not in {("Hierarchy", "name"), ("StoredFile", "purpose")}
    ]  # fmt: skip


def overwrite(turn: int = 0) -> int:
    """Put payloads into every text of every row, past the checks of any form; returns how many were put.

    turn : where the list begins, so that each turn brings other payloads into the short texts
    """
    from django.apps import apps

    endless = itertools.cycle(PAYLOADS[turn % len(PAYLOADS) :] + PAYLOADS[: turn % len(PAYLOADS)])
    everything, count = "\n\n".join(PAYLOADS), 0
    for model in apps.get_models():
        if not model.__module__.startswith("pilothouse") or not fields_of(model):
            continue
        for row in model._base_manager.order_by("pk"):
            values = {
                f.name: packed(endless, f.max_length) if f.max_length else everything
                for f in fields_of(model)
            }
            unique = {f.name for f in fields_of(model) if f.unique}
            values |= {name: f"{row.pk} {values[name]}"[:120] for name in unique}
            if "email" in values:
                values["email"] = f'"<svg/onload=alert({row.pk})>"@example.org'
            model._base_manager.filter(pk=row.pk).update(**values)
            count += len(values)
    _into_documents(endless)
    return count


def _into_documents(endless: Iterator[str]) -> None:
    """The texts inside of JSON columns, and a file that is being imported."""
    from pilothouse.kernel.models import Draft, StoredFile

    for draft in Draft.objects.all():
        Draft.objects.filter(pk=draft.pk).update(values={name: next(endless) for name in draft.values})
    texts = [p.replace('"', '""') for p in PAYLOADS[:8]]
    table = ",".join(["Name", "Budget", *(f'"{text}"' for text in texts[:3])]) + "\n"
    cells = "".join(f'"{text}",x,<svg/onload=alert(1)>,y,z\n' for text in texts)
    for file in StoredFile.objects.filter(facts__state__isnull=True):
        facts = {**file.facts, "organisation": next(endless)}
        StoredFile.objects.filter(pk=file.pk).update(content=(table + cells).encode(), facts=facts)


if __name__ == "__main__":
    import sys

    import django

    django.setup()
    print(overwrite(int(sys.argv[1])))
