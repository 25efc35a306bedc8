"""What may happen on top of ordinary spread: risk events, opportunities, branches, weather."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from pilothouse.engine.risk.distributions import Distribution, fixed

Share = tuple[str, float]


@dataclass(frozen=True)
class RiskResponse:
    """What a risk looks like once we have acted on it, and what acting costs.

    probability : [-] that it still happens
    delay, cost : [min], [money] if it does
    price       : [money] paid in every future for the response
    """

    probability: float
    delay: Distribution = field(default_factory=lambda: fixed(0))
    cost: Distribution = field(default_factory=lambda: fixed(0))
    price: float = 0.0

    def __post_init__(self) -> None:
        _check_chance("A response", self.probability)
        if not math.isfinite(self.price):
            raise ValueError(f"The price of a response must be a finite amount, not {self.price}.")


@dataclass(frozen=True)
class RiskEvent:
    """Something that may happen once: it lengthens tasks and costs money; negative impacts are an opportunity.

    probability : [-] that it happens
    delay       : [min] of working time, drawn once a future and shared by all tasks it hits
    cost        : [money], drawn once a future
    tasks       : (task id, share of the delay) for each task it hits
    lines       : (cost line id, share of the cost); empty puts the cost on the project as a whole
    response    : the same risk after our response; None where there is none
    Raises ValueError: a probability outside 0 to 1, or a share that is not finite.
    """

    id: str
    probability: float
    delay: Distribution = field(default_factory=lambda: fixed(0))
    cost: Distribution = field(default_factory=lambda: fixed(0))
    tasks: tuple[Share, ...] = ()
    lines: tuple[Share, ...] = ()
    response: RiskResponse | None = None

    def __post_init__(self) -> None:
        _check_chance(f"Risk {self.id!r}", self.probability)
        for name, share in (*self.tasks, *self.lines):
            if not math.isfinite(share):
                raise ValueError(f"Risk {self.id!r} hits {name!r} with a share that is not finite.")


@dataclass(frozen=True)
class Alternative:
    """One way a branch may go: its chance and the tasks done only then."""

    id: str
    probability: float
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    """A point where the project goes one of several ways; the tasks of the others take no time and no money.

    alternatives : their probabilities add up to 1, and no task belongs to two
    Raises ValueError: probabilities that do not add up to 1, or a task named twice.
    """

    id: str
    alternatives: tuple[Alternative, ...]

    def __post_init__(self) -> None:
        for item in self.alternatives:
            _check_chance(f"Alternative {item.id!r} of branch {self.id!r}", item.probability)
        total = math.fsum(item.probability for item in self.alternatives)
        if not math.isclose(total, 1.0, abs_tol=1e-9):
            raise ValueError(f"The alternatives of branch {self.id!r} add up to {total:g}, not 1.")
        tasks = [task for item in self.alternatives for task in item.tasks]
        if len(set(tasks)) < len(tasks):
            raise ValueError(f"Branch {self.id!r} names a task in two alternatives.")


@dataclass(frozen=True)
class Weather:
    """Working time that weather takes away, drawn anew for each period of each future.

    losses       : share of working time lost, one distribution for each season (twelve months, four quarters …)
    tasks        : ids of the tasks that stand still in bad weather
    period       : [min] of working time in one season's period, such as 21 days of 480 minutes for a month
    first_season : the season that the plan starts in, counted from 0
    Raises ValueError: no season, a period below one minute, or a first season that does not exist.
    """

    id: str
    losses: tuple[Distribution, ...]
    tasks: tuple[str, ...]
    period: int = 10_080
    first_season: int = 0

    def __post_init__(self) -> None:
        if not self.losses:
            raise ValueError(f"Weather {self.id!r} has no season.")
        if self.period < 1:
            raise ValueError(f"Weather {self.id!r} needs a period of at least one minute, not {self.period}.")
        if not 0 <= self.first_season < len(self.losses):
            raise ValueError(
                f"Weather {self.id!r} has no season {self.first_season}; it has {len(self.losses)}."
            )


def _check_chance(what: str, chance: float) -> None:
    """Raise where a probability is not one."""
    if not 0.0 <= chance <= 1.0:
        raise ValueError(f"{what} needs a probability between 0 and 1, not {chance}.")
