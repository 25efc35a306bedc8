"""The question put to the optimiser: candidates, budgets, skills, rules and what is worth most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from pilothouse.engine.selection.candidates import Candidate, finite
from pilothouse.engine.selection.rules import Balance, Group, Limit, Prerequisite, Rule


@dataclass(frozen=True, kw_only=True)
class SelectionProblem:
    """Which projects, and when, under the budgets and the people we have.

    candidates : the projects that may be chosen
    budgets    : [money] per period, shape (periods,); its length is the horizon
    capacity   : skill -> [people] per period, each shape (periods,)
    objective  : measure -> weight; the portfolio maximises the weighted sum of scores (a negative
                 weight makes a score, such as risk, one to keep low)
    discount   : measure -> rate per period; a score earned by a start in period t counts
                 1 / (1 + rate) ** t, so that an early start is worth more
    rules      : groups, prerequisites, balances, limits
    carry_over : unspent budget passes to later periods
    Raises ValueError: names unknown or used twice, shapes that differ, prerequisites in a circle, a must-do
    that no period can start, figures not finite.
    """

    candidates: tuple[Candidate, ...]
    budgets: tuple[float, ...]
    capacity: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    objective: Mapping[str, float] = field(default_factory=lambda: {"value": 1.0})
    discount: Mapping[str, float] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    carry_over: bool = False

    def __post_init__(self) -> None:
        if not self.candidates:
            raise ValueError("There is no candidate to choose from.")
        if not self.budgets:
            raise ValueError("There is no budget: give one figure a period.")
        finite("the budgets", self.budgets, least=0.0)
        for skill, people in self.capacity.items():
            finite(f"the capacity of {skill}", people, least=0.0)
            if len(people) != self.periods:
                raise ValueError(f"The capacity of {skill} has {len(people)} periods, not {self.periods}.")
        self._check_objective()
        self._check_candidates()
        self._check_rules()

    def _check_objective(self) -> None:
        if not self.objective:
            raise ValueError("Nothing is worth anything: name at least one measure in the objective.")
        finite("the weights of the objective", self.objective.values())
        finite("the discount rates", self.discount.values(), least=0.0)

    def _check_candidates(self) -> None:
        if len(self.position) != len(self.candidates):
            names = [one.name for one in self.candidates]
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"Two candidates are called {twice}.")
        for one in self.candidates:
            for skill in one.demand:
                if skill not in self.capacity:
                    raise ValueError(f"{one.name} asks for {skill}, a skill without a capacity.")
            if one.must_do and not one.starts(self.periods):
                raise ValueError(
                    f"{one.name} must be done, but no start lets it finish within {self.periods} periods."
                )
            if one.running and len(one.running.stop_cost) > self.periods:
                raise ValueError(f"The stop cost of {one.name} runs past the {self.periods} periods.")
        known = {measure for one in self.candidates for measure in one.scores}
        for measure in [*self.objective, *self.discount, *measures_of(self.rules)]:
            if measure not in known:
                raise ValueError(f"No candidate has a score called {measure}.")

    def _check_rules(self) -> None:
        categories = {one.category for one in self.candidates}
        for rule in self.rules:
            for name in named_in(rule):
                if name not in self.position:
                    raise ValueError(f"A rule names {name}, which is no candidate.")
            if isinstance(rule, Balance) and rule.category not in categories:
                raise ValueError(f"A balance names the category {rule.category}, which no candidate has.")
        circle = circular(self.rules)
        if circle:
            raise ValueError("Prerequisites go in a circle: " + " needs ".join(circle) + ".")

    @property
    def periods(self) -> int:
        """The horizon, in periods."""
        return len(self.budgets)

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each candidate stands in the list, by name."""
        return {one.name: place for place, one in enumerate(self.candidates)}

    def worth(self, candidate: Candidate, start: int, measure: str) -> float:
        """What a candidate's score counts when it starts in that period."""
        return candidate.scores.get(measure, 0.0) / (1.0 + self.discount.get(measure, 0.0)) ** start

    def under(self, *rules: Rule) -> SelectionProblem:
        """The same question with more rules."""
        return replace(self, rules=(*self.rules, *rules))


def named_in(rule: Rule) -> tuple[str, ...]:
    """The projects a rule names."""
    if isinstance(rule, Group):
        return rule.of
    return (rule.project, rule.needs) if isinstance(rule, Prerequisite) else ()


def measures_of(rules: Iterable[Rule]) -> list[str]:
    """The scores that the rules weigh."""
    found = [rule.measure for rule in rules if isinstance(rule, Balance | Limit)]
    return [measure for measure in found if measure not in ("cost", "count")]


def circular(rules: Iterable[Rule]) -> list[str]:
    """The names along a circle of prerequisites, the first repeated at the end; empty where there is none."""
    needs: dict[str, list[str]] = {}
    for rule in rules:
        if isinstance(rule, Prerequisite):
            needs.setdefault(rule.project, []).append(rule.needs)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
