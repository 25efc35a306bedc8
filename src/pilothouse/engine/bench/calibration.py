"""Truth of forecasts: how many finished projects, each left out of the fit, ended within their P80 and P90."""

from __future__ import annotations

from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.finished_projects import finished_projects
from pilothouse.engine.bench.timing import Effort
from pilothouse.engine.risk.cross_validation import Judgement, Split, judge
from pilothouse.engine.risk.history import FinishedProjects
from pilothouse.engine.risk.published_prior import Measure

MARGIN = {0.8: 8.0, 0.9: 6.0}  # percentage points either side
CASES: tuple[tuple[Measure, Split], ...] = (
    ("time", "left out"),
    ("cost", "left out"),
    ("time", "by time"),
    ("cost", "by time"),
)


def calibration(effort: Effort) -> list[Figure]:
    """Coverage of P80 and P90 for finish and cost, by cross-validation; and the loss beside plain percentiles."""
    folder = effort.data / "dslib"
    if not folder.exists():
        note = f"{effort.data} is absent: no finished projects to forecast"
        return [Figure(case="calibration", what="Coverage", unit="%", value=None, note=note)]
    history = finished_projects(folder).history
    if effort.quick:
        history = FinishedProjects(history.projects[::2])
    found = []
    for measure, split in CASES[: effort.pick(1, len(CASES))]:
        found += _figures(judge(history, measure, split))
    return found


def _figures(judged: Judgement) -> list[Figure]:
    figures = []
    for row in judged.fitted.coverage:
        nominal, margin = 100 * row.confidence, MARGIN[row.confidence]
        figures.append(
            Figure(
                case="calibration",
                what=f"{judged.measure}, {judged.split}: outcomes within P{nominal:.0f}",
                unit="%",
                value=100 * row.share,
                goal=nominal + margin,
                low=nominal - margin,
                ceiling=nominal,
                ceiling_of="a true percentile",
                note=f"{row.hits} of {row.n}; chance gives {row.low} to {row.high}",
            )
        )
    figures.append(
        Figure(
            case="calibration",
            what=f"{judged.measure}, {judged.split}: pinball loss",
            unit="ratio",
            value=judged.fitted.pinball,
            goal=min(judged.plain.pinball, judged.published.pinball),
            ceiling=judged.plain.pinball,
            ceiling_of="not a ceiling: plain percentiles of the same projects, to beat",
            note=f"published reference class, to beat as well, {judged.published.pinball:.4f}",
        )
    )
    return figures
