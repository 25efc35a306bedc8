"""Keeps mail in the database when no mail server is set, so that it can be read in the application."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from pilothouse.kernel.models import StoredMail


class StoredBackend(BaseEmailBackend):
    """Stores each mail once for every addressee."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails; returns how many."""
        kept = [
            StoredMail(to=to[:254], subject=str(message.subject)[:250], body=str(message.body))
            for message in email_messages
            for to in message.recipients()
        ]
        StoredMail.objects.bulk_create(kept)
        return len(email_messages)
