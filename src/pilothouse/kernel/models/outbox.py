"""Work that follows from a write, kept in the same transaction, and what people are told of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from pilothouse.kernel.uids import new_uid


class OutboxItem(models.Model):
    """One piece of work: done at least once, its effect once per key; parked after five failed tries."""

    job = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    due = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["done_at", "parked_at", "due"], name="outbox_open")]


class Heartbeat(models.Model):
    """When each worker was last alive."""

    worker = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()


class Notification(models.Model):
    """A line in somebody's inbox."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox")
    card = models.ForeignKey("kernel.Card", null=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=250)
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="told_once")]
        indexes = [models.Index(fields=["person", "read_at"], name="inbox_open")]


class Draft(models.Model):
    """What somebody typed into a form and has not saved yet, so that nothing typed is lost."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=40)
    target = models.CharField(max_length=12, help_text="the record's uid, or the place's for a new one")
    values = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "register", "target"], name="draft_once")]


class IdempotencyKey(models.Model):
    """The answer already given to a request with this key, replayed when it comes again."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="key_once")]


class StoredFile(models.Model):
    """The bytes of one small uploaded or produced file that a job needs, kept until it is done."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)


class StoredMail(models.Model):
    """A mail that no mail server was there to send; administrators and its addressee read it in the application."""

    to = models.CharField(max_length=254, db_index=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)


class RateCount(models.Model):
    """How often something was tried in one stretch of time; shared by all web workers."""

    key = models.CharField(max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="rate_once")]
