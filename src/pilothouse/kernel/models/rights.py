"""Who may do what where: verbs, roles, teams and grants."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Verb(models.TextChoices):
    """What a person may be allowed to do with a kind of record."""

    VIEW = "view", "see"
    VIEW_OWN = "view_own", "see own items"
    CREATE = "create", "raise"
    CHANGE = "change", "edit"
    CHANGE_OWN = "change_own", "edit own items"
    MOVE = "move", "change status"
    ESCALATE = "escalate", "escalate"
    REMOVE = "remove", "remove and restore"
    COMMENT = "comment", "comment"
    RATE = "rate", "rate as the office"
    IMPORT = "import", "import"
    GRANT = "grant", "give access"
    ADMINISTER = "administer", "administer"


ANY_KIND = "*"


class Role(models.Model):
    """A named set of rights, such as project manager; other titles are further names on a preset."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class RoleRight(models.Model):
    """One verb on one kind of record (`*` is every kind) that a role brings."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="rights")
    verb = models.CharField(max_length=12, choices=Verb.choices)
    kind = models.CharField(max_length=40, default=ANY_KIND)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "verb", "kind"], name="right_once")]


class Team(models.Model):
    """People who are given rights together."""

    name = models.CharField(max_length=120, unique=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, through="TeamMember", related_name="teams")

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """One person's seat in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="seat_once")]


class Grant(models.Model):
    """A role that a person or a team holds at a place and below it, from `starts` until `ends`."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="grants"
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    place = models.ForeignKey("kernel.Place", on_delete=models.CASCADE, related_name="grants")
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=80, blank=True, help_text="what the role is called here")
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_to_one",
                condition=models.Q(person__isnull=False, team__isnull=True)
                | models.Q(person__isnull=True, team__isnull=False),
            ),
        ]


class Delegation(models.Model):
    """One person may act on behalf of another for a while, with chosen verbs of the other's rights."""

    absent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegated")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deputises")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    verbs = models.JSONField(default=list, help_text="what the deputy may do beside seeing")
    reason = models.CharField(max_length=200, blank=True)
