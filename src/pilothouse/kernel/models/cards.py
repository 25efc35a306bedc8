"""Cards: one for every record, so that links, comments, files and search work alike for all of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from pilothouse.kernel.uids import new_uid


class Card(models.Model):
    """What every record shows of itself: where it lies, what it is called, who minds it and until when."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    register = models.CharField(max_length=40)
    place = models.ForeignKey("kernel.Place", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=250)
    status = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    search = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "place", "code"], name="code_once")]
        indexes = [
            models.Index(fields=["owner", "due"], name="card_mine"),
            models.Index(fields=["place", "register"], name="card_place"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CodeCounter(models.Model):
    """The last number given out in one register at one place."""

    register = models.CharField(max_length=40)
    place = models.ForeignKey("kernel.Place", on_delete=models.CASCADE, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "place"], name="counter_once")]


class Lift(models.Model):
    """An escalation: the card is also seen from a higher place until taken back. Nothing is copied.

    A redacted lift, made from a sealed place, tells the higher place only that something was escalated.
    """

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="lifts")
    place = models.ForeignKey("kernel.Place", on_delete=models.CASCADE, related_name="+")
    redacted = models.BooleanField(default=False)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "ended"], name="lift_place")]


class Link(models.Model):
    """A tie between two records, such as 'causes' or 'relates to'."""

    class Kind(models.TextChoices):
        """How the first record stands to the second."""

        RELATES = "relates", "relates to"
        CAUSES = "causes", "causes"
        BLOCKS = "blocks", "blocks"
        MITIGATES = "mitigates", "mitigates"
        BECAME = "became", "became"

    source = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.RELATES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once")]


class Comment(models.Model):
    """What somebody said about a record, in Markdown."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    text = models.TextField()
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")


class Attachment(models.Model):
    """A file kept with a record; its stored name is random and says nothing."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    stored = models.CharField(max_length=40, unique=True)
    size = models.PositiveBigIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()


class Watcher(models.Model):
    """Somebody who wants to hear of every change to a record."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="watchers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "person"], name="watch_once")]
