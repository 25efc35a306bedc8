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
from pilothouse.engine.risk.json_form import UNITS, factor_from_json, plan_from_json
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
        **described("simulate plan.json --futures 10000 --seed 1 --json", page=PAGE),
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
        form = form_of(arguments.file, needs=("tasks",), lists=LISTS, texts=("start", "unit"), page=PAGE)
        plan = understood(plan_from_json, form, page=PAGE)
        factor = understood(factor_from_json, form, page=PAGE)
        start = datetime.fromisoformat(form["start"]) if "start" in form else None
        chosen = {name: getattr(arguments, name) for name in ("futures", "seed", "threads", "stage")}
        result = simulate(plan, factor=factor, **chosen)
    except ValueError as error:
        print(f"{arguments.file}: {error}", file=sys.stderr)
        return 2
    report = report_of(result, start, form.get("unit", "minutes"))
    print(json.dumps(report, indent=2) if arguments.json else table_of(report))
    return 0


def report_of(result: Simulation, start: datetime | None, unit: str) -> dict[str, Any]:
    """Everything the futures say, ready for JSON; times in the unit of the file, dates where the plan has a start.

    unit : one of `UNITS`
    """
    minutes = UNITS[unit]
    together, drive = joint_targets(result, confidence=0.8), drivers(result)
    report: dict[str, Any] = {
        "futures": result.futures,
        "seed": result.settings.seed,
        "unit": unit,
        "planned": {"finish": result.planned_finish / minutes, "cost": result.planned_cost},
        "joint_80": {"finish": together.finish / minutes, "cost": together.cost, "both": together.both},
        "contingency": [
            {"confidence": row.confidence, "time": row.time / minutes, "money": row.money}
            for row in contingency(result)
        ],
        "tasks": [
            {"id": name, "criticality": float(c), "cruciality": float(k), "sensitivity": float(s)}
            for name, c, k, s in zip(
                drive.ids, drive.criticality, drive.cruciality, drive.sensitivity, strict=True
            )
        ],
        "notes": list(result.notes),
        "finish": _measured(result, "finish", minutes),
        "cost": _measured(result, "cost", 1.0),
    }
    if start is not None:
        axis = standard_axis(start)
        dates = {p: axis.date(v).isoformat() for p, v in percentiles(result, "finish", CONFIDENCES).items()}
        report["finish"]["dates"] = {f"P{round(100 * p)}": date for p, date in dates.items()}
        report["planned"]["date"] = axis.date(result.planned_finish).isoformat()
    return report


def _measured(result: Simulation, measure: Measure, one: float) -> dict[str, Any]:
    """What the futures say of the finish or the cost, in units that are worth `one` minute or unit of money each."""
    found = percentiles(result, measure, CONFIDENCES)
    return {
        "percentiles": {f"P{round(100 * p)}": value / one for p, value in found.items()},
        "error_of_p80": float(convergence(result, measure).error[-1]) / one,
        "tornado": [
            {"id": bar.id, "source": bar.source, "low": bar.low / one, "high": bar.high / one}
            for bar in tornado(result, measure)
        ],
    }


def table_of(report: dict[str, Any]) -> str:
    """The report as lines of text."""
    unit, finish = report["unit"], report["finish"]
    digits = 0 if unit == "minutes" else 1
    rows = [
        ("", *finish["percentiles"]),
        (f"finish, {unit}", *(f"{v:,.{digits}f}" for v in finish["percentiles"].values())),
    ]
    if "dates" in finish:
        rows.append(("finish", *(text[:10] for text in finish["dates"].values())))
    rows.append(("cost", *(f"{v:,.0f}" for v in report["cost"]["percentiles"].values())))
    lines = [f"{row[0]:<16}" + "".join(f"{cell:>14}" for cell in row[1:]) for row in rows]
    lines += ["", f"What moves the finish most: its average, in {unit}, at the low and the high end of each:"]
    for bar in finish["tornado"][:8]:
        lines.append(f"  {bar['id']:<30} {bar['low']:>12,.{digits}f} to {bar['high']:>12,.{digits}f}")
    return "\n".join([*lines, "", *report["notes"]])
