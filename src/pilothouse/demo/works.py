"""The made-up landscape: every portfolio, programme, project and initiative, with who leads it and its course."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle
from random import Random

from pilothouse.demo.course import Course, make_course
from pilothouse.demo.names import DISTRICTS, PLACES
from pilothouse.demo.outline import AIMS, AUTHORITY, LOOSE, PORTFOLIOS, Portfolio, Programme
from pilothouse.demo.staff import Staff

KINDS_OF_WORK = {
    "water": "Clean water",
    "river": "Rivers",
    "waste": "Waste water",
    "digital": "Systems and service",
}


@dataclass(frozen=True)
class Work:
    """One workspace of the made-up landscape. People and parents are keys into their lists.

    hands : those who raise and own its risks beside its lead
    """

    key: int
    kind: str
    title: str
    parent: int | None
    field: str
    aims: str
    lead: int
    sponsor: int
    hands: tuple[int, ...] = ()
    sealed: bool = False
    inside: bool = False
    course: Course | None = None


@dataclass
class Crew:
    """Who is given the next piece of work: each post in turn, so that all have a fair share."""

    staff: Staff
    managers: Iterator[int]
    programmes: Iterator[int]
    supports: Iterator[int]
    members: Iterator[int]

    @classmethod
    def of(cls, staff: Staff) -> Crew:
        """The crew of an organisation's staff."""
        posts = staff.posts
        return cls(staff, *(cycle(posts[post]) for post in ("manager", "programme", "support", "member")))


@dataclass
class Landscape:
    """All works in the order of the tree, parents first, and the teams: programme key to its people."""

    works: list[Work] = field(default_factory=list)
    teams: dict[int, tuple[int, ...]] = field(default_factory=dict)


def make_landscape(rng: Random, staff: Staff, scale: int) -> Landscape:
    """The whole tree at a scale; each further time stands for one more district."""
    found = Landscape()
    crew = Crew.of(staff)
    director = staff.posts["director"][0]
    found.works.append(Work(0, "office", AUTHORITY, None, "", AIMS, director, director))
    places = _places(rng)
    for district in ("", *DISTRICTS, *_further(scale - 1 - len(DISTRICTS)))[:scale]:
        for portfolio, lead in zip(PORTFOLIOS, staff.posts["lead"], strict=True):
            _portfolio(rng, found, crew, portfolio, Spot(0, portfolio.field, lead, district, places))
    return found


def _further(count: int) -> tuple[str, ...]:
    return tuple(f"District {at + len(DISTRICTS) + 2}" for at in range(max(count, 0)))


def _places(rng: Random) -> Iterator[str]:
    while True:
        yield from rng.sample(PLACES, len(PLACES))


@dataclass(frozen=True)
class Spot:
    """Where the next work is put: under which one, in which field, district and land, and who pays for it."""

    parent: int
    field: str
    sponsor: int
    district: str
    places: Iterator[str]
    team: tuple[int, ...] = ()

    def named(self, kind: str) -> str:
        """A kind of work with the name of a place, or of the district where it is."""
        if "{place}" in kind:
            return kind.format(place=next(self.places))
        return f"{kind}, {self.district}" if self.district else kind


def _add(found: Landscape, work: Work) -> int:
    found.works.append(work)
    return work.key


def _portfolio(rng: Random, found: Landscape, crew: Crew, portfolio: Portfolio, spot: Spot) -> None:
    director = crew.staff.posts["director"][0]
    lead, key = spot.sponsor, len(found.works)
    title = f"{portfolio.title}, {spot.district}" if spot.district else portfolio.title
    _add(found, Work(key, "portfolio", title, 0, portfolio.field, portfolio.aims, lead, director))
    below = replace(spot, parent=key, field=portfolio.field)
    for programme in portfolio.programmes:
        _programme(rng, found, crew, programme, below)
    for kind in LOOSE[portfolio.field][: portfolio.loose]:
        _project(rng, found, crew, spot=below, kind=kind)
    for idea in portfolio.ideas[: portfolio.initiatives]:
        hands = (next(crew.members), next(crew.members))
        course = make_course(rng, portfolio.field, small=True)
        aims = "A small step that one team can take by itself."
        _add(
            found,
            Work(len(found.works), "initiative", below.named(idea), key, portfolio.field, aims,
                 next(crew.supports), lead, hands, course=course),
        )  # fmt: skip


def _programme(rng: Random, found: Landscape, crew: Crew, programme: Programme, spot: Spot) -> None:
    if programme.sealed and not spot.district:
        _sealed(rng, found, crew, programme, spot.parent)
        return
    key = len(found.works)
    title = f"{programme.title}, {spot.district}" if spot.district else programme.title
    team = tuple(next(crew.members) for _ in range(5))
    lead = next(crew.programmes)
    _add(
        found,
        Work(key, "programme", title, spot.parent, programme.field, programme.aims, lead, spot.sponsor, team),
    )
    found.teams[key] = team
    below = replace(spot, parent=key, field=programme.field, sponsor=lead, team=team)
    for at in range(programme.projects):
        _project(rng, found, crew, spot=below, kind=programme.kinds[at % len(programme.kinds)])


def _sealed(rng: Random, found: Landscape, crew: Crew, programme: Programme, parent: int) -> None:
    """What only two people know of: nobody else leads, raises or owns anything in it."""
    head, change = crew.staff.posts["insider"]
    key = len(found.works)
    _add(
        found,
        Work(key, "programme", programme.title, parent, programme.field, programme.aims, head, head, (change,),
             sealed=True, inside=True),
    )  # fmt: skip
    course = make_course(rng, programme.field)
    while course.status != "active":
        course = make_course(rng, programme.field)
    aims = "Two centres instead of six, and nobody loses a post over it."
    _add(
        found,
        Work(key + 1, "project", programme.kinds[0], key, programme.field, aims, change, head, (head,),
             inside=True, course=course),
    )  # fmt: skip


def _project(rng: Random, found: Landscape, crew: Crew, *, spot: Spot, kind: str) -> None:
    name = spot.named(kind)
    hands = (*(spot.team or (next(crew.members), next(crew.members))), next(crew.supports))
    aims = f"{name} in use, at the price and on the day that the board approved."
    course = make_course(rng, spot.field)
    lead = next(crew.managers)
    _add(
        found,
        Work(len(found.works), "project", name, spot.parent, spot.field, aims, lead, spot.sponsor, hands,
             course=course),
    )  # fmt: skip
