"""Places: the tree that rights flow along, and the table that answers 'what lies below' in one step."""

from __future__ import annotations

from django.db import models

from pilothouse.kernel.uids import new_uid

PRIMARY = 0


class Place(models.Model):
    """One node of the landscape: an office, a portfolio, a project. Offices and workspaces hang on it."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    currency = models.CharField(max_length=3, default="GBP", help_text="of new records here")
    sealed = models.BooleanField(
        default=False, help_text="rights given above do not flow into a sealed place"
    )

    class Meta:
        indexes = [models.Index(fields=["kind"])]

    def __str__(self) -> str:
        return self.name


class Hierarchy(models.Model):
    """A further way to report the same places, such as by theme; rights never flow along it."""

    name = models.CharField(max_length=100, unique=True)


class Reach(models.Model):
    """One row for each place and each place above it, itself included, at `depth` steps.

    `seals` counts the sealed places on the way down, the ancestor itself left out: a grant at the ancestor
    reaches the place only when it is 0.
    """

    hierarchy = models.PositiveIntegerField(default=PRIMARY)
    ancestor = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", db_index=False)
    depth = models.PositiveSmallIntegerField()
    seals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hierarchy", "ancestor", "place"], name="reach_once"),
        ]
        indexes = [
            models.Index(fields=["hierarchy", "place", "depth"], name="reach_up"),
            models.Index(fields=["ancestor", "seals", "place"], name="reach_down"),
            models.Index(fields=["place"], name="reach_place"),
        ]


class Membership(models.Model):
    """A place reporting to another in a further hierarchy; once at most, so that it is counted once."""

    hierarchy = models.ForeignKey(Hierarchy, on_delete=models.CASCADE)
    parent = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hierarchy", "child"], name="member_once")]
