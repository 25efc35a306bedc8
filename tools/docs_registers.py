"""The reference of registers, roles and rights: tables read off the specifications and presets."""

from __future__ import annotations

from collections.abc import Iterable

from pilothouse.accounts.presets import PRESETS
from pilothouse.kernel.kinds import kind_of
from pilothouse.kernel.models import ANY_KIND, Verb
from pilothouse.kernel.spec import REGISTERS, PartSpec, RegisterSpec


def table(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table; a bar inside a cell is written so that it stays one."""
    names = list(headings)
    rows = [names, ["---"] * len(names), *(list(line) for line in lines)]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows] + [""]


def _values(field: object) -> str:
    choices = getattr(field, "flatchoices", None) or ()
    return ", ".join(f"`{value}` {label}" for value, label in choices)


def _fields(spec: RegisterSpec) -> list[str]:
    lines = []
    for section in spec.form:
        for name in section.fields:
            kind, field = spec.kind(name), spec.field(name)
            needed = "" if field.blank or field.null or field.has_default() else "needed"
            can = ", ".join(filter(None, (needed, "filter" if name in spec.filters else "",
                                          "search" if name in spec.search else "")))  # fmt: skip
            lines.append((f"`{name}`", spec.label(name), section.title, kind.name, _values(field), can))
    return table(("name", "heading", "section", "kind", "values", ""), lines)


def _moves(spec: RegisterSpec) -> list[str]:
    words = spec.statuses
    lines = [
        (
            f"`{move.name}`",
            move.label,
            ", ".join(words[origin] for origin in move.origins),
            words[move.target],
            ", ".join(move.asks) or "–",
            move.needs.label,
        )
        for move in spec.moves
    ]
    return table(("move", "button", "from", "to", "asks for", "right"), lines)


def _part(spec: RegisterSpec, part: PartSpec) -> list[str]:
    lines = [
        (f"`{name}`", part.heading(name), kind_of(part.field(name)).name, _values(part.field(name)))
        for name in part.fields
    ]
    text = f"Child rows of a {spec.one} (`{part.name}`), written and kept with it."
    return [f"### {part.label}", "", text, "", *table(("name", "heading", "kind", "values"), lines)]


def _register(spec: RegisterSpec) -> list[str]:
    model = spec.model
    where = "is a place of the tree itself" if model.own_place else "lies at a place of the tree"
    lines = [
        f"## {spec.title}",
        "",
        spec.help.purpose,
        "",
        f"- A {spec.one} {where}; its code begins with `{model.prefix}-`.",
        f"- Page `/{spec.slug}`, API `/api/v1/{spec.slug}`, command `pilothouse export {spec.slug}`.",
        f"- The list shows at first: {', '.join(spec.label(name).lower() for name in spec.columns[:10])}.",
        f"- One's own {spec.title.lower()} are those of which one is {_own(spec)}.",
    ]
    if spec.help.good:
        lines += [f"- Well written: {spec.help.good}", f"- Badly: {spec.help.bad}"]
    lines += ["", *_fields(spec)]
    if spec.computed:
        worked_out = [(f"`{c.name}`", c.label, spec.kind(c.name).name, "filter" if c.name in spec.filters else "")
                      for c in spec.computed]  # fmt: skip
        lines += ["### Worked out by the database", "", *table(("name", "heading", "kind", ""), worked_out)]
    statuses = ", ".join(f"`{value}` {label}" for value, label in spec.statuses.items())
    lines += ["### Statuses and moves", "", f"Statuses: {statuses}.", "", *_moves(spec)]
    for part in spec.parts:
        lines += _part(spec, part)
    return lines


def _own(spec: RegisterSpec) -> str:
    return " or ".join(path.rpartition(".")[2] for path in spec.visibility.own)


def registers() -> str:
    """Every register: its fields, what is worked out, its statuses, moves and parts."""
    lines = [
        "# Registers",
        "",
        "What the lists hold. A status changes by a move alone; a field of the form is written in the form",
        "or through the API. How each kind of value is typed and sent: [glossary](glossary.md#kinds-of-value).",
        "",
        "Every record also has `id`, `code`, `place`, `version`, `since`, `author` and `status`, which the form cannot",
        "write.",
        "",
    ]
    for spec in REGISTERS.values():
        lines += _register(spec)
    return "\n".join(lines).rstrip() + "\n"


def roles() -> str:
    """Every role preset with the verbs it brings."""
    lines = [
        "# Roles",
        "",
        "A role holds at a place and for everything below it, unless a sealed place lies between. What each brings:",
        "",
        *table(
            ("right", *(preset.name for preset in PRESETS)),
            (
                (str(verb.label), *(_held(verb, dict_of(preset.rights)) for preset in PRESETS))
                for verb in Verb
            ),
        ),
        "*all*: every kind of record. A name: that kind only. A team member sees everything of the project and edits",
        "what is their own; a guest sees and edits their own and nothing else.",
        "",
        *(f"- **{preset.name}** (`{preset.slug}`): {preset.purpose}" for preset in PRESETS),
    ]
    return "\n".join(lines) + "\n"


def dict_of(rights: Iterable[tuple[Verb, str]]) -> dict[Verb, list[str]]:
    """The kinds of record for each verb."""
    found: dict[Verb, list[str]] = {}
    for verb, kind in rights:
        found.setdefault(verb, []).append(kind)
    return found


def _held(verb: Verb, rights: dict[Verb, list[str]]) -> str:
    kinds = rights.get(verb, [])
    return "all" if ANY_KIND in kinds else ", ".join(kinds) or "–"
