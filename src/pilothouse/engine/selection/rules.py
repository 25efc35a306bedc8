"""The rules a portfolio keeps: groups, prerequisites and balance between categories."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

Timing = Literal["chosen", "starts_before", "finishes_before"]


@dataclass(frozen=True, kw_only=True)
class Group:
    """So many of these projects, no fewer and no more.

    `most=1` makes them exclusive; `least=2` asks for at least two of them.
    Raises ValueError: fewer than one name, a name twice, or bounds that cannot hold.
    """

    name: str
    of: tuple[str, ...]
    least: int = 0
    most: int | None = None

    def __post_init__(self) -> None:
        if not self.of or len(set(self.of)) != len(self.of):
            raise ValueError(f"Group {self.name} needs projects, each named once.")
        if self.least < 0 or self.least > len(self.of):
            raise ValueError(f"Group {self.name} asks for {self.least} of {len(self.of)} projects.")
        if self.most is not None and self.most < max(self.least, 0):
            raise ValueError(f"Group {self.name} asks for at least {self.least} and at most {self.most}.")


@dataclass(frozen=True, kw_only=True)
class Prerequisite:
    """One project only together with another, and if wished only after it.

    timing : "chosen" both are in; "starts_before" the needed one starts no later than `lag` periods
             before; "finishes_before" it has finished, and `lag` periods have passed
    lag    : [periods], may not be negative
    """

    project: str
    needs: str
    timing: Timing = "chosen"
    lag: int = 0

    def __post_init__(self) -> None:
        if self.project == self.needs:
            raise ValueError(f"{self.project} cannot be its own prerequisite.")
        if self.timing not in ("chosen", "starts_before", "finishes_before"):
            raise ValueError(f"{self.project} needs {self.needs} in an unknown way: {self.timing}.")
        if self.lag < 0:
            raise ValueError(f"The lag between {self.needs} and {self.project} is negative.")


@dataclass(frozen=True, kw_only=True)
class Balance:
    """A category's share of the whole portfolio, in spend, in count or in any score.

    measure     : "cost" (from now on), "count", or the name of a score
    least, most : [-] share of the portfolio's total, 0 to 1; an empty portfolio keeps any balance
    """

    category: str
    measure: str = "cost"
    least: float = 0.0
    most: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.least <= self.most <= 1.0:
            raise ValueError(f"The balance of {self.category} needs 0 <= least <= most <= 1.")


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A total of one score over the portfolio kept between two figures, such as risk at most 40."""

    measure: str
    least: float = -inf
    most: float = inf

    def __post_init__(self) -> None:
        if not self.least <= self.most:
            raise ValueError(f"The limit on {self.measure} asks for {self.least} to {self.most}.")


Rule = Group | Prerequisite | Balance | Limit
