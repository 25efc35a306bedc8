"""What happened: change-sets, the proof over them, and dated facts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from pilothouse.kernel.uids import new_uid


class ChangeSet(models.Model):
    """Everything written in one go: by whom, on whose behalf, through which door and why."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    door = models.CharField(max_length=12)
    action = models.CharField(max_length=60)
    why = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)
    request_id = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(
        "kernel.Place",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="where it was done, when the rows that it wrote do not say so",
    )
    undoes = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="undone_by")

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"


class Seal(models.Model):
    """A batch of past rows closed by one Merkle root; each seal also covers the one before."""

    table = models.CharField(max_length=80)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    at = models.DateTimeField()


class Proof(models.Model):
    """The columns by which a row proves that nobody changed it afterwards."""

    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    link = models.CharField(max_length=64)
    seal = models.ForeignKey(
        Seal, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )

    class Meta:
        abstract = True


class Fact(Proof):
    """One dated fact about a place: a rating, an amount or a date, effective from a day, kept for ever.

    A correction is a later row for the same day; a withdrawal names the row it takes back.
    """

    place = models.ForeignKey("kernel.Place", on_delete=models.PROTECT, related_name="facts")
    measure = models.CharField(max_length=24)
    effective = models.DateField()
    word = models.CharField(max_length=24, blank=True, help_text="a rating or a topic")
    scale = models.PositiveSmallIntegerField(default=0, help_text="steps of a rating's scale: 5 or 3")
    amount = models.BigIntegerField(null=True, help_text="minor units of the currency")
    currency = models.CharField(max_length=3, blank=True)
    day = models.DateField(null=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    recorded = models.DateTimeField()
    changeset = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="facts")
    withdraws = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="withdrawn_by")

    class Meta:
        indexes = [models.Index(fields=["place", "measure", "effective"], name="fact_of_place")]

    @property
    def topic(self) -> str:
        """What a text is about; empty for all else, of which the latest told of a day holds."""
        return "" if self.scale else self.word
