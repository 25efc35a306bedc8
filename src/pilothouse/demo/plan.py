"""The whole demonstration as it will be written, worked out from a seed without touching the database."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pilothouse.demo.risk_lives import RiskLife, make_risks
from pilothouse.demo.risk_titles import TitlesInTurn
from pilothouse.demo.staff import Staff, make_staff
from pilothouse.demo.works import Landscape, make_landscape

RISKS = {"project": 9, "initiative": 4, "programme": 4, "portfolio": 4}
SHARED_BUDGET = {"programme": 30_000_000_00, "portfolio": 80_000_000_00}
GUEST_ITEMS = 3


@dataclass
class Plan:
    """People, works and risks; each names the others by their place in the lists."""

    staff: Staff
    landscape: Landscape
    risks: list[RiskLife]
    guests: dict[int, int]  # supplier or client: the project where they have items of their own

    def risks_of(self) -> dict[int, list[RiskLife]]:
        """The risks of each work."""
        found: dict[int, list[RiskLife]] = {}
        for life in self.risks:
            found.setdefault(life.work, []).append(life)
        return found


def make_plan(*, scale: int = 1, seed: int = 1) -> Plan:
    """Everything from one seed: the same seed and scale give the same titles, people and numbers."""
    # 2026-11-22: made-up data, the same from the same seed; nothing secret
    rng = Random(seed)  # noqa: S311
    staff = make_staff(rng, scale)
    landscape = make_landscape(rng, staff, scale)
    risks: list[RiskLife] = []
    titles = TitlesInTurn()
    for work in landscape.works:
        budget = work.course.budget if work.course else SHARED_BUDGET.get(work.kind, 0)
        if work.kind in RISKS:
            risks.extend(make_risks(rng, work, budget, RISKS[work.kind], titles))
    plan = Plan(staff, landscape, risks, {})
    _hand_to_guests(plan)
    return plan


def _hand_to_guests(plan: Plan) -> None:
    """Give each supplier or client a few live risks of one project to mind, and something to do about another."""
    own = plan.risks_of()
    projects = [
        w for w in plan.landscape.works
        if w.kind == "project" and not w.inside and w.course and w.course.status == "active"
    ]  # fmt: skip
    for guest, project in zip(plan.staff.posts["guest"], projects, strict=False):
        live = [r for r in own[project.key] if r.ended is None]
        for life in live[:GUEST_ITEMS]:
            life.values["owner"] = guest
        for life in live[GUEST_ITEMS : GUEST_ITEMS + 1]:
            life.responses[0]["actionee"] = guest
        plan.guests[guest] = project.key
