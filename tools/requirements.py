"""Says which requirements have a passing test that cites them, from the notes of the last test runs.

A row counts when at least one test citing it passed in the last runs and none failed.
Rows are read from ../shared/product/requirements.md where it is; `--json` is for scripts.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / "build" / "test-runs"
ROWS = ROOT.parent / "shared" / "product" / "requirements.md"
LINE = re.compile(r"^\|\s*(\d+)\s*\|\s*([MSC])\s*\|[^|]*\|\s*([^|]+?)\s*\|")


def rows() -> dict[str, tuple[str, str]]:
    """Each requirement with its priority and phrase; empty when the list is not beside the repository."""
    if not ROWS.exists():
        return {}
    found = (LINE.match(line) for line in ROWS.read_text(encoding="utf-8").splitlines())
    return {f"REQ-{int(match[1]):03d}": (match[2], match[3]) for match in found if match}


def cited() -> dict[str, set[str]]:
    """The outcomes of the tests that cite each row, over all kept runs."""
    outcomes: dict[str, set[str]] = defaultdict(set)
    for path in sorted(RUNS.glob("*.json")):
        for note in json.loads(path.read_text()).values():
            for row in note["rows"]:
                outcomes[row].add(note["outcome"])
    return outcomes


def main() -> int:
    """Print the list; 1 when a test cites a row that does not exist or a citing test fails."""
    known, outcomes = rows(), cited()
    if not RUNS.exists():
        print("No test has run yet: `make check` first.", file=sys.stderr)
        return 1
    met = sorted(row for row, seen in outcomes.items() if "passed" in seen and "failed" not in seen)
    failing = sorted(row for row, seen in outcomes.items() if "failed" in seen)
    strange = sorted(set(outcomes) - set(known)) if known else []
    if "--json" in sys.argv:
        open_rows = sorted(set(known) - set(met))
        print(json.dumps({"met": met, "failing": failing, "unknown": strange, "open": open_rows}, indent=1))
    else:
        _say(known, met, failing, strange)
    return 1 if failing or strange else 0


def _say(known: dict[str, tuple[str, str]], met: list[str], failing: list[str], strange: list[str]) -> None:
    for row in met:
        priority, phrase = known.get(row, ("", ""))
        print(f"  {row} {priority:1} met      {phrase[:90]}")
    for row in failing:
        print(f"  {row}   FAILING  {known.get(row, ('', ''))[1][:90]}")
    for row in strange:
        print(f"  {row}   is cited and is no requirement")
    total = f" of {len(known)}" if known else " (../shared/product/requirements.md is absent, so no others)"
    must = [row for row, (priority, _) in known.items() if priority == "M"]
    musts = f"; of {len(must)} must-rows {len(set(must) & set(met))}" if known else ""
    print(f"{len(met)}{total} requirements have a passing test that cites them{musts}.")


if __name__ == "__main__":
    sys.exit(main())
