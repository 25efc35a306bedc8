"""How big a made-up risk is: its chance, its cost, its delay, now and before and after what is done about it."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from pilothouse.demo.course import rounded
from pilothouse.demo.risk_kind import RiskKind

# cost and delay if it happens, by step of impact 1 to 5: share of the budget, days
COST = (0.004, 0.012, 0.03, 0.07, 0.14)
DELAY = (4, 12, 35, 75, 150)
CHANCES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8)


def step(number: int) -> int:
    """A step of a five-step scale."""
    return min(max(number, 1), 5)


def chance(value: float) -> Decimal:
    """A probability in whole per cent, from 1 to 95."""
    return Decimal(min(max(round(value * 100), 1), 95)) / 100


def first_values(rng: Random, kind: RiskKind, budget: int, *, weight: float) -> dict[str, Any]:
    """The figures of a risk when it is first assessed: before any response, now, and as it should become.

    budget : minor units
    weight : [-] 0 harmless, 1 grave; a project in trouble has grave ones
    """
    time, money, quality, benefit = (step(level + rng.choice((-1, 0, 0, 1))) for level in kind.hurts)
    probability = rng.choice(CHANCES[:8]) + 0.45 * weight
    impact = step(max(time, money, quality, benefit) - 1 + round(1.3 * weight + rng.uniform(-0.6, 0.4)))
    inherent = chance(probability + 0.1)
    likely = rounded(budget / 100 * COST[impact - 1] * rng.uniform(0.7, 1.3))
    delay = max(round(DELAY[time - 1] * rng.uniform(0.6, 1.4)), 1)
    now = chance(probability)
    return {
        "inherent_probability": inherent, "inherent_impact": step(impact + 1),
        "inherent_cost": rounded(likely / 100 * 1.3),
        "residual_probability": now, "residual_impact": impact, "residual_cost": likely,
        "target_probability": chance(probability * 0.4), "target_impact": step(impact - 1),
        "target_cost": rounded(likely / 100 * 0.5),
        "impact_time": time, "impact_money": money, "impact_quality": quality, "impact_benefit": benefit,
        "cost_low": rounded(likely / 100 * 0.5), "cost_likely": likely,
        "cost_high": rounded(likely / 100 * rng.uniform(1.6, 2.6)),
        "delay_low": delay // 2, "delay_likely": delay, "delay_high": delay * 2 + 3,
        "contingency": rounded(float(now) * likely / 100 * rng.uniform(0.6, 1.1)),
    }  # fmt: skip


def after_response(rng: Random, values: dict[str, Any], *, threat: bool, stuck: bool) -> dict[str, Any]:
    """What a review finds: a threat shrinks towards its target and an opportunity grows; when stuck, it barely does.

    Returns only the figures that differ.
    """
    now, cost = float(values["residual_probability"]), values["residual_cost"]
    pull = rng.uniform(0.02, 0.1) if stuck else rng.uniform(0.3, 0.7)
    if threat:
        target = float(values["target_probability"])
        found: dict[str, Any] = {
            "residual_probability": chance(now + (target - now) * pull),
            "residual_cost": rounded((cost + (values["target_cost"] - cost) * pull * 0.6) / 100),
        }
        if pull > 0.45:
            found["residual_impact"] = step(values["residual_impact"] - 1)
    else:
        found = {"residual_probability": chance(now + (0.9 - now) * pull)}
    found["contingency"] = rounded(
        float(found["residual_probability"]) * found.get("residual_cost", cost) / 100 * 0.8
    )
    return {name: value for name, value in found.items() if values[name] != value}
