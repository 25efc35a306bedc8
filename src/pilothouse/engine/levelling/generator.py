"""Make levelling problems of a chosen size and hardness, for tests and benchmarks.

Sources: Kolisch, Sprecher and Drexl, Management Science 41 (1995) 1693-1703 (resource strength); Mastor,
Management Science 16 (1970) 728-746 (order strength); both as used by Vanhoucke et al., EJOR 187 (2008) 511-524.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from pilothouse.engine.levelling.crowd import Longs
from pilothouse.engine.levelling.parts import Ask, LevelLink, LevelProject, LevelTask, Person, Resource
from pilothouse.engine.levelling.problem import LevelGoal, LevellingProblem

Generator = np.random.Generator


@dataclass(frozen=True, kw_only=True)
class LevelRecipe:
    """How large and how hard a problem is to be.

    resource_strength : 0 is as little of each resource as any task needs, 1 as much as is ever wanted at once
    order_strength    : share of the pairs of a project's tasks that must follow one another
    skill_scarcity    : 0 lets everybody do everything, 1 gives each person a single skill
    load              : work over working time of the people, while the projects arrive; above 1 a queue grows
    split_share, limited_share : share of tasks that may split, of people with a weekly limit
    """

    projects: int = 1
    tasks: int = 30
    people: int = 0
    resources: int = 4
    skills: int = 8
    resource_strength: float = 0.5
    order_strength: float = 0.5
    skill_scarcity: float = 0.5
    load: float = 0.9
    longest: int = 10
    split_share: float = 0.0
    limited_share: float = 0.0
    goal: LevelGoal = LevelGoal.FINISH
    slots_per_week: int = 5

    def __post_init__(self) -> None:
        if min(self.projects, self.tasks, self.longest, self.skills, self.slots_per_week) < 1:
            raise ValueError(
                "A recipe needs at least one project, task, skill, slot of length and slot a week."
            )
        if min(self.people, self.resources) < 0 or self.load <= 0:
            raise ValueError(
                "A recipe cannot have fewer than no people or resources, and needs a load above 0."
            )
        for label in (
            "resource_strength",
            "order_strength",
            "skill_scarcity",
            "split_share",
            "limited_share",
        ):
            if not 0 <= getattr(self, label) <= 1:
                raise ValueError(f"{label} is {getattr(self, label)}; it must be between 0 and 1.")


def generate_problem(recipe: LevelRecipe, *, seed: int) -> LevellingProblem:
    """A problem by the recipe; the same recipe and seed give the same problem on every machine."""
    chance = np.random.Generator(np.random.PCG64(seed))
    people = _people(recipe, chance)
    networks = [_network(recipe, chance) for _ in range(recipe.projects)]
    durations = chance.integers(1, recipe.longest + 1, size=(recipe.projects, recipe.tasks))
    units = _units(recipe, chance)
    release = _releases(recipe, chance, durations)
    early = [_early(durations[p], networks[p]) + release[p] for p in range(recipe.projects)]
    tasks, links = _tasks(recipe, chance, (durations, units, people), networks)
    lengths = [int((early[p] + durations[p]).max()) - int(release[p]) for p in range(recipe.projects)]
    projects = tuple(
        LevelProject(
            name=f"P{p + 1}",
            release=int(release[p]),
            due=int(release[p] + lengths[p] * chance.uniform(1.0, 1.6)),
            weight=int(chance.integers(1, 11)),
        )
        for p in range(recipe.projects)
    )
    return LevellingProblem(
        time_unit="day",
        tasks=tasks,
        links=links,
        resources=_capacities(recipe, units, early, durations),
        people=people,
        projects=projects,
        goal=recipe.goal,
        slots_per_week=recipe.slots_per_week,
    )


def order_strength_of(problem: LevellingProblem) -> float:
    """Share of the pairs of tasks of one project that must follow one another, over all projects; [-]."""
    after: dict[int, set[int]] = {k: set() for k in range(len(problem.tasks))}
    direct: dict[int, list[int]] = {k: [] for k in after}
    for link in problem.links:
        direct[problem.task_index[link.before]].append(problem.task_index[link.after])
    for k in reversed(problem.order):
        for other in direct[k]:
            after[k] |= {other} | after[other]
    sizes = np.unique([task.project for task in problem.tasks], return_counts=True)[1]
    pairs = int((sizes * (sizes - 1) // 2).sum())
    return sum(len(found) for found in after.values()) / pairs if pairs else 0.0


def _network(recipe: LevelRecipe, chance: Generator) -> list[tuple[int, int]]:
    """Links drawn one at a time between unordered pairs, until enough pairs follow one another."""
    n = recipe.tasks
    reach = np.zeros((n, n), dtype=np.bool_)
    links: list[tuple[int, int]] = []
    wanted = recipe.order_strength * n * (n - 1) / 2
    for pair in chance.permutation(n * n).tolist():
        before, after = divmod(pair, n)
        if reach.sum() >= wanted:
            break
        # Far pairs order everything between them at once, so only near ones are linked: the strength stays exact.
        if before >= after or reach[before, after] or after - before > max(4, n // 5):
            continue
        links.append((before, after))
        earlier = reach[:, before].copy()
        earlier[before] = True
        later = reach[after].copy()
        later[after] = True
        reach[np.ix_(earlier, later)] = True
    return links


def _early(duration: Longs, links: list[tuple[int, int]]) -> Longs:
    start = np.zeros(len(duration), dtype=np.int64)
    for before, after in sorted(links):
        start[after] = max(start[after], start[before] + duration[before])
    return start


def _units(recipe: LevelRecipe, chance: Generator) -> Longs:
    """Units of each resource that each task asks for; about half of the places are empty."""
    shape = (recipe.projects, recipe.tasks, recipe.resources)
    return np.asarray(chance.integers(1, 11, size=shape) * (chance.random(shape) < 0.5), dtype=np.int64)


def _releases(recipe: LevelRecipe, chance: Generator, durations: Longs) -> Longs:
    """Releases spread so that the people are as loaded as the recipe says; one project starts at once."""
    if recipe.projects == 1:
        return np.zeros(1, dtype=np.int64)
    hands = recipe.people or 4 * recipe.projects
    span = max(1, int(durations.sum() / (recipe.load * hands)))
    release = np.sort(chance.integers(0, span, size=recipe.projects))
    return np.asarray(release - release[0], dtype=np.int64)


def _people(recipe: LevelRecipe, chance: Generator) -> tuple[Person, ...]:
    """People with one skill each at least, every skill somewhere, and levels from 1 to 3."""
    people = []
    for k in range(recipe.people):
        more = chance.random(recipe.skills) > recipe.skill_scarcity
        more[k % recipe.skills] = True
        skills = {f"S{s + 1}": int(chance.integers(1, 4)) for s in np.flatnonzero(more)}
        limited = chance.random() < recipe.limited_share
        people.append(
            Person(
                name=f"W{k + 1}",
                skills=MappingProxyType(skills),
                week_limit=recipe.slots_per_week if limited else None,
                heavy_week=max(1, recipe.slots_per_week - 1) if limited else None,
                heavy_run=4 if limited else None,
            )
        )
    return tuple(people)


def _tasks(
    recipe: LevelRecipe,
    chance: Generator,
    figures: tuple[Longs, Longs, tuple[Person, ...]],
    networks: list[list[tuple[int, int]]],
) -> tuple[tuple[LevelTask, ...], tuple[LevelLink, ...]]:
    """Tasks named P1.1 and on, with their links."""
    durations, units, people = figures
    top = {f"S{s + 1}": 0 for s in range(recipe.skills)}
    for person in people:
        for skill, degree in person.skills.items():
            top[skill] = max(top[skill], degree)
    offered = [skill for skill, degree in top.items() if degree]
    tasks, links = [], []
    for p in range(recipe.projects):
        for t in range(recipe.tasks):
            asks: tuple[Ask, ...] = ()
            if offered:
                skill = offered[int(chance.integers(len(offered)))]
                asks = (Ask(skill=skill, level=int(min(top[skill], chance.choice([1, 1, 2])))),)
            wanted = {f"R{r + 1}": int(amount) for r, amount in enumerate(units[p, t]) if amount}
            tasks.append(
                LevelTask(
                    name=f"P{p + 1}.{t + 1}",
                    project=f"P{p + 1}",
                    duration=int(durations[p, t]),
                    units=MappingProxyType(wanted),
                    asks=asks,
                    piece=int(chance.random() < recipe.split_share),
                )
            )
        links += [LevelLink(before=f"P{p + 1}.{i + 1}", after=f"P{p + 1}.{j + 1}") for i, j in networks[p]]
    return tuple(tasks), tuple(links)


def _capacities(
    recipe: LevelRecipe,
    units: Longs,
    early: list[Longs],
    durations: Longs,
) -> tuple[Resource, ...]:
    """Capacity between the largest single wish and the peak of the plan in which nothing is short."""
    end = max(int((start + length).max()) for start, length in zip(early, durations, strict=True))
    found = []
    for r in range(recipe.resources):
        use = np.zeros(end, dtype=np.int64)
        for p, start in enumerate(early):
            for t, begin in enumerate(start.tolist()):
                use[begin : begin + durations[p, t]] += units[p, t, r]
        least, most = int(units[:, :, r].max(initial=0)), int(use.max(initial=0))
        capacity = round(least + recipe.resource_strength * (most - least))
        found.append(Resource(name=f"R{r + 1}", capacity=max(capacity, least)))
    return tuple(found)
