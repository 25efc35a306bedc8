"""The eight role presets, built from verbs; other titles are names on one of these."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.kernel.models import ANY_KIND, Role, RoleRight, Verb

V = Verb
ALL = tuple(V)
WORK = (V.VIEW, V.CREATE, V.CHANGE, V.MOVE, V.ESCALATE, V.REMOVE, V.COMMENT)


@dataclass(frozen=True)
class Preset:
    """A role as it comes with the product: what it is for, what it may do with which kind of record."""

    slug: str
    name: str
    purpose: str
    rights: tuple[tuple[Verb, str], ...]


def _any(*verbs: Verb) -> tuple[tuple[Verb, str], ...]:
    return tuple((verb, ANY_KIND) for verb in verbs)


PRESETS = (
    Preset(
        "portfolio-director",
        "Portfolio director",
        "Answers for the whole landscape: sees all, decides, gives access.",
        _any(*WORK, V.RATE, V.IMPORT, V.GRANT),
    ),
    Preset(
        "office-manager",
        "Office manager",
        "Runs the office: one way of working, ratings of the office, imports, access.",
        _any(*WORK, V.RATE, V.IMPORT, V.GRANT),
    ),
    Preset(
        "analyst",
        "Analyst",
        "Reads everything, rates as the office, imports and corrects figures; gives nobody access.",
        (*_any(V.VIEW, V.COMMENT, V.RATE, V.IMPORT), (V.CREATE, "workspaces"), (V.CHANGE, "workspaces")),
    ),
    Preset(
        "administrator",
        "Administrator",
        "Keeps people, access and the installation in order.",
        _any(V.VIEW, V.COMMENT, V.GRANT, V.ADMINISTER, V.REMOVE),
    ),
    Preset(
        "project-manager",
        "Project manager",
        "Leads a project or programme: plans, registers, status, and who works in it.",
        _any(*WORK, V.GRANT),
    ),
    Preset(
        "project-support",
        "Project support",
        "Keeps one project's registers, plan and reports in order.",
        _any(V.VIEW, V.CREATE, V.CHANGE, V.MOVE, V.COMMENT, V.REMOVE),
    ),
    Preset(
        "team-member",
        "Team member",
        "Sees the project, raises items, works on own ones.",
        (*_any(V.VIEW, V.VIEW_OWN, V.CHANGE_OWN, V.COMMENT), (V.CREATE, "risks")),
    ),
    Preset(
        "guest",
        "Guest",
        "A client or supplier: sees and updates own items, nothing else.",
        _any(V.VIEW_OWN, V.CHANGE_OWN),
    ),
)


def load_presets() -> None:
    """Put the presets into the database, or bring their rights up to date; own roles are left alone."""
    for preset in PRESETS:
        role, _ = Role.objects.update_or_create(
            slug=preset.slug, defaults={"name": preset.name, "purpose": preset.purpose}
        )
        wanted = {(str(verb), kind) for verb, kind in preset.rights}
        have = set(role.rights.values_list("verb", "kind"))
        for verb, kind in have - wanted:
            role.rights.filter(verb=verb, kind=kind).delete()
        RoleRight.objects.bulk_create(RoleRight(role=role, verb=v, kind=k) for v, k in sorted(wanted - have))
