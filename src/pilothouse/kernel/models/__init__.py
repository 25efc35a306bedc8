"""The kernel's own tables."""

from pilothouse.kernel.models.cards import Attachment, Card, CodeCounter, Comment, Lift, Link, Watcher
from pilothouse.kernel.models.history import ChangeSet, Fact, Proof, Seal
from pilothouse.kernel.models.outbox import (
    Draft,
    Heartbeat,
    IdempotencyKey,
    Notification,
    OutboxItem,
    RateCount,
    StoredFile,
    StoredMail,
)
from pilothouse.kernel.models.places import PRIMARY, Hierarchy, Membership, Place, Reach
from pilothouse.kernel.models.records import KERNEL_FIELDS, Part, Record, past_of, payload_fields
from pilothouse.kernel.models.rights import (
    ANY_KIND,
    Delegation,
    Grant,
    Role,
    RoleRight,
    Team,
    TeamMember,
    Verb,
)

__all__ = [
    "ANY_KIND",
    "KERNEL_FIELDS",
    "PRIMARY",
    "Attachment",
    "Card",
    "ChangeSet",
    "CodeCounter",
    "Comment",
    "Delegation",
    "Draft",
    "Fact",
    "Grant",
    "Heartbeat",
    "Hierarchy",
    "IdempotencyKey",
    "Lift",
    "Link",
    "Membership",
    "Notification",
    "OutboxItem",
    "Part",
    "Place",
    "Proof",
    "RateCount",
    "Reach",
    "Record",
    "Role",
    "RoleRight",
    "Seal",
    "StoredFile",
    "StoredMail",
    "Team",
    "TeamMember",
    "Verb",
    "Watcher",
    "past_of",
    "payload_fields",
]
