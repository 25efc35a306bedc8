"""The first steps that Home offers: in the made-up organisation, and in one that holds no work yet."""

from __future__ import annotations

from typing import Any

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.in_use import living_places
from pilothouse.kernel.models import Verb
from pilothouse.kernel.rows import places
from pilothouse.workspaces.made_up import made_up_office
from pilothouse.workspaces.models import Workspace

NO_ROLE: dict[str, Any] = {
    "title": "You have no role here yet",
    "text": "Ask whoever invited you to give you one; then your work stands here.",
    "steps": [],
}
LOOK_AROUND = {
    "title": "Look around",
    "text": "The landscape on any day of two years.",
    "label": "Open the landscape",
    "url": "/landscape",
}
SEE_RISKS = {
    "title": "See the risks",
    "text": "With matrix, responses and history.",
    "label": "Open the risks",
    "url": "/risks",
}
BRING_YOUR_OWN = {
    "title": "Bring your own",
    "text": "A CSV or Excel file becomes a landscape.",
    "label": "Import your portfolio",
    "url": "/import",
}
BEGIN_ANEW = {
    "title": "Begin with your own",
    "text": "Takes the made-up works, risks and people away; says first what of yours lies among them.",
    "label": "Remove the demonstration",
    "url": "/demo/remove",
}


def demo_card(actor: Actor) -> dict[str, Any] | None:
    office = made_up_office(places(actor))
    if office is None:
        return None
    steps: list[dict[str, Any]] = [LOOK_AROUND, SEE_RISKS]
    if actor.holds(Verb.IMPORT):
        steps.append(BRING_YOUR_OWN)
    if actor.holds(Verb.ADMINISTER):
        steps.append(BEGIN_ANEW)
    return {
        "title": "You are looking at made-up data",
        "steps": steps,
        "text": f"{office.title} does not exist; its people, projects and risks are invented.",
    }


def begin_card(actor: Actor) -> dict[str, Any] | None:
    """The first steps of an organisation that holds no work yet. Two queries, for those who may import."""
    if not actor.holds(Verb.IMPORT):
        return None
    office = living_places(actor, Verb.CREATE).filter(parent=None).order_by("pk").first()
    if office is None or Workspace.objects.filter(place__in=places(actor)).exclude(kind="office").exists():
        return None
    by_hand = {
        "title": "Or begin by hand",
        "text": "A portfolio, then what lies below it.",
        "label": f"New below {office.name}",
        "url": f"/w/{office.uid}/new",
    }
    steps = [BRING_YOUR_OWN, by_hand]
    if actor.holds(Verb.GRANT):
        steps.append(
            {
                "title": "Let others in",
                "text": "Then give them a role, on the page of a workspace.",
                "label": "Invite somebody",
                "url": "/people/new",
            }
        )
    return {"title": "Begin here", "text": f"{office.name} holds no work yet.", "steps": steps}
