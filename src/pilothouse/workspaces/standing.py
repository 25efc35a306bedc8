"""How a workspace stands on each day, worked out from its dated facts: one typed row for every stretch of days."""

from __future__ import annotations

from django.db import models


class Standing(models.Model):
    """What held for a place from `since` until the day before `until`: ratings, money and dates.

    Worked out from the facts, which stay the source; each value keeps the day it is from.
    """

    place = models.ForeignKey("kernel.Place", on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    rating_manager = models.CharField(max_length=16, blank=True)
    rating_office = models.CharField(max_length=16, blank=True)
    trend = models.CharField(max_length=400, blank=True, help_text="the last twelve ratings: day=letter, …")
    currency = models.CharField(max_length=3, blank=True)
    budget = models.BigIntegerField(null=True)
    forecast = models.BigIntegerField(null=True)
    whole_life_cost = models.BigIntegerField(null=True)
    benefits = models.BigIntegerField(null=True)
    start = models.DateField(null=True)
    finish = models.DateField(null=True)
    first_finish = models.DateField(null=True)
    last_fact = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "since"], name="standing_once")]
        indexes = [
            models.Index(fields=["since", "until", "place"], name="standing_when"),
            models.Index(fields=["until"], name="standing_until"),
        ]
