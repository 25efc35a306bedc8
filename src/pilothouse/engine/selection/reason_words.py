"""The sentences of a reason: what a project left out lacks, and what would bring it in."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.engine.selection.program import Row
from pilothouse.engine.selection.rules import Group
from pilothouse.engine.selection.selection import Selection

FEW = 4  # periods that are listed one by one


def in_words(
    selection: Selection, name: str, lacks: list[tuple[Row, float]], *, worth: float, short: float
) -> tuple[str, str]:
    """Why a project is out, and what would bring it in, from the limits that adding it would break.

    worth : what it would add;  short : worth it would have to gain at the prices of the relaxation
    """
    if not lacks:
        if worth <= 0.0:
            return f"{name} fits, but adds nothing to the objective ({worth:g}).", "A worth above nought."
        return f"{name} fits and adds {worth:g}; the search did not get to it.", "More effort in the search."
    rules = [_rule(selection, row) for row, _ in lacks if row.kind not in ("budget", "skill")]
    stand, met = (_listed([words[side] for words in rules]) for side in (0, 1))
    needs = _room([(row, amount) for row, amount in lacks if row.kind in ("budget", "skill")])
    if stand and needs:
        why = f"{name} is kept out by {stand}, and would need {needs}."
    elif stand:
        why = f"{name} is kept out by {stand}."
    else:
        why = f"{name} would need {needs} on top of the portfolio, which is worth more with what it has."
    brings = f"{needs[:1].upper()}{needs[1:]}" if needs else ""
    if stand:
        brings = f"{brings}; with {met}" if brings else f"With {met}, it fits"
    if short > 0.0:
        brings += f"; or, as a first guess by the prices of the limits, {short:.4g} more worth"
    return why, brings + "."


def _room(lacks: list[tuple[Row, float]]) -> str:
    """What is missing of each budget and skill, with its periods: 10 and 260 more budget in periods 0 and 1."""
    missing: dict[str, list[tuple[int, float]]] = {}
    for row, amount in lacks:
        missing.setdefault(row.name, []).append((row.period, amount))
    return "; and ".join(_stretch(name, sorted(found)) for name, found in missing.items())


def _stretch(name: str, found: list[tuple[int, float]]) -> str:
    periods, amounts = [period for period, _ in found], [amount for _, amount in found]
    when = f"period{'s' if len(periods) > 1 else ''} {_listed([str(period) for period in periods])}"
    if len(set(amounts)) == 1:
        each = " each" if len(amounts) > 1 else ""
        return f"{amounts[0]:g} more {name}{each} in {when}"
    if len(amounts) <= FEW:
        return f"{_listed([f'{amount:g}' for amount in amounts])} more {name} in {when}"
    return f"{min(amounts):g} to {max(amounts):g} more {name} in {when}"


def _rule(selection: Selection, row: Row) -> tuple[str, str]:
    """A rule as a manager would call it, and what it would take; of a group, those that fill it."""
    rule = selection.problem.rules[row.rule] if row.rule >= 0 else None
    if isinstance(rule, Group):
        inside = [name for name in rule.of if name in selection.starts]
        fills = f"{_listed(inside)} fill{'s' if len(inside) == 1 else ''}"
        return f"the group {row.name}, which {fills}", f"one place less taken in the group {row.name}"
    return f"the {row.kind} {row.name}", f"the {row.kind} {row.name} met"


def _listed(words: Sequence[str]) -> str:
    """Words in a row, with an "and" before the last."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
