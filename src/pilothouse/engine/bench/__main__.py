"""Every goal of the engine beside the figure, and beside what this machine could do in the same run.

python -m pilothouse.engine.bench            a table; progress goes to the error stream
python -m pilothouse.engine.bench --json     the same for programs: `met` is true, false or null
python -m pilothouse.engine.bench --page     also docs/reference/engine-speed.md, written from this run
python -m pilothouse.engine.bench --only cpm --with before.json --page    one case anew, the rest as it was

Ends with 0 when everything was measured, whether or not a goal was met; with 1 when something broke.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from pilothouse.engine.bench import (
    calibration,
    choosing,
    critical_path,
    forecasts,
    growth,
    levelling,
    monte_carlo,
    start_up,
)
from pilothouse.engine.bench.figures import Figure, table
from pilothouse.engine.bench.page import machine_words, page
from pilothouse.engine.bench.timing import DATA, Effort, machine
from pilothouse.engine.cli.silence import printing_aside

CASES: dict[str, Callable[[Effort], list[Figure]]] = {
    "cpm": critical_path.cpm,
    "plain": critical_path.plain,
    "scaling": growth.scaling,
    "memory": growth.memory,
    "monte-carlo": monte_carlo.monte_carlo,
    "start-up": start_up.start_up,
    "levelling": levelling.levelling,
    "portfolio": levelling.portfolio,
    "knapsacks": choosing.knapsacks,
    "selection": choosing.selection,
    "calibration": calibration.calibration,
    "forecasts": forecasts.forecasts,
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
    made.add_argument("--quick", action="store_true", help="smaller cases and samples, a minute or two")
    made.add_argument("--long", action="store_true", help="larger samples of real instances")
    made.add_argument("--only", metavar="NAMES", help=f"some of these, by commas: {', '.join(CASES)}")
    made.add_argument("--data", type=Path, default=DATA, help=f"real instances (default {DATA})")
    made.add_argument(
        "--with", dest="earlier", type=Path, metavar="FILE", help="add what --json printed before"
    )
    made.add_argument("--page", action="store_true", help=f"write {PAGE} from this run")
    return made


def chosen(only: str | None) -> list[str]:
    """The cases to measure. Raises ValueError: a name that is none of them."""
    names = only.split(",") if only else list(CASES)
    if unknown := [name for name in names if name not in CASES]:
        raise ValueError(f"{unknown[0]!r} is no case; there are: {', '.join(CASES)}.")
    return names


def measured(names: Sequence[str], effort: Effort) -> list[Figure]:
    """The figures of each case in turn; a case that breaks says so in its place, and the rest goes on."""
    figures: list[Figure] = []
    for number, name in enumerate(names, start=1):
        sys.stderr.write(f"[{number}/{len(names)}] {name} … ")
        sys.stderr.flush()
        begin = time.perf_counter()
        try:
            with printing_aside():
                figures += CASES[name](effort)
        except Exception as broken:  # the other cases are still worth their time
            note = f"broke: {type(broken).__name__}: {broken}"
            figures.append(Figure(case=name, what=name, unit="", value=None, note=note, broke=True))
        sys.stderr.write(f"{time.perf_counter() - begin:.0f} s\n")
    return figures


def joined(figures: Sequence[Figure], earlier: Path | None) -> list[Figure]:
    """These figures and those of an earlier document for the other cases, in the order of the cases."""
    if earlier is None:
        return list(figures)
    known = {field.name for field in fields(Figure)}
    now = {figure.case for figure in figures}
    read = json.loads(earlier.read_text(encoding="utf-8"))["figures"]
    before = [Figure(**{name: row[name] for name in row if name in known}) for row in read]
    both = [*figures, *(figure for figure in before if figure.case not in now)]
    return sorted(both, key=lambda figure: list(CASES).index(figure.case))


def as_json(figures: Sequence[Figure], before: dict[str, Any], after: dict[str, Any]) -> str:
    """One document: the machine, when, and every figure."""
    report = {
        "measured": date.today().isoformat(),
        "machine": {**before, "load_after": after["load"]},
        "figures": [figure.as_json() for figure in figures],
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where a case broke."""
    arguments = parser().parse_args(argv)
    try:
        names = chosen(arguments.only)
    except ValueError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    before = machine()
    figures = measured(names, Effort(quick=arguments.quick, long=arguments.long, data=arguments.data))
    figures = joined(figures, arguments.earlier)
    after = machine()
    if arguments.json:
        sys.stdout.write(as_json(figures, before, after))
    else:
        sys.stdout.write(machine_words(before, after["load"]) + "\n\n" + table(figures))
    if arguments.page:
        PAGE.write_text(page(figures, before, after["load"], date.today()), encoding="utf-8")
    return int(any(figure.broke for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main())
