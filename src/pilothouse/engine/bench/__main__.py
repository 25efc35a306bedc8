"""Every goal of the engine beside the figure, and beside what this machine could do in the same run.

python -m pilothouse.engine.bench            a table
python -m pilothouse.engine.bench --json     the same for programs
python -m pilothouse.engine.bench --write    also docs/reference/engine-speed.md
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pilothouse.engine.bench import calibration, choosing, critical_path, levelling, monte_carlo, start_up
from pilothouse.engine.bench.figures import Figure, table
from pilothouse.engine.bench.page import page
from pilothouse.engine.bench.timing import DATA, Effort, machine

CASES: dict[str, Callable[[Effort], list[Figure]]] = {
    "cpm": critical_path.cpm,
    "plain": critical_path.plain,
    "scaling": critical_path.scaling,
    "memory": critical_path.memory,
    "monte-carlo": monte_carlo.monte_carlo,
    "levelling": levelling.levelling,
    "portfolio": levelling.portfolio,
    "knapsacks": choosing.knapsacks,
    "selection": choosing.selection,
    "calibration": calibration.calibration,
    "start-up": start_up.start_up,
}
PAGE = Path("docs/reference/engine-speed.md")


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    made = argparse.ArgumentParser(
        prog="python -m pilothouse.engine.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--json", action="store_true", help="print one JSON document")
    made.add_argument("--quick", action="store_true", help="smaller cases and samples, about a minute")
    made.add_argument("--long", action="store_true", help="larger samples, and ten seconds for each j120")
    made.add_argument(
        "--only", action="append", choices=list(CASES), metavar="NAME", help=f"one of: {', '.join(CASES)}"
    )
    made.add_argument("--data", type=Path, default=DATA, help=f"real instances (default {DATA})")
    made.add_argument("--write", action="store_true", help=f"write {PAGE} from this run")
    return made


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where a goal was missed."""
    arguments = parser().parse_args(argv)
    effort = Effort(quick=arguments.quick, long=arguments.long, data=arguments.data)
    before, figures = machine(), []
    for name in arguments.only or CASES:
        sys.stderr.write(f"{name} …\n")
        figures += CASES[name](effort)
    after = machine()
    if arguments.json:
        report = {
            "machine": {**before, "load_after": after["load"]},
            "figures": [f.as_json() for f in figures],
        }
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(_words(before, after["load"]) + table(figures))
    if arguments.write:
        PAGE.write_text(page(figures, before, after["load"], date.today()), encoding="utf-8")
    return int(any(figure.met == "no" for figure in figures))


def _words(told: dict[str, object], load: object) -> str:
    return (
        f"{told['processors']} processors, {told['processor']}, {told['system']}, Python {told['python']}, "
        f"NumPy {told['numpy']}, Numba {told['numba']}; load before {told['load']}, after {load}\n\n"
    )


if __name__ == "__main__":
    raise SystemExit(main())
