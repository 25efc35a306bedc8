"""`pilothouse engine simulate FILE.json`: many futures of one plan, as a table or JSON."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from pilothouse.engine.cli.reading import described, form_of, understood
from pilothouse.engine.risk import (
    contingency,
    convergence,
    drivers,
    joint_targets,
    percentiles,
    simulate,
    tornado,
)
from pilothouse.engine.risk.json_form import factor_from_json, plan_from_json
from pilothouse.engine.risk.network_plan import standard_axis
from pilothouse.engine.risk.results import Measure
from pilothouse.engine.risk.simulation import Simulation

PAGE = "docs/reference/risk-json.md"
LISTS = ("tasks", "lines", "groups", "events", "branches", "weather")
CONFIDENCES = (0.1, 0.5, 0.8, 0.9)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "simulate",
        help="many futures of a plan: dates, cost, what drives them",
        **described("simulate plan.json --futures 10000 --seed 1 --json"),
    )
    parser.add_argument("file", type=Path, help=f"a plan as JSON; see {PAGE}")
    parser.add_argument("--futures", type=int, default=10_000, help="how many (default 10,000)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same futures (default 1)")
    parser.add_argument("--threads", type=int, default=0, help="0: every processor")
    parser.add_argument(
        "--stage", choices=("before", "after"), default="before", help="risks and their responses"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, simulate, print; 2 where the file or an argument is wrong."""
    try:
        form = form_of(arguments.file, lists=LISTS, texts=("start", "unit"))
        plan = understood(plan_from_json, form, page=PAGE)
        factor = understood(factor_from_json, form, page=PAGE)
        start = datetime.fromisoformat(form["start"]) if "start" in form else None
        chosen = {name: getattr(arguments, name) for name in ("futures", "seed", "threads", "stage")}
        result = simulate(plan, factor=factor, **chosen)
    except ValueError as error:
        print(f"{arguments.file}: {error}", file=sys.stderr)
        return 2
    report = report_of(result, start)
    print(json.dumps(report, indent=2) if arguments.json else table_of(report))
    return 0


def report_of(result: Simulation, start: datetime | None) -> dict[str, Any]:
    """Everything the futures say, ready for JSON; dates where the plan has a start."""
    together, drive = joint_targets(result, confidence=0.8), drivers(result)
    report: dict[str, Any] = {
        "futures": result.futures,
        "seed": result.settings.seed,
        "planned": {"finish": result.planned_finish, "cost": result.planned_cost},
        "joint_80": {"finish": together.finish, "cost": together.cost, "both": together.both},
        "contingency": [
            {"confidence": row.confidence, "minutes": row.time, "money": row.money}
            for row in contingency(result)
        ],
        "tasks": [
            {"id": name, "criticality": float(c), "cruciality": float(k), "sensitivity": float(s)}
            for name, c, k, s in zip(
                drive.ids, drive.criticality, drive.cruciality, drive.sensitivity, strict=True
            )
        ],
        "notes": list(result.notes),
    }
    measures: tuple[Measure, ...] = ("finish", "cost")
    for measure in measures:
        settled = convergence(result, measure)
        report[measure] = {
            "percentiles": {
                f"P{round(100 * p)}": v for p, v in percentiles(result, measure, CONFIDENCES).items()
            },
            "error_of_p80": float(settled.error[-1]),
            "tornado": [
                {"id": bar.id, "source": bar.source, "low": bar.low, "high": bar.high}
                for bar in tornado(result, measure)
            ],
        }
    if start is not None:
        axis = standard_axis(start)
        shown = report["finish"]["percentiles"]
        report["finish"]["dates"] = {name: axis.date(value).isoformat() for name, value in shown.items()}
        report["planned"]["date"] = axis.date(result.planned_finish).isoformat()
    return report


def table_of(report: dict[str, Any]) -> str:
    """The report as lines of text."""
    names = list(report["finish"]["percentiles"])
    rows = [
        ("", *names),
        ("finish, minutes", *(f"{v:,.0f}" for v in report["finish"]["percentiles"].values())),
    ]
    if "dates" in report["finish"]:
        rows.append(("finish", *(text[:10] for text in report["finish"]["dates"].values())))
    rows.append(("cost", *(f"{v:,.0f}" for v in report["cost"]["percentiles"].values())))
    lines = [f"{row[0]:<16}" + "".join(f"{cell:>14}" for cell in row[1:]) for row in rows]
    lines.append("")
    lines.append("What moves the finish most:")
    for bar in report["finish"]["tornado"][:8]:
        lines.append(f"  {bar['id']:<30} {bar['low']:>12,.0f} to {bar['high']:>12,.0f}")
    return "\n".join([*lines, "", *report["notes"]])
