"""People: who they are, where they sit and how they are reached."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from pilothouse.kernel.folding import folded
from pilothouse.kernel.uids import new_uid


class People(BaseUserManager["Person"]):
    """Makes people."""

    def create_user(self, email: str, name: str, password: str | None = None, **more: Any) -> Person:
        """Add a person; without a password they cannot sign in until they set one."""
        person: Person = self.model(email=email.strip().lower(), name=name, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find a person by the address they sign in with."""
        return self.get(email=(username or "").strip().lower())


class Unit(models.Model):
    """An organisational unit, such as a department or a team in the line."""

    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who works with the organisation's change, signed in or only named."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    handle = models.CharField(max_length=60, unique=True, blank=True, help_text="how they are @mentioned")
    search = models.TextField(blank=True, editable=False)
    job = models.CharField("job title", max_length=120, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    phone = models.CharField(max_length=40, blank=True)
    languages = models.CharField(max_length=120, blank=True)
    hours = models.CharField("working hours", max_length=120, blank=True)
    ask_me = models.TextField("ask me about", blank=True, help_text="subjects, such as invoices or suppliers")
    backup = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    external = models.BooleanField(default=False, help_text="works for a supplier or a client")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name that others know them by."""
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the folded text by which people are found, and a mention: `anna.kerr`, with the id when it is taken."""
        unit = self.unit.name if self.unit else ""
        self.search = folded(" ".join((self.name, self.email, self.job, unit, self.languages, self.ask_me)))
        if not self.handle:
            stem = re.sub(r"[^a-z0-9]+", ".", folded(self.name)).strip(".")[:40] or "person"
            self.handle = f"{stem}.{self.uid}"
            if not Person.objects.filter(handle=stem).exclude(pk=self.pk).exists():
                with suppress(IntegrityError), transaction.atomic():
                    self._save_as(stem, *args, **options)
                    return
        super().save(*args, **options)

    def _save_as(self, handle: str, *args: Any, **options: Any) -> None:
        """Save under this mention, or leave everything as it is: somebody of that name may come at the same moment."""
        longer, self.handle = self.handle, handle
        try:
            super().save(*args, **options)
        except IntegrityError:
            self.handle = longer
            raise
