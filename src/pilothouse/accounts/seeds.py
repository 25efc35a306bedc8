"""The seeds of second steps, kept encrypted: a copy of the database alone lets nobody in."""

from __future__ import annotations

import base64
import logging
import secrets
from functools import lru_cache

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    """The newest key encrypts; all of them decrypt."""

    def derived(key: str) -> Fernet:
        use = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"pilothouse second step")
        return Fernet(base64.urlsafe_b64encode(use.derive(key.encode())))

    return MultiFernet([derived(key) for key in keys])


def _ours() -> MultiFernet:
    return _box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def sealed_seed(seed: str) -> str:
    """A seed as the database keeps it."""
    return _ours().encrypt(seed.encode()).decode()


def opened_seed(kept: str) -> str:
    """The seed of what the database keeps; raises ValueError when no key of this installation opens it."""
    try:
        return _ours().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise ValueError("No key of this installation opens this seed.") from error


class SeedAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How the sign-in library keeps its seeds here."""

    def encrypt(self, text: str) -> str:
        """What goes into the database."""
        return sealed_seed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What the database holds. With a key that was lost no code fits, and an administrator clears the step."""
        try:
            return opened_seed(encrypted_text)
        except ValueError:
            log.error("A second step cannot be read: SECRET_KEY is not the one that it was kept with.")
            return base64.b32encode(secrets.token_bytes(20)).decode()
