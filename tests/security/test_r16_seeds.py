"""R-16: seeds of second steps are encrypted, a key can be renewed, and a lost step can be cleared."""

from __future__ import annotations

import importlib
import json
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client

from pilothouse.accounts.second_step import clear_second_step, has_second_step
from pilothouse.accounts.seeds import sealed_seed
from pilothouse.kernel.errors import Denied, Invalid
from pilothouse.kernel.models import ChangeSet

pytestmark = pytest.mark.django_db
NEW = "q7Jx-2mVbR9tLw4ZkP0sYhC8dN6fGaE3uTi5oXrB1vMzSl_WcQy"


def right_code(seed: str) -> str:
    return str(format_hotp_value(hotp_value(seed, next(iter(counters())))))


def kept() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return json.dumps(cursor.fetchall(), default=str)


def test_no_seed_lies_open_in_the_database(org: Any) -> None:
    seed = generate_totp_secret()
    TOTP.activate(org.people.member, seed)
    codes = RecoveryCodes.activate(org.people.member).get_unused_codes()

    assert seed not in kept()
    assert not any(code in kept() for code in codes)
    assert len(set(codes)) == 10
    step = TOTP(Authenticator.objects.get(type="totp"))
    assert step.validate_code(right_code(seed))


def unused(person: Any) -> list[str]:
    kept_for = Authenticator.objects.get(user=person, type="recovery_codes")
    return list(RecoveryCodes(kept_for).get_unused_codes())


def test_what_was_kept_open_before_is_encrypted_once_and_works_on(org: Any, settings: Any) -> None:
    """The migration may run twice; what it encrypted stays as it is."""
    seed, people, ours = generate_totp_secret(), (org.people.member, org.people.support), settings.MFA_ADAPTER
    settings.MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
    TOTP.activate(org.people.member, seed)
    RecoveryCodes.activate(org.people.member)
    Authenticator.objects.create(
        user=org.people.support, type="recovery_codes", data={"migrated_codes": ["11112222"], "used_mask": 0}
    )
    before = [unused(person) for person in people]
    open_seed = Authenticator.objects.get(user=org.people.member, type="recovery_codes").data["seed"]
    settings.MFA_ADAPTER = ours
    migration = importlib.import_module("pilothouse.accounts.migrations.0002_seeds")

    for _ in range(2):
        migration.encrypt(apps, SimpleNamespace(connection=connection))

    assert not any(secret in kept() for secret in (seed, open_seed, "11112222"))
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(right_code(seed))
    assert [unused(person) for person in people] == before


def test_a_renewed_key_opens_what_the_earlier_one_closed(org: Any, settings: Any) -> None:
    seed = generate_totp_secret()
    TOTP.activate(org.people.member, seed)
    step = TOTP(Authenticator.objects.get())

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEW

    assert step.validate_code(right_code(seed))


def test_with_a_lost_key_no_code_fits_and_nothing_breaks(org: Any, settings: Any) -> None:
    seed = generate_totp_secret()
    TOTP.activate(org.people.member, seed)
    RecoveryCodes.activate(org.people.member)
    settings.SECRET_KEY = NEW

    assert not TOTP(Authenticator.objects.get(type="totp")).validate_code(right_code(seed))
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert not codes.validate_code("12345678")


def test_the_same_seed_is_never_kept_alike(org: Any) -> None:
    assert sealed_seed("one") != sealed_seed("one")


def test_an_administrator_clears_a_lost_step_and_its_owner_is_told(org: Any, act: Any) -> None:
    TOTP.activate(org.people.member, generate_totp_secret())
    RecoveryCodes.activate(org.people.member)
    client = Client()
    client.force_login(org.people.administrator, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/people/{org.people.member.uid}").content.decode()

    client.post(f"/people/{org.people.member.uid}/second-step")

    assert "Clear second step" in page
    assert not Authenticator.objects.filter(user=org.people.member).exists()
    assert mail.outbox[-1].to == [org.people.member.email]
    assert ChangeSet.objects.filter(action="people: second step cleared").exists()
    assert "Clear second step" not in client.get(f"/people/{org.people.member.uid}").content.decode()


def test_nothing_is_cleared_when_its_owner_cannot_be_told(org: Any, act: Any, settings: Any) -> None:
    TOTP.activate(org.people.member, generate_totp_secret())
    settings.EMAIL_BACKEND = "no.such.backend"

    with pytest.raises(ImportError):
        clear_second_step(act("administrator"), org.people.member)

    assert has_second_step(org.people.member)


def test_nobody_else_clears_it_and_nobody_their_own(org: Any, act: Any) -> None:
    for who in ("member", "administrator"):
        TOTP.activate(getattr(org.people, who), generate_totp_secret())

    with pytest.raises(Denied):
        clear_second_step(act("manager"), org.people.member)
    with pytest.raises(Invalid):
        clear_second_step(act("administrator"), org.people.administrator)

    assert has_second_step(org.people.member)
    assert has_second_step(org.people.administrator)
