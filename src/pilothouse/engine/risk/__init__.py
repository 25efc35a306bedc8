"""Risk: many futures of a plan, what drives them, and how sure we may be; calibrated on finished projects."""

from __future__ import annotations

from pilothouse.engine.risk.calibrated import fitted_systemic, profile_of
from pilothouse.engine.risk.cross_validation import judge
from pilothouse.engine.risk.distributions import (
    Distribution,
    discrete,
    empirical,
    fixed,
    lognormal,
    pert,
    triangular,
    uniform,
)
from pilothouse.engine.risk.events import Alternative, Branch, RiskEvent, RiskResponse, Weather
from pilothouse.engine.risk.front import simulate, simulate_many
from pilothouse.engine.risk.history import FinishedProject, FinishedProjects, ProjectProfile
from pilothouse.engine.risk.network_plan import NetworkPlan, network_plan
from pilothouse.engine.risk.plan import CostLines, PlanLinks, RiskGroup, RiskPlan
from pilothouse.engine.risk.results import (
    confidence_of,
    contingency,
    convergence,
    joint_confidence,
    joint_targets,
    percentiles,
    s_curve,
)
from pilothouse.engine.risk.sensitivity import drivers, tornado
from pilothouse.engine.risk.simulation import Simulation
from pilothouse.engine.risk.systemic import Systemic, systemic_lognormal
from pilothouse.engine.risk.task_spread import with_learnt_spread
from pilothouse.engine.risk.tasks import After, CostLine, RiskTask, risk_plan
from pilothouse.engine.risk.uncertainty import Outlook, Uncertainty, fit_uncertainty

__all__ = [
    "After",
    "Alternative",
    "Branch",
    "CostLine",
    "CostLines",
    "Distribution",
    "FinishedProject",
    "FinishedProjects",
    "NetworkPlan",
    "Outlook",
    "PlanLinks",
    "ProjectProfile",
    "RiskEvent",
    "RiskGroup",
    "RiskPlan",
    "RiskResponse",
    "RiskTask",
    "Simulation",
    "Systemic",
    "Uncertainty",
    "Weather",
    "confidence_of",
    "contingency",
    "convergence",
    "discrete",
    "drivers",
    "empirical",
    "fit_uncertainty",
    "fitted_systemic",
    "fixed",
    "joint_confidence",
    "joint_targets",
    "judge",
    "lognormal",
    "network_plan",
    "percentiles",
    "pert",
    "profile_of",
    "risk_plan",
    "s_curve",
    "simulate",
    "simulate_many",
    "systemic_lognormal",
    "tornado",
    "triangular",
    "uniform",
    "with_learnt_spread",
]
