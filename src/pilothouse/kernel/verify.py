"""Sealing history and checking it: finds every edit, cut, insertion and backdating."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from pilothouse.kernel import facts as dated
from pilothouse.kernel import pasts
from pilothouse.kernel.models import Fact, Seal, payload_fields
from pilothouse.kernel.proof import REDACTED, digest_of, link_of, merkle_root
from pilothouse.kernel.spec import REGISTERS, RegisterSpec

BATCH = 5000
log = structlog.get_logger(__name__)


@dataclass
class Finding:
    """What verifying found: rows looked at, rows redacted by right, and what does not add up."""

    rows: int = 0
    redacted: int = 0
    seals: int = 0
    faults: list[str] = field(default_factory=list)


def _tables() -> Iterator[tuple[str, type[models.Model]]]:
    yield "facts", Fact
    for slug, spec in sorted(REGISTERS.items()):
        yield slug, spec.past


def _head(before: str, seal: Seal) -> str:
    text = f"{before}|{seal.table}|{seal.first}|{seal.last}|{seal.count}|{seal.root}"
    return hmac.new(settings.CHAIN_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def seal_history() -> int:
    """Close what is not sealed yet into Merkle batches and publish each head to the log; returns rows sealed."""
    sealed = 0
    for name, table in _tables():
        with transaction.atomic():
            fresh = list(
                table._default_manager.filter(seal__isnull=True)
                .order_by("pk")
                .values_list("pk", "link")[:BATCH]
            )
            if not fresh:
                continue
            before = Seal.objects.select_for_update().order_by("-pk").values_list("head", flat=True).first()
            seal = Seal(
                table=name, first=fresh[0][0], last=fresh[-1][0], count=len(fresh),
                root=merkle_root([link for _, link in fresh]), at=timezone.now(),
            )  # fmt: skip
            seal.head = _head(before or "", seal)
            seal.save()
            table._default_manager.filter(pk__in=[pk for pk, _ in fresh]).update(seal=seal)
        log.info("history sealed", table=name, rows=len(fresh), head=seal.head)
        sealed += len(fresh)
    return sealed


def verify(progress: Callable[[str], None] = lambda _: None, anchor: str = "") -> Finding:
    """Check every past row, fact and seal.

    anchor : a head published earlier; a history cut back behind it is found
    """
    finding = Finding()
    for name, table in _tables():
        progress(name)
        if name == "facts":
            _verify_facts(finding)
        else:
            _verify_register(REGISTERS[name], finding)
        _verify_seals(name, table, finding)
    _verify_heads(finding, anchor)
    return finding


def _verify_facts(finding: Finding) -> None:
    last: dict[int, str] = {}
    for fact in Fact.objects.select_related("changeset").order_by("pk").iterator():
        finding.rows += 1
        if fact.salt == REDACTED:
            finding.redacted += 1
            if fact.note or fact.word or fact.amount is not None or fact.day:
                finding.faults.append(f"facts {fact.pk}: it passes for redacted and still has content")
        elif digest_of(dated.proof_of(fact), fact.salt) != fact.digest:
            finding.faults.append(f"facts {fact.pk}: the content was edited")
        if link_of(last.get(fact.place_id, ""), fact.digest, dated.stamps_of(fact)) != fact.link:
            finding.faults.append(f"facts {fact.pk}: the chain is broken (cut, inserted or backdated)")
        last[fact.place_id] = fact.link


def _verify_register(spec: RegisterSpec, finding: Finding) -> None:
    kept = _kept_parts(spec)
    current = {row.pk: row for row in spec.model._default_manager.all().iterator()}
    previous: Any = None
    versions = spec.past._default_manager.select_related("changeset").order_by("card_id", "version", "pk")
    for past in versions.iterator():
        finding.rows += 1
        same = previous is not None and previous.card_id == past.card_id
        if previous is not None and not same:
            _verify_last(spec, previous, (current.pop(previous.card_id, None), kept), finding)
        _verify_past(spec, past, previous if same else None, finding)
        previous = past
    if previous is not None:
        _verify_last(spec, previous, (current.pop(previous.card_id, None), kept), finding)
    for record in current.values():
        finding.faults.append(f"{spec.slug} {record.code}: the record has no past")


def _verify_past(spec: RegisterSpec, past: Any, before: Any, finding: Finding) -> None:
    where = f"{spec.slug} {past.code} version {past.version}"
    if past.salt == REDACTED:
        finding.redacted += 1
        if past.title or past.parts:
            finding.faults.append(f"{where}: it passes for redacted and still has content")
    elif digest_of(pasts.proof_values(spec, past), past.salt) != past.digest:
        finding.faults.append(f"{where}: the content was edited")
    if link_of(before.link if before else "", past.digest, pasts.stamps_of(past)) != past.link:
        finding.faults.append(f"{where}: the chain is broken (cut, inserted or backdated)")
    if past.version != (before.version + 1 if before else 1):
        finding.faults.append(f"{where}: the version before is missing")
    if before and (before.until != past.since or before.recorded > past.recorded):
        finding.faults.append(f"{where}: its times do not follow the version before")


def _kept_parts(spec: RegisterSpec) -> dict[int, dict[str, list[Any]]]:
    """The child rows that are there now, as history writes them, by the key of their record."""
    found: dict[int, dict[str, list[Any]]] = {}
    for part in spec.parts:
        for row in part.model._default_manager.order_by("position", "pk").iterator():
            own = found.setdefault(getattr(row, f"{part.parent}_id"), {})
            own.setdefault(part.name, []).extend(pasts.frozen_parts(spec, {part.name: [row]})[part.name])
    return found


def _verify_last(spec: RegisterSpec, past: Any, present: tuple[Any, Any], finding: Finding) -> None:
    record, kept = present
    where = f"{spec.slug} {past.code}"
    if past.until is not None:
        finding.faults.append(f"{where}: the last version was cut off")
    if record is None:
        finding.faults.append(f"{where}: the record was deleted outside the application")
    elif past.salt != REDACTED:
        payload = payload_fields(spec.model)
        if any(getattr(record, f.attname) != getattr(past, f.attname) for f in payload):
            finding.faults.append(f"{where}: the record differs from its last version")
        if {k: v for k, v in past.parts.items() if v} != kept.get(past.card_id, {}):
            finding.faults.append(f"{where}: its child rows differ from its last version")


def _verify_seals(name: str, table: type[models.Model], finding: Finding) -> None:
    links: dict[int, list[str]] = {}
    for seal_id, link in (
        table._default_manager.filter(seal__isnull=False)
        .order_by("pk")
        .values_list("seal_id", "link")
        .iterator()
    ):
        links.setdefault(seal_id, []).append(link)
    for seal in Seal.objects.filter(table=name).order_by("pk"):
        finding.seals += 1
        found = links.pop(seal.pk, [])
        if len(found) != seal.count:
            finding.faults.append(
                f"{name}: sealed rows {seal.first}–{seal.last} were {seal.count}, now {len(found)}"
            )
        elif merkle_root(found) != seal.root:
            finding.faults.append(f"{name}: sealed rows {seal.first}–{seal.last} were changed")
    if links:
        finding.faults.append(f"{name}: {len(links)} seals that rows name are missing")


def _verify_heads(finding: Finding, anchor: str) -> None:
    before = ""
    heads = set()
    for seal in Seal.objects.order_by("pk"):
        if _head(before, seal) != seal.head:
            finding.faults.append(f"seal {seal.pk}: it does not follow the one before")
        before = seal.head
        heads.add(before)
    if anchor and anchor not in heads:
        finding.faults.append("the published head is not in the history: it was cut back")
