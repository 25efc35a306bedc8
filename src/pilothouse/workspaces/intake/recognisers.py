"""Knows the UK Government's major projects data as published, year by year, and the tidy ten-year file of it.

Source: Infrastructure and Projects Authority, annual reports on major projects and the data published
with them (Open Government Licence v3.0), and the departments' transparency returns that they are made of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from .calendar_dates import year_only
from .departments import DEPARTMENTS
from .headings import fold_heading
from .mapping import ColumnChoice, Conventions, Mapping
from .table import Table
from .targets import MONEY_TARGETS, Target

REPORT_DAY: Final = (3, 31)
"""A report year stands for 31 March of that year, the end of the financial year that the report closes.

The narratives of the 2022 and 2023 reports compare quarter 4 with the quarter 4 before: data as at 31 March. Those
of 2014–2020 mostly name 30 September of the year before as the day of the rating; one rule for all years keeps
the ten reports a year apart, and the narrative beside each rating keeps the day that the publisher names.
"""
FIRST_THREE_STEP_YEAR: Final = 2022
"""From the 2022 report on, Amber/Green and Amber/Red are gone. Source: the rating comments of that report."""
UNRATED: Final = "No rating was published."
BLANK: Final = "None was published."
TIDY: Final = "uk-major-projects-tidy"
PUBLISHED: Final = "uk-major-projects"

TIDY_COLUMNS: Final[dict[str, tuple[Target, str]]] = {
    "report_year": (Target.EFFECTIVE, ""),
    "project_id": (Target.CODE, ""),
    "series_id": (Target.SERIES, ""),
    "project_name": (Target.NAME, ""),
    "department": (Target.PORTFOLIO, ""),
    "category": (Target.NARRATIVE, "category"),
    "dca": (Target.RATING_OFFICE, ""),
    "dca_sro": (Target.RATING_MANAGER, ""),
    "dca_scale": (Target.RATING_SCALE, ""),
    "start_date": (Target.START, ""),
    "end_date": (Target.FINISH, ""),
    "year_baseline_gbp_m": (Target.BUDGET, ""),
    "year_forecast_gbp_m": (Target.FORECAST, ""),
    "wlc_baseline_gbp_m": (Target.WHOLE_LIFE_COST, ""),
    "benefits_baseline_gbp_m": (Target.BENEFITS, ""),
    "aims": (Target.NARRATIVE, "aims"),
    "dca_narrative": (Target.NARRATIVE, "rating"),
    "schedule_narrative": (Target.NARRATIVE, "schedule"),
    "budget_narrative": (Target.NARRATIVE, "budget"),
    "wlc_narrative": (Target.NARRATIVE, "whole_life_cost"),
}
SAYS: Final = r"(comment|narrative)"
RATED: Final = r"(rating|rag|confidence|dca)"
# Most telling first: a heading goes to the first pattern that it fits. The long forms are those of the
# departments' own returns, which changed a few words from year to year.
PUBLISHED_COLUMNS: Final[tuple[tuple[str, Target, str], ...]] = (
    (r"^(report )?year$", Target.EFFECTIVE, ""),
    (r"^(gmpp )?(project )?(id )?(number|id)( number)?$", Target.CODE, ""),
    (r"^project name$", Target.NAME, ""),
    (r"^department$", Target.PORTFOLIO, ""),
    (r"category$", Target.NARRATIVE, "category"),
    (r"aims", Target.NARRATIVE, "aims"),
    (rf"{SAYS}.*{RATED}|(rating|rag|dca).*{SAYS}", Target.NARRATIVE, "rating"),
    (rf"schedule.*comment|{SAYS}.*schedule", Target.NARRATIVE, "schedule"),
    (rf"{SAYS}.*whole life|whole life.*{SAYS}|^budget comment$", Target.NARRATIVE, "whole_life_cost"),
    (rf"{SAYS}.*benefit|benefit.*{SAYS}", Target.NARRATIVE, "benefits"),
    (rf"{SAYS}.*(variance|budget)|variance.*{SAYS}", Target.NARRATIVE, "budget"),
    (r"variance", Target.IGNORE, ""),
    (rf"(sro|senior responsible owner).*{RATED}|^colou?r rating 2$", Target.RATING_MANAGER, ""),
    (
        rf"(ipa|mpa|authority).*{RATED}|^colou?r rating$|^(rag|rating|dca)( rating)?$",
        Target.RATING_OFFICE,
        "",
    ),
    (r"start date", Target.START, ""),
    (r"end date", Target.FINISH, ""),
    (r"benefit", Target.BENEFITS, ""),
    (r"wlc|whole life", Target.WHOLE_LIFE_COST, ""),
    (r"forecast", Target.FORECAST, ""),
    (r"baseline", Target.BUDGET, ""),
)
NEEDED: Final = frozenset(
    {Target.NAME, Target.PORTFOLIO, Target.RATING_OFFICE, Target.WHOLE_LIFE_COST, Target.FINISH}
)


UK: Final = Conventions(
    number_style="point",
    date_order="dmy",
    year_end=REPORT_DAY,
    unrated_note=UNRATED,
    blank_note=BLANK,
    portfolios=DEPARTMENTS,
)


def recognise(table: Table) -> Mapping | None:
    """The mapping of a publication that we know, else None. Nothing is asked of what a publisher settled."""
    return _tidy(table) or _published(table)


def _tidy(table: Table) -> Mapping | None:
    if not set(TIDY_COLUMNS) <= set(table.columns):
        return None
    chosen = [TIDY_COLUMNS.get(heading, (Target.IGNORE, "")) for heading in table.columns]
    return Mapping(_choices(table, chosen, "the tidy ten-year file"), TIDY, UK)


def _published(table: Table) -> Mapping | None:
    chosen = _assign(table)
    targets = {target for target, _ in chosen}
    words = " ".join(fold_heading(heading) for heading in table.columns)
    known = re.search(r"colou?r rating|\bgmpp\b|\bipa\b|\bmpa\b|delivery confidence", words)
    if known is None or not targets >= NEEDED:
        return None
    years = _report_years(table, chosen)
    conventions = replace(
        UK,
        effective=date(min(years), *REPORT_DAY) if len(years) == 1 else None,
        scale=steps_in(min(years)) if years and steps_in(min(years)) == steps_in(max(years)) else 0,
    )
    return Mapping(_choices(table, chosen, "the major projects data as published"), PUBLISHED, conventions)


def steps_in(year: int) -> int:
    """How many steps the ratings of a report year have."""
    return 3 if year >= FIRST_THREE_STEP_YEAR else 5


def _assign(table: Table) -> list[tuple[Target, str]]:
    """Target and topic of each column; a second column of the same sense is ignored."""
    chosen: list[tuple[Target, str]] = []
    for heading in table.columns:
        words = fold_heading(heading)
        found = next(
            ((t, topic) for pattern, t, topic in PUBLISHED_COLUMNS if re.search(pattern, words)), None
        )
        chosen.append(found if found and found not in chosen else (Target.IGNORE, ""))
    return chosen


def _report_years(table: Table, chosen: list[tuple[Target, str]]) -> set[int]:
    """Report years from the year column, else from the file's name ("…_2019.csv"); empty if neither tells."""
    for index, (target, _) in enumerate(chosen):
        if target is Target.EFFECTIVE:
            return {year for cell in table.column(index) if (year := year_only(cell)) is not None}
    return {int(year) for year in re.findall(r"(?<!\d)20[12]\d(?!\d)", table.filename)}


def _choices(table: Table, chosen: list[tuple[Target, str]], what: str) -> tuple[ColumnChoice, ...]:
    return tuple(
        ColumnChoice(
            index=index,
            heading=heading,
            target=target,
            confidence=0.0 if target is Target.IGNORE else 1.0,
            reason=f"Recognised: {what} of the UK Government Major Projects Portfolio.",
            topic=topic,
            factor=10**6 if target in MONEY_TARGETS else 1,
            currency="GBP" if target in MONEY_TARGETS else "",
        )
        for index, (heading, (target, topic)) in enumerate(zip(table.columns, chosen, strict=True))
    )
