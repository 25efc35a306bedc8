"""Puts the rows of a table together into a draft: places once each, facts dated, problems listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Answers
from dataclasses import dataclass, field, replace
from datetime import date

from .draft import (
    DraftCounts,
    DraftFact,
    DraftPlace,
    Kind,
    Measure,
    PortfolioDraft,
    RowProblem,
)
from .mapping import Mapping, with_blanks
from .questions import Unanswered, long_date, settle
from .row_reading import RowRead, fold, make_reader, read_row
from .table import ImportRejected, Table
from .targets import Target

WORK = (Kind.PROJECT, Kind.INITIATIVE)


def draft_portfolio(
    table: Table, mapping: Mapping, answers: Answers[str, str] | None = None, *, today: date | None = None
) -> PortfolioDraft:
    """What importing the table would write. Pure: the same table, mapping, answers and day give the same draft.

    A bad cell costs that cell, a row that names nothing costs that row, and nothing else.
    Raises Unanswered: a question is open. ImportRejected: no column holds a name or a code.
    """
    if not mapping.each(Target.NAME, Target.CODE):
        raise ImportRejected("Say which column holds the name or the code of each project.", code="no-name")
    formats, questions = settle(table, mapping, answers or {})
    if questions:
        raise Unanswered(questions)
    reader = make_reader(table, with_blanks(mapping, answers or {}), formats, today)
    reads = [read_row(reader, n, row) for n, row in zip(table.numbers, table.rows, strict=True)]
    assembly = _Assembly(mapping.conventions.portfolios)
    kept = [(series, read) for read in reads if not read.fatal and (series := assembly.place_row(read))]
    places = assembly.places(kept)
    facts = tuple(fact for series, read in kept for fact in _facts(series, read, assembly))
    taken = {read.number for _, read in kept}
    return PortfolioDraft(
        source=table.filename,
        digest=table.digest,
        recipe=mapping.recipe,
        places=places,
        facts=facts,
        errors=tuple(problem for read in reads for problem in read.errors),
        warnings=tuple(problem for read in reads for problem in read.warnings),
        counts=_count(reads, kept, places, facts),
        left_out={read.number: read.errors[-1].reason for read in reads if read.number not in taken},
    )


@dataclass(slots=True)
class _Assembly:
    """The places found so far, and which row was the latest to speak of each."""

    portfolios: dict[str, tuple[str, str]]
    first_names: dict[tuple[str, date], RowRead] = field(default_factory=dict)
    latest: dict[str, RowRead] = field(default_factory=dict)
    parents: dict[str, DraftPlace] = field(default_factory=dict)

    def place_row(self, read: RowRead) -> str:
        """The series that a row belongs to, "" when an earlier row has said the same already."""
        series = self.series_of(read)
        effective = read.effective or date.min
        first = self.first_names.get((series, effective))
        if first is not None and fold(first.name) != fold(read.name):
            reason = f"Row {first.number} has the same code at the same date under another name; kept apart."
            read.warnings.append(RowProblem(read.number, "", read.name, reason))
            series = f"{series}/{fold(read.name)}"
            first = self.first_names.get((series, effective))
        if first is not None:
            reason = f"Row {first.number} already speaks of “{read.name[:80]}” on {long_date(effective)}."
            read.errors.append(RowProblem(read.number, "", read.name, reason))
            return ""
        self.first_names[(series, effective)] = read
        best = self.latest.get(series)
        if best is None or (best.effective or date.min) <= effective:
            self.latest[series] = read
        return series

    def series_of(self, read: RowRead) -> str:
        """What makes a place the same from year to year: its code, else its name where it belongs."""
        if read.kind is Kind.PORTFOLIO:
            return f"portfolio:{fold(self.known(read.name)[0] or read.name)}"
        portfolio = self.portfolio_of(read)
        if read.kind is Kind.PROGRAMME:
            return f"programme:{portfolio}/{fold(read.name)}"
        if read.series or read.code:
            return f"{read.kind}:{fold(read.series or read.code)}"
        return f"{read.kind}:{portfolio}/{fold(read.programme)}/{fold(read.name)}"

    def known(self, portfolio: str) -> tuple[str, str]:
        """(code, name) of a portfolio; the code is "" unless the publisher's conventions know it."""
        return self.portfolios.get(fold(portfolio), ("", portfolio))

    def portfolio_of(self, read: RowRead) -> str:
        """The folded identity of the portfolio that a row names, "" for none."""
        return fold(self.known(read.portfolio)[0] or read.portfolio)

    def places(self, kept: list[tuple[str, RowRead]]) -> tuple[DraftPlace, ...]:
        """All places, parents before children, each as its latest row describes it."""
        own: dict[str, DraftPlace] = {}
        for series, _ in kept:
            if series in own:
                continue
            read = self.latest[series]
            code, name = self.known(read.name) if read.kind is Kind.PORTFOLIO else ("", read.name)
            own[series] = DraftPlace(
                key=series,
                kind=read.kind,
                name=name,
                code=read.code or code,
                parent=self.parent_of(read),
                series=series,
                manager=read.manager,
                row=read.number,
            )
        for key, place in self.parents.items():
            if key in own:
                own[key] = replace(own[key], parent=own[key].parent or place.parent)
        merged = {**{k: p for k, p in self.parents.items() if k not in own}, **own}
        depth = {Kind.PORTFOLIO: 0, Kind.PROGRAMME: 1}
        return tuple(sorted(merged.values(), key=lambda p: depth.get(p.kind, 2)))

    def parent_of(self, read: RowRead) -> str:
        """Key of the place above a row's place; the portfolio and programme it names are made when new."""
        if read.kind is Kind.PORTFOLIO:
            return ""
        above = ""
        if read.portfolio:
            code, name = self.known(read.portfolio)
            above = f"portfolio:{self.portfolio_of(read)}"
            found = DraftPlace(above, Kind.PORTFOLIO, name, code, series=above, row=read.number)
            self.parents.setdefault(above, found)
        if read.programme and read.kind is not Kind.PROGRAMME:
            key = f"programme:{self.portfolio_of(read)}/{fold(read.programme)}"
            found = DraftPlace(key, Kind.PROGRAMME, read.programme, parent=above, series=key, row=read.number)
            self.parents.setdefault(key, found)
            above = key
        return above


def _facts(series: str, read: RowRead, assembly: _Assembly) -> list[DraftFact]:
    effective = read.effective or date.min
    facts = [
        DraftFact(
            place=series,
            measure=value.measure,
            effective=effective,
            value=value.value,
            currency=value.currency,
            scale=value.scale,
            note=value.note,
            topic=value.topic,
            row=read.number,
            column=value.column,
        )
        for value in read.values
    ]
    # The tree shows where a project is now; where it was reported from then stays as a fact of that date.
    if read.portfolio and assembly.portfolio_of(read) != assembly.portfolio_of(assembly.latest[series]):
        note = f"Reported by {assembly.known(read.portfolio)[1]}."
        moved = DraftFact(series, Measure.NARRATIVE, effective, note=note, topic="portfolio", row=read.number)
        facts.append(moved)
    return facts


def _count(
    reads: list[RowRead],
    kept: list[tuple[str, RowRead]],
    places: tuple[DraftPlace, ...],
    facts: tuple[DraftFact, ...],
) -> DraftCounts:
    by_date = Counter(read.effective for _, read in kept if read.kind in WORK and read.effective)
    return DraftCounts(
        rows=len(reads),
        good=len(kept),
        bad=sum(1 for read in reads if read.errors),
        places={kind.value: n for kind, n in Counter(place.kind for place in places).items()},
        facts={measure.value: n for measure, n in Counter(fact.measure for fact in facts).items()},
        by_date=dict(sorted(by_date.items())),
        withheld=sum(read.withheld for read in reads),
        blank=dict(Counter(heading for _, read in kept for heading in read.blank)),
    )
