"""Guesses what each column is from its heading and from what stands under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .calendar_dates import parse_date, year_only
from .currencies import currency_in
from .draft import Kind
from .headings import clues_in, factor_in, topic_of
from .mapping import ColumnChoice, Mapping
from .money import split_amount
from .ratings import parse_rating
from .recognisers import recognise
from .table import Cell, Table, show
from .targets import DATE_TARGETS, MONEY_TARGETS, RATING_TARGETS, WORDS, Target
from .values import Unreadable, held_back, one_line

SAMPLE = 300
ENOUGH = 0.5
"""Share of filled cells that must read as what the heading promises."""


def guess_mapping(table: Table) -> Mapping:
    """What each column most likely is, with a confidence and a reason; a known publication is recognised.

    A target that can stand only once goes to the column with the highest confidence; the rest are ignored and
    say so. Nothing is asked here: see `open_questions`.
    """
    known = recognise(table)
    if known is not None:
        return known
    candidates = sorted(
        (
            (confidence, -index, target, why)
            for index, heading in enumerate(table.columns)
            for target, confidence, why in _candidates(heading, table.column(index))
        ),
        reverse=True,
    )
    taken: dict[int, ColumnChoice] = {}
    lost: dict[int, str] = {}
    used: dict[Target, str] = {}
    for confidence, minus_index, target, why in candidates:
        index = -minus_index
        if index in taken:
            continue
        if target in used and target is not Target.NARRATIVE:
            lost.setdefault(index, f"It could be {_label(target)}, but “{used[target]}” fits better.")
            continue
        used[target] = table.columns[index]
        taken[index] = _choice(table, index, target, confidence, why)
    return Mapping(
        tuple(
            taken.get(i) or ColumnChoice(i, heading, reason=lost.get(i, "Nothing in it was recognised."))
            for i, heading in enumerate(table.columns)
        )
    )


def _choice(table: Table, index: int, target: Target, confidence: float, why: str) -> ColumnChoice:
    heading = table.columns[index]
    money = target in MONEY_TARGETS
    return ColumnChoice(
        index=index,
        heading=heading,
        target=target,
        confidence=round(confidence, 2),
        reason=why,
        topic=topic_of(heading) if target is Target.NARRATIVE else "",
        factor=factor_in(heading) if money else 1,
        currency=(currency_in(heading) or _currency_under(table.column(index))) if money else "",
    )


def _currency_under(cells: Iterable[Cell]) -> str:
    """The one currency that the cells themselves name, "" when none or several."""
    found = {currency_in(cell) for cell in _filled(cells) if isinstance(cell, str)} - {""}
    return found.pop() if len(found) == 1 else ""


def _label(target: Target) -> str:
    return WORDS[target.value]


def _candidates(heading: str, cells: list[Cell]) -> list[tuple[Target, float, str]]:
    filled = _filled(cells)
    found: list[tuple[Target, float, str]] = []
    for target, weight in clues_in(heading):
        share = fit(target, filled)
        if share >= ENOUGH:
            why = f"The heading says {_label(target)} and {share:.0%} of the filled cells fit."
            found.append((target, weight * (0.5 + share / 2), why))
    if not found and filled and fit(Target.RATING_MANAGER, filled) > 0.9:
        found.append((Target.RATING_MANAGER, 0.5, "Nearly every cell is a rating."))
    return found


def _filled(cells: Iterable[Cell]) -> list[Cell]:
    """Up to SAMPLE cells that hold a value, not a dash or a reason for having none."""
    found: list[Cell] = []
    for cell in cells:
        if held_back(cell) is None:
            found.append(cell)
            if len(found) >= SAMPLE:
                break
    return found


def fit(target: Target, filled: list[Cell]) -> float:
    """Share of filled cells, 0 to 1, that read as what the target needs; an empty column fits nothing."""
    if not filled:
        return 0.0
    test = _test_for(target)
    return sum(1 for cell in filled if test(cell)) / len(filled)


def _test_for(target: Target) -> Callable[[Cell], bool]:
    if target in MONEY_TARGETS:
        return _is_amount
    if target in DATE_TARGETS:
        return _is_date
    if target in RATING_TARGETS:
        return _is_rating
    if target is Target.EFFECTIVE:
        return lambda cell: year_only(cell) is not None or _is_date(cell)
    if target is Target.KIND:
        return lambda cell: show(cell).strip().lower() in {k.value for k in Kind} | {"program"}
    if target is Target.RATING_SCALE:
        return lambda cell: show(cell).strip()[:1] in ("3", "5")
    if target in (Target.NAME, Target.PORTFOLIO, Target.PROGRAMME, Target.MANAGER):
        return lambda cell: isinstance(cell, str) and not _is_amount(cell) and not _is_date(cell)
    if target is Target.CODE:
        return lambda cell: len(show(cell)) <= 40 and not (isinstance(cell, str) and _is_date(cell))
    return lambda cell: isinstance(cell, str) and len(one_line(cell)) > 3


def _is_amount(cell: Cell) -> bool:
    return split_amount(cell) is not None if isinstance(cell, str) else not hasattr(cell, "year")


def _is_date(cell: Cell) -> bool:
    for order in ("dmy", "mdy"):
        try:
            parse_date(cell, order=order)
        except Unreadable:
            continue
        return True
    return False


def _is_rating(cell: Cell) -> bool:
    try:
        return parse_rating(cell) is not None
    except Unreadable:
        return False
