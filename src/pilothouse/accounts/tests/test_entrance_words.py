"""The pages of signing in speak with one voice, and each leads on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_reset_link_that_no_longer_works_says_so_and_leads_on() -> None:
    page = Client().get("/accounts/password/reset/key/1-worn-out/", follow=True).content.decode()

    assert "This link no longer works" in page
    assert "Bad Token" not in page
    assert 'href="/accounts/password/reset/"' in page
    assert 'href="/accounts/login/"' in page


@pytest.mark.django_db
def test_after_a_reset_one_signs_in() -> None:
    page = Client().get("/accounts/password/reset/key/done/").content.decode()

    assert 'href="/accounts/login/"' in page


def test_sign_in_and_tokens_leads_to_the_description_of_the_api(org: Any) -> None:
    client = Client()
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/me/security").content.decode()

    assert 'href="/api/v1/openapi.json"' in page


def test_the_forms_of_passwords_have_our_labels_and_no_placeholders(org: Any) -> None:
    client = Client()
    org.people.manager.set_password("a long enough secret 7")
    org.people.manager.save()
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/accounts/password/change/", follow=True).content.decode()

    assert "Current password" in page
    assert "New password, again" in page
    assert 'placeholder="' not in page.partition('<form class="form"')[2]
