"""Clearing a second step that somebody has lost, telephone and recovery codes both."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail

from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid
from pilothouse.kernel.models import Verb


def has_second_step(person: Person) -> bool:
    """Whether somebody is asked for a code after their password."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


def clear_second_step(actor: Actor, person: Person) -> None:
    """Let somebody sign in by their password alone until they set up a new second step; they are told by mail.

    Nothing is cleared when the mail cannot be sent. Raises Denied, Invalid.
    """
    if not actor.holds(Verb.ADMINISTER):
        raise Denied("You may not clear anybody's second step.")
    if person.pk == actor.person_id:
        raise Invalid({"person": "Give up your own second step under Sign-in and tokens."})
    with changeset(actor, "people: second step cleared", why=person.name):
        cleared, _ = Authenticator.objects.filter(user=person).delete()
        if not cleared:
            raise Invalid({"person": f"{person.name} has no second step."})
        who = actor.person or "Who runs Pilothouse"
        send_mail(
            "Your second step was cleared",
            f"Hello {person.name},\n\n{who} cleared your second step, so your password alone signs you in now. "
            "Set up a new one under Sign-in and tokens. If you did not ask for this, tell them.\n",
            None,
            [person.email],
        )
