"""Giving and taking access: grants, people, invitations, deputies. Each leaves a change-set with its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from pilothouse.accounts.invitations import open_invitation
from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor, running
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid, NotThere, TooOften
from pilothouse.kernel.limits import attempt
from pilothouse.kernel.models import (
    ANY_KIND,
    PRIMARY,
    Delegation,
    Grant,
    Place,
    Reach,
    Role,
    RoleRight,
    Team,
    Verb,
)
from pilothouse.kernel.rows import may

IMPLIED = {Verb.VIEW_OWN: Verb.VIEW, Verb.CHANGE_OWN: Verb.CHANGE}
INVITES_AN_HOUR = 30


@dataclass(frozen=True)
class NewGrant:
    """A role to give: which, where, to whom, from when until when, under what title and why."""

    role: str
    place: Place
    person: Person | None = None
    team: Team | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    title: str = ""
    reason: str = ""


def _rights_at(actor: Actor, place: Place) -> set[tuple[str, str]]:
    above = set(
        Reach.objects.filter(hierarchy=PRIMARY, place=place, seals=0).values_list("ancestor_id", flat=True)
    )
    return {right for holding in actor.holdings if holding.place_id in above for right in holding.rights}


def may_hand_on(actor: Actor, role: Role, place: Place) -> bool:
    """Nobody gives more than they hold there, but for administrators, who give access for a living."""
    if actor.everything or may(actor, Verb.ADMINISTER, "workspaces", place):
        return True
    held = _rights_at(actor, place)
    for verb, kind in RoleRight.objects.filter(role=role).values_list("verb", "kind"):
        stronger = IMPLIED.get(Verb(verb), Verb(verb))
        if not held & {(v, k) for v in (verb, str(stronger)) for k in (kind, ANY_KIND)}:
            return False
    return True


def give_role(actor: Actor, new: NewGrant) -> Grant:
    """Give a person or a team a role at a place, perhaps for a time. Raises Denied, Invalid."""
    if not may(actor, Verb.GRANT, "workspaces", new.place):
        raise Denied("You may not give access here.")
    role = Role.objects.filter(slug=new.role).first()
    if role is None:
        raise Invalid({"role": "There is no such role."})
    if (new.person is None) == (new.team is None):
        raise Invalid({"person": "Choose one person or one team."})
    if new.person is not None and new.person.pk == actor.person_id:
        raise Invalid({"person": "Nobody gives access to themselves; ask somebody else."})
    if new.team is not None and new.team.people.filter(pk=actor.person_id).exists():
        raise Invalid({"team": "You are in this team; nobody gives access to themselves."})
    if new.starts and new.ends and new.ends <= new.starts:
        raise Invalid({"ends": "The end must come after the start."})
    if new.ends and new.ends <= timezone.now():
        raise Invalid({"ends": "That day has passed; nothing would be given."})
    held = role.grants.filter(place=new.place, person=new.person, team=new.team, ends=None)
    if held.filter(running(timezone.now())).exists():
        raise Invalid(
            {"person" if new.person else "team": f"{new.person or new.team} holds this role here already."}
        )
    if not may_hand_on(actor, role, new.place):
        raise Denied("That role may do more here than you may; ask somebody who holds it.")
    whom = new.person or new.team
    why = f"{role.name} of {new.place.name} to {whom}"
    with changeset(actor, "access: give", why=why, place=new.place):
        return Grant.objects.create(
            person=new.person, team=new.team, role=role, place=new.place, starts=new.starts, ends=new.ends,
            title=new.title[:80], reason=new.reason[:200], by=actor.person,
        )  # fmt: skip


def take_role(actor: Actor, key: int) -> Grant:
    """Take a role back at once; the person's next request no longer has it. Raises NotThere, Denied."""
    grant = Grant.objects.select_related("place", "person", "team", "role").filter(pk=key).first()
    if grant is None or not may(actor, Verb.VIEW, "workspaces", grant.place):
        raise NotThere("There is no such access.")
    if not may(actor, Verb.GRANT, "workspaces", grant.place):
        raise Denied("You may not take access here.")
    whom = grant.person or grant.team
    why = f"{grant.role.name} of {grant.place.name} from {whom}"
    with changeset(actor, "access: take", why=why, place=grant.place):
        grant.delete()
    return grant


def _may_invite_again(actor: Actor, person: Person) -> bool:
    """Whether the actor may hold a link by which somebody's password is set, and so become them.

    Administrators may, for everybody whose access is open. Others only while that person has no password yet and
    holds nothing that the actor could not give.
    """
    if not person.is_active:
        return False
    if actor.everything or actor.holds(Verb.ADMINISTER):
        return True
    if person.has_usable_password():
        return False
    held = Grant.objects.filter(Q(person=person) | Q(team__people=person)).select_related("place", "role")
    return all(
        may(actor, Verb.GRANT, "workspaces", g.place) and may_hand_on(actor, g.role, g.place) for g in held
    )


def add_person(
    actor: Actor, *, email: str, name: str, job: str = "", external: bool = False
) -> tuple[Person, str]:
    """Add somebody and invite them; returns them and the secret of the invitation.

    Who is here already is invited again, which gives a new password, only by those who may: see _may_invite_again.
    Raises Denied, Invalid, TooOften.
    """
    if not actor.holds(Verb.GRANT):
        raise Denied("You may not invite people.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid({"email": "This is not a mail address."}) from error
    if not name.strip() or any(ord(c) < 32 for c in name):
        raise Invalid({"name": "Write their name."})
    verdict = attempt("invite", str(actor.person_id), limit=INVITES_AN_HOUR, seconds=3600)
    if not verdict.allowed:
        raise TooOften(f"At most {INVITES_AN_HOUR} invitations an hour.", verdict.wait_seconds)
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is not None and not _may_invite_again(actor, person):
        raise Invalid({"email": "They are here already; they sign in, or ask an administrator."})
    new = Person(email=email.strip().lower(), name=name.strip()[:120], job=job[:120], external=external)
    try:
        with changeset(actor, "people: invite", why=email):
            if person is None:
                person = new
                person.set_unusable_password()
                person.save()
            secret = open_invitation(person, actor.person)
    except IntegrityError as error:
        raise Invalid({"email": "Somebody invited them a moment ago."}) from error
    _mail_invitation(actor, person, secret)
    return person, secret


def _mail_invitation(actor: Actor, person: Person, secret: str) -> None:
    send_mail(
        "Your invitation to Pilothouse",
        f"Hello {person.name},\n\n{actor.person or 'Pilothouse'} invites you. Set your password within three days:\n"
        f"{invitation_link(secret)}\n",
        None,
        [person.email],
    )


def invitation_link(secret: str) -> str:
    """The address of an invitation, at the configured base address whatever a request said."""
    return f"{settings.BASE_URL}/invitation/{secret}"


def close_access(actor: Actor, person: Person, *, closed: bool) -> None:
    """Close somebody's way in, or open it again; takes effect on their next request."""
    if not actor.holds(Verb.ADMINISTER):
        raise Denied("You may not close anybody's access.")
    if person.pk == actor.person_id:
        raise Invalid({"person": "Nobody closes their own access."})
    with changeset(actor, "people: close" if closed else "people: open", why=person.name):
        person.is_active = not closed
        person.save()


def delegate(
    actor: Actor, deputy: Person, starts: datetime, ends: datetime, verbs: tuple[str, ...], reason: str
) -> Delegation:
    """Let somebody act on one's behalf for a time, with chosen verbs. Raises Invalid."""
    if actor.person is None or deputy.pk == actor.person_id:
        raise Invalid({"deputy": "Choose somebody else."})
    if ends <= starts or ends <= timezone.now():
        raise Invalid({"ends": "The end must lie after the start and in the future."})
    allowed = {str(v) for v in (Verb.CREATE, Verb.CHANGE, Verb.MOVE, Verb.COMMENT, Verb.ESCALATE)}
    if set(verbs) - allowed:
        raise Invalid({"verbs": "That cannot be delegated."})
    with changeset(actor, "access: delegate", why=f"to {deputy.name}: {', '.join(verbs)}"):
        return Delegation.objects.create(
            absent=actor.person,
            deputy=deputy,
            starts=starts,
            ends=ends,
            verbs=sorted(verbs),
            reason=reason[:200],
        )


def end_delegation(actor: Actor, key: int) -> None:
    """End a delegation that one gave. Raises NotThere."""
    with changeset(actor, "access: delegation ended"):
        ended = Delegation.objects.filter(pk=key, absent=actor.person, ends__gt=timezone.now()).update(
            ends=timezone.now()
        )
        if not ended:
            raise NotThere("There is no such delegation of yours.")
