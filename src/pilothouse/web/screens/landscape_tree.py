"""The landscape as a tree: what is unfolded at first, what a click unfolds, and a page of it."""

from __future__ import annotations

from django.http import HttpRequest

from pilothouse.reports.landscape import Landscape
from pilothouse.reports.landscape_lines import Line
from pilothouse.reports.landscape_rows import visible_lines
from pilothouse.web.screens.landscape_filters import address

OPEN_AT_FIRST = 200
DEEPEST = 4
Shown = tuple[Line, int, str]


def _levels(found: Landscape) -> int:
    """How many levels are unfolded at first: as many as show no more lines than one can take in, four at most."""
    level, lines, count = 0, list(found.whole.roots), len(found.whole.roots)
    while level < DEEPEST and count <= OPEN_AT_FIRST:
        level += 1
        lines = [child for line in lines for child in line.children]
        count += len(lines)
    return max(1, level)


class Folded:
    """The tree as the address folds it."""

    def __init__(self, request: HttpRequest, found: Landscape) -> None:
        self.request = request
        self.opened = set(filter(None, request.GET.get("open", "").split(",")))
        self.shut = set(filter(None, request.GET.get("shut", "").split(",")))
        self.levels = _levels(found)
        self.starting: set[str] = set()
        self._begin(list(found.whole.roots), 1)
        self.shown: list[Shown] = visible_lines(found, self.is_open)

    def _begin(self, lines: list[Line], depth: int) -> None:
        for line in lines:
            if line.children and depth < self.levels:
                self.starting.add(line.uid)
                self._begin(list(line.children), depth + 1)

    def is_open(self, line: Line, depth: int) -> bool:
        """Whether what lies below a line is shown."""
        return line.uid in self.opened or (line.uid in self.starting and line.uid not in self.shut)

    def toggle(self, line: Line) -> str:
        """The address in which a line is folded the other way."""
        opened, shut = self.opened - {line.uid}, self.shut - {line.uid}
        (shut if self.is_open(line, 0) else opened).add(line.uid)
        return address(self.request, open=",".join(sorted(opened)), shut=",".join(sorted(shut)))

    def page(self, first: int, size: int) -> list[Shown]:
        """A page of the tree; a later one begins with what its first line lies below."""
        above: list[Shown] = []
        depth = self.shown[first][1] if first < len(self.shown) else 0
        for line in reversed(self.shown[:first]):
            if line[1] < depth:
                above.insert(0, line)
                depth = line[1]
        return above + self.shown[first : first + size]
