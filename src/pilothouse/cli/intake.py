"""Reads portfolio files into the landscape: `pilothouse import`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from pilothouse.accounts.models import Person
from pilothouse.cli.exits import DONE, FAILED, WRONG_USE, Failed
from pilothouse.cli.output import Progress, as_json, say
from pilothouse.kernel.actors import Actor, actor_for, machine
from pilothouse.kernel.errors import KernelError
from pilothouse.kernel.in_use import living_places
from pilothouse.kernel.models import Place, Verb
from pilothouse.workspaces.applying import apply_draft
from pilothouse.workspaces.intake import (
    Ambiguity,
    ImportRejected,
    Mapping,
    PortfolioDraft,
    Table,
    Target,
    draft_portfolio,
    errors_csv,
    guess_mapping,
    open_questions,
    read_table,
)
from pilothouse.workspaces.intake.limits import MAX_FILE_BYTES
from pilothouse.workspaces.measures import MEASURES

SHOWN = 5


def run(arguments: argparse.Namespace) -> int:
    """Import each file whole or not at all; exit code 1 when rows were left out, 2 when a file was refused."""
    actor = acting(arguments.person)
    told = _told(arguments)
    reports = [_one(path, actor, told, arguments) for path in arguments.files]
    if arguments.json:
        as_json(reports)
    return FAILED if any(report["errors"] for report in reports) else DONE


def acting(email: str | None) -> Actor:
    """The person named with --as, with the rights they hold; without a name the installation itself."""
    if not email:
        return machine("command line")
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise Failed(
            f"Nobody here signs in as {email}; `pilothouse user list` names everybody.", code=WRONG_USE
        )
    return actor_for(person, door="command line")


def _told(arguments: argparse.Namespace) -> dict[str, dict[str, str]]:
    """What the caller says about columns and conventions: from --mapping and from each --answer."""
    told: dict[str, dict[str, str]] = {"columns": {}, "answers": {}}
    if arguments.mapping:
        try:
            read = json.loads(arguments.mapping.read_text(encoding="utf-8"))
            told = {name: {str(k): str(v) for k, v in read.get(name, {}).items()} for name in told}
        except (OSError, ValueError, AttributeError) as error:
            shape = '{"columns": {"Column heading": "budget"}, "answers": {}}'
            raise Failed(f"--mapping must be a JSON file such as {shape}", code=WRONG_USE) from error
    for pair in arguments.answer:
        key, sign, value = pair.rpartition("=")
        if not sign:
            raise Failed(f"--answer must look like KEY=VALUE, not {pair!r}.", code=WRONG_USE)
        told["answers"][key] = value
    return told


def _one(
    path: Path, actor: Actor, told: dict[str, dict[str, str]], arguments: argparse.Namespace
) -> dict[str, Any]:
    table, draft = _drafted(path, told)
    if arguments.errors and draft.errors:
        where = _errors_file(arguments, path)
        try:
            where.write_bytes(errors_csv(draft, table))
        except OSError as error:
            raise Failed(f"{where} cannot be written: {error.strerror}.", code=WRONG_USE) from error
    report: dict[str, Any] = {
        "file": path.name,
        "recognised": draft.recipe,
        "counts": asdict(draft.counts) | {"by_date": {str(d): n for d, n in draft.counts.by_date.items()}},
        "errors": [asdict(problem) for problem in draft.errors],
        "warnings": len(draft.warnings),
        "written": None,
    }
    if not arguments.dry_run:
        try:
            applied = apply_draft(actor, target(arguments.into, actor), draft, progress=Progress(path.name))
        except KernelError as error:
            raise Failed(f"{path.name}: {error}") from error
        names = ("made", "matched", "facts", "known", "led", "nobody", "moved")
        report["written"] = {name: getattr(applied, name) for name in names} | {"undo": applied.changeset.uid}
    if not arguments.json:
        _say(report, draft)
    return report


def _errors_file(arguments: argparse.Namespace, path: Path) -> Path:
    """The file that was named; of several imported files each gets its own beside it."""
    named: Path = arguments.errors
    return named if len(arguments.files) == 1 else named.with_name(f"{named.stem}-{path.stem}{named.suffix}")


def _drafted(path: Path, told: dict[str, dict[str, str]]) -> tuple[Table, PortfolioDraft]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Failed(f"{path} is larger than 25 MB; split it.", code=WRONG_USE)
        table = read_table(path.read_bytes(), path.name)
        mapping = _mapping(table, told["columns"])
        open_now = open_questions(table, mapping, told["answers"])
        if open_now:
            raise Failed(f"{path.name} leaves open:\n{_asked(open_now)}", code=WRONG_USE)
        return table, draft_portfolio(table, mapping, told["answers"], today=timezone.localdate())
    except OSError as error:
        raise Failed(f"{path} cannot be read: {error.strerror}.", code=WRONG_USE) from error
    except ImportRejected as refusal:
        raise Failed(f"{path.name}: {refusal}", code=WRONG_USE) from refusal


def _mapping(table: Table, columns: dict[str, str]) -> Mapping:
    mapping = guess_mapping(table)
    for heading, target_name in columns.items():
        try:
            mapping = mapping.choose(heading, Target(target_name))
        except ValueError as error:
            known = ", ".join(Target)
            raise Failed(
                f"{target_name!r} is nothing that a column can be; choose {known}.", code=WRONG_USE
            ) from error
    return mapping


def _asked(questions: tuple[Ambiguity, ...]) -> str:
    lines = []
    for one in questions:
        lines.append(f"  {one.question}")
        values = [option.value for option in one.options] or [one.expects or "…"]
        lines += [f"    --answer '{one.key}={value}'" for value in values]
    return "\n".join(lines)


def target(named: str | None, actor: Actor) -> Place | str:
    """The place to import under: named by uid or name, else the only one at the top, else a new one's name."""
    seen = living_places(actor, Verb.IMPORT)
    if named:
        found = list(seen.filter(uid=named)[:1]) or list(seen.filter(name=named)[:2])
        if len(found) != 1:
            raise Failed(
                f"{'No' if not found else 'More than one'} place is called {named!r}.", code=WRONG_USE
            )
        return found[0]
    tops = list(seen.filter(parent__isnull=True)[:2])
    if len(tops) > 1:
        raise Failed("There is more than one office; say which with --into NAME.", code=WRONG_USE)
    if not tops and actor.everything:
        return "Our organisation"
    if not tops:
        raise Failed("You may not import at the top; say where with --into NAME.", code=WRONG_USE)
    return tops[0]


def _say(report: dict[str, Any], draft: PortfolioDraft) -> None:
    counts = draft.counts
    known = f", recognised as {draft.recipe}" if draft.recipe else ""
    say(f"{report['file']}{known}: {counts.rows:,} rows, {counts.good:,} good, {counts.bad:,} with errors.")
    measures = {MEASURES[name].label.lower(): number for name, number in counts.facts.items()}
    say(f"  places: {_list(counts.places)}; facts: {_list(measures)}")
    if report["written"]:
        made = report["written"]
        say(f"  written: {made['made']:,} places made, {made['matched']:,} known; {made['facts']:,} facts.")
        if made["moved"]:
            say(f"  moved: {made['moved']:,} places hang under another now, as this file says.")
        if made["led"] or made["nobody"]:
            say(
                f"  led by: {made['led']:,} people who are here; {made['nobody']:,} names of nobody here, left empty."
            )
        say(f"  to undo it in the application: change-set {made['undo']}")
    else:
        say("  nothing was written (--dry-run)")
    for problem in draft.errors[:SHOWN]:
        say(f"  row {problem.row} {problem.column}: {problem.reason}")
    if len(draft.errors) > SHOWN:
        say(f"  and {len(draft.errors) - SHOWN:,} more; --errors FILE writes them all beside their rows")


def _list(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counts.items()) or "none"
