"""The rules behind a risk's moves."""

from __future__ import annotations

from typing import Any

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import Invalid, RuleBroken
from pilothouse.kernel.lifting import end_lifts, level_of, lift

COSTS = (
    "inherent_cost",
    "residual_cost",
    "target_cost",
    "cost_low",
    "cost_likely",
    "cost_high",
    "contingency",
)


def check_cost(about: Any, *names: str) -> None:
    """Refuse amounts below nought: what would bring money in is an opportunity, whose cost is its gain."""
    wrong = [name for name in names if (getattr(about, name) or 0) < 0]
    if wrong:
        raise Invalid(dict.fromkeys(wrong, "A cost is not below nought; what would help is an opportunity."))


def check_costs(risk: Any) -> None:
    """Refuse a risk with any amount below nought."""
    check_cost(risk, *COSTS)


def check_three_points(risk: Any) -> None:
    """Refuse ranges that run backwards: at best ≤ most likely ≤ at worst."""
    faults = {}
    for name in ("cost", "delay"):
        given = [getattr(risk, f"{name}_{point}") for point in ("low", "likely", "high")]
        present = [value for value in given if value is not None]
        if present != sorted(present):
            faults[f"{name}_likely"] = "At best, most likely and at worst must rise in that order."
    if faults:
        raise Invalid(faults)


def assess_risk(risk: Any, *, actor: Actor) -> None:
    """A risk opens once somebody said how likely it is and how much it would matter."""
    if risk.residual_probability is None:
        risk.residual_probability = risk.inherent_probability
    if risk.residual_impact is None:
        risk.residual_impact = risk.inherent_impact
    if risk.residual_cost is None:
        risk.residual_cost = risk.inherent_cost
    faults = {
        name: "Needed before the risk can be opened."
        for name in ("residual_probability", "residual_impact")
        if getattr(risk, name) is None
    }
    if faults:
        raise Invalid(faults)


def escalate_risk(risk: Any, *, actor: Actor, reason: str) -> None:
    """Lift a risk to the level above. Needs a reason; a sealed place lifts a redacted card only."""
    if not reason.strip():
        raise RuleBroken("Say why this risk needs the level above.", field="reason")
    if risk.place.parent is None:
        raise RuleBroken("There is no level above this place to escalate to.")
    lift(risk.card, actor=actor, reason=reason, at=risk.since)


def who_sees_it_above(risk: Any, actor: Actor) -> str:
    """Who will see a risk once it is escalated, as far as the actor may know the level above."""
    if risk.place.sealed:
        return "This place is sealed: the level above is told that something was escalated, and not what."
    above, _ = level_of(actor, "risks", risk.place, risk.place.parent_id)
    if above is None:
        return "Whoever sees the level above will see this risk as well."
    lead = f", led by {above.owner.name}," if above.owner else ""
    return f"Whoever sees {above.place.name}{lead} will see this risk as well."


def return_risk(risk: Any, *, actor: Actor, reason: str) -> None:
    """Take an escalation back: the level above no longer sees the risk through it."""
    end_lifts(risk.card, at=risk.since)
