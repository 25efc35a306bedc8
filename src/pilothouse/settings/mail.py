"""How mail leaves: by the SMTP server that was named, or else into the database, readable in the application."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

SMTP = "django.core.mail.backends.smtp.EmailBackend"
KEPT = "pilothouse.accounts.mailbox.StoredBackend"


@dataclass(frozen=True)
class Mail:
    """The way out for mail; without a server, `backend` keeps each mail in the database."""

    backend: str = KEPT
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    ssl: bool = False


def mail(address: str) -> Mail:
    """Read smtp://user:password@host:587 (STARTTLS on 587) or smtps://host:465."""
    if not address:
        return Mail()
    url = urlsplit(address)
    ssl = url.scheme == "smtps"
    port = url.port or (465 if ssl else 25)
    return Mail(
        backend=SMTP,
        host=url.hostname or "",
        port=port,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        tls=not ssl and port == 587,
        ssl=ssl,
    )
