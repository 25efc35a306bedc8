"""Proof that history was not changed afterwards: salted digests, a chain per record, Merkle seals.

Each past row carries a digest of its columns and a link: an HMAC over the digest and the link before it. Who
edits, cuts, inserts or backdates a row without the key breaks a link. A worker closes unsealed rows into
batches; a missing row breaks its batch even when a whole record vanishes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from pilothouse.kernel.kinds import canonical

REDACTED = ""


def new_salt() -> str:
    """A random salt, without which a digest tells nothing about the content."""
    return secrets.token_hex(16)


def digest_of(values: Sequence[Any], salt: str) -> str:
    """The salted digest of a row's columns, in their order."""
    body = json.dumps(
        [canonical(v) for v in values], separators=(",", ":"), ensure_ascii=False, sort_keys=True
    )
    return hashlib.sha256(f"{salt}{body}".encode()).hexdigest()


def link_of(before: str, digest: str, stamps: Iterable[Any]) -> str:
    """The keyed link of a row: it depends on the row before, the digest, the version and both times."""
    text = "|".join((before, digest, *(_stamp(s) for s in stamps)))
    return hmac.digest(settings.CHAIN_KEY.encode(), text.encode(), "sha256").hex()


def author_stamps(change: Any) -> tuple[Any, ...]:
    """What links cover of a change-set: who wrote, on whose behalf, through which door, doing what."""
    return change.uid, change.by_id, change.on_behalf_of_id, change.door, change.action


def _stamp(value: Any) -> str:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else str(value)


def merkle_root(leaves: Sequence[str]) -> str:
    """The root over the links of a batch; an odd one out is carried up."""
    level = list(leaves) or [""]
    while len(level) > 1:
        pairs = [
            hashlib.sha256((level[i] + level[i + 1]).encode()).hexdigest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0]
