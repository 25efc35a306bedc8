"""The reach table says what walking the tree says, after any number of moves and seals."""

from __future__ import annotations

import random

import pytest

from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.models import PRIMARY, Hierarchy, Place, Reach
from pilothouse.kernel.tree import add_place, add_places, move_place, report_to, seal_place


def walked() -> set[tuple[int, int, int, int]]:
    """Ancestor, place, depth and seals, by walking up from every place."""
    places = {p.pk: p for p in Place.objects.all()}
    found = set()
    for place in places.values():
        at, depth, seals = place, 0, 0
        while True:
            found.add((at.pk, place.pk, depth, seals))
            if at.parent_id is None:
                break
            seals += at.sealed
            at, depth = places[at.parent_id], depth + 1
    return found


def kept() -> set[tuple[int, int, int, int]]:
    rows = Reach.objects.filter(hierarchy=PRIMARY).values_list("ancestor", "place", "depth", "seals")
    assert rows.count() == len(set(rows))
    return set(rows)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_reach_equals_a_walk_after_random_moves_and_seals(seed: int) -> None:
    dice = random.Random(seed)
    places = [add_place("office", "root"), add_place("office", "second root")]
    for number in range(60):
        choice = dice.random()
        place, other = dice.choice(places), dice.choice(places)
        if choice < 0.4:
            places.append(add_place("project", f"p{number}", place, sealed=dice.random() < 0.3))
        elif choice < 0.5:
            places += add_places(Place(kind="project", name=f"many{n}", parent=place) for n in range(3))
        elif choice < 0.8:
            try:
                move_place(place, None if dice.random() < 0.1 else other)
            except RuleBroken:
                assert Reach.objects.filter(ancestor=place, place=other).exists()
        else:
            seal_place(place, sealed=dice.random() < 0.5)

    assert kept() == walked()


@pytest.mark.django_db
def test_a_further_hierarchy_counts_each_place_once_and_refuses_circles() -> None:
    a, b, c = (add_place("project", name) for name in "abc")
    themes = Hierarchy.objects.create(name="Themes")
    report_to(themes, a, b)
    report_to(themes, b, c)
    report_to(themes, a, c)

    assert set(Reach.objects.filter(hierarchy=themes.pk, place=c).values_list("ancestor", flat=True)) == {
        a.pk,
        c.pk,
    }
    with pytest.raises(RuleBroken):
        report_to(themes, c, a)
    assert kept() == walked()
