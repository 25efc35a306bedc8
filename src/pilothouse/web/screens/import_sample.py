"""The check of an import in detail: its first rows as they would be read, and what its empty cells mean."""

from __future__ import annotations

from html import escape
from typing import Any

from pilothouse.kernel.markup import markup
from pilothouse.workspaces.intake import PreviewCell, Target, preview
from pilothouse.workspaces.intake.mapping import BLANK, ENDS
from pilothouse.workspaces.intake.targets import WORDS
from pilothouse.workspaces.staging import Staged

OUT = '<tr class="out">'


def sample(one: Staged) -> dict[str, Any]:
    """The first rows with their numbers; a row that stays out whole is struck through, with its reason below."""
    shown = preview(one.table, one.mapping, one.answers)
    used = [c for c in one.mapping.choices if c.target is not Target.IGNORE]
    body = []
    for line in shown.rows:
        cells = {cell.column: cell for cell in line.cells}
        why = one.draft.left_out.get(line.number, "")
        tds = "".join(_cell(cells.get(choice.heading), bool(why)) for choice in used)
        number = f'<th scope="row">{line.number}</th>'
        body.append(f"{OUT if why else '<tr>'}{number}{tds}</tr>")
        if why:
            said = f"<b>Row {line.number} stays out.</b> {escape(why)}"
            body.append(
                f'<tr class="why"><td></td><td class="bad wrap" colspan="{len(used)}">{said}</td></tr>'
            )
    columns = [{"label": f"{c.heading} → {WORDS[c.target.value]}"} for c in used]
    return {"columns": [{"label": "Row"}, *columns], "rows_html": markup("".join(body))}


def _cell(cell: PreviewCell | None, out: bool) -> str:
    if cell is None:
        return "<td></td>"
    if out:  # as it stands in the file, since nothing of it is read
        return f"<td><s>{escape(cell.raw[:60])}</s></td>" if cell.raw.strip() else "<td></td>"
    if cell.problem:
        return f'<td class="bad" title="{escape(cell.problem)}">{escape(cell.raw[:60])}</td>'
    return f"<td>{escape((cell.read or '–')[:60])}</td>"


def blank_cells(one: Staged, *, new: bool) -> dict[str, Any] | None:
    """How many cells are empty, by column, and what that means; None where it can mean nothing or is settled.

    new : nothing was told before of what the file speaks of
    """
    counts = one.draft.counts.blank
    if new or not counts or one.mapping.conventions.blank_note:
        return None
    ends = one.answers.get(BLANK) == ENDS
    listed = [f"{n:,} of {heading}" for heading, n in sorted(counts.items(), key=lambda pair: -pair[1])]
    many = sum(counts.values())
    options = (
        ("", "What was told before goes on"),
        (ENDS, "An empty cell ends it: no value any more from that day"),
    )
    return {
        "name": BLANK,
        "count": f"{many:,} {'cell is' if many == 1 else 'cells are'} empty: {', '.join(listed)}.",
        "options": [{"value": v, "label": label, "selected": (v == ENDS) is ends} for v, label in options],
    }


def blanks_told(one: Staged, told: str) -> bool:
    """Keep what was chosen for empty cells; whether that changes what would be written."""
    told = told if told == ENDS else ""
    if one.answers.get(BLANK, "") == told:
        return False
    one.note(answers={**one.answers, BLANK: told})
    return True
