"""How true are the forecasts? Learn on older projects, forecast newer ones, compare with what came true.

python -m pilothouse.engine.bench.forecast_accuracy ../shared/data/dslib          the figures as JSON
python -m pilothouse.engine.bench.forecast_accuracy ../shared/data/dslib --page   also into the page of the docs
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from .forecast_cases import cut, taught_by_all
from .forecast_measures import everything, older_half
from .forecast_tables import PAGE, with_tables
from .tracked_projects import DATA, tracked_projects


def main(argv: list[str] | None = None) -> int:
    """Print the figures as JSON; write them into the page on request."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DATA)
    parser.add_argument("--page", action="store_true", help=f"write the tables of {PAGE}")
    arguments = parser.parse_args(argv)
    projects = tracked_projects(arguments.folder)
    if arguments.page:
        PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), projects), encoding="utf-8")
    report = {
        "splits": [asdict(row) for row in everything(projects)],
        "older half": asdict(older_half(projects)),
        "learned on the older half": asdict(cut(projects, 0.5)[0].model),
        "learned on all": asdict(taught_by_all(projects)),
    }
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
