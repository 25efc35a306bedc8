"""C07: no header decides where a link leads, and no parameter leads off the site."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.core import mail
from django.test import Client
from members import PASSWORD

HOSTS = (
    "evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "localhost:80@evil.example",
    "localhost evil.example",
    "localhost/evil",
    "localhost\\@evil.example",
    "127.0.0.1.evil.example",
    "[::1]",
    "0.0.0.0",
    "localhost,evil.example",
    "localhost#evil",
    "localhost?evil",
    "",
    " ",
    "@",
    "evil.example#localhost",
    "xn--evil-example",
    "169.254.169.254",
    "LOCALHOST.evil.example",
)
FORWARDED = tuple(
    {name: value}
    for name, value in itertools.product(
        (
            "HTTP_X_FORWARDED_HOST",
            "HTTP_X_HOST",
            "HTTP_FORWARDED",
            "HTTP_X_ORIGINAL_URL",
            "HTTP_X_FORWARDED_SERVER",
        ),
        ("evil.example", "host=evil.example", "evil.example:443, localhost", "//evil.example/"),
    )
)
AWAY = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "https://evil.example",
    "HTTPS://EVIL.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil%E3%80%82example",
    "//evil\u3002example",
    "//\u2025evil.example",
    "https://localhost@evil.example",
    "https://testserver.evil.example",
    "//testserver@evil.example",
    "/%2f/evil.example/..",
    "////evil.example//",
    "ftp://evil.example",
    "blob:https://evil.example",
    "//[::ffff:1.2.3.4]",
    "http://1.2.3.4",
    "//0x7f000001",
    "?next=//evil.example",
)
SAFE_HOSTS = {"", "testserver", "localhost"}


@pytest.mark.parametrize("host", HOSTS)
def test_a_foreign_host_is_refused(member: Any, host: str) -> None:
    answer = Client().post("/accounts/password/reset/", {"email": member.email}, HTTP_HOST=host)

    assert answer.status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize("head", FORWARDED)
def test_forwarded_hosts_change_no_link(member: Any, settings: Any, head: dict[str, str]) -> None:
    Client().post("/accounts/password/reset/", {"email": member.email}, **head)

    links = [word for word in mail.outbox[0].body.split() if "://" in word]
    assert links
    assert all(link.startswith(f"{settings.BASE_URL}/") for link in links)


def test_an_invitation_leads_to_the_configured_address(org: Any, browse: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    form = {"name": "New", "email": "new@example.org"}

    page = browse("director").post("/people/new", form, HTTP_HOST="evil.example").content.decode()

    assert f"{settings.BASE_URL}/invitation/" in page
    assert "evil.example" not in page + mail.outbox[0].body


@pytest.mark.parametrize("target", AWAY)
def test_signing_in_leads_nowhere_else(member: Any, target: str) -> None:
    form = {"login": member.email, "password": PASSWORD, "next": target}

    answer = Client().post(f"/accounts/login/?next={quote(target)}", form)

    assert answer.status_code == 302
    where = urlsplit(answer["Location"])
    assert where.netloc in SAFE_HOSTS
    assert where.scheme in {"", "http"}
    assert not answer["Location"].startswith(("//", "/\\", "\\", "/\t"))


@pytest.mark.parametrize("target", AWAY)
def test_going_back_after_an_undo_leads_nowhere_else(browse: Any, target: str) -> None:
    referer = target.replace("\n", "").encode("ascii", "ignore").decode()

    answer = browse("director").post("/undo/nobodyhadit1", HTTP_REFERER=referer)
    signed_out = Client().get(f"/risks?next={quote(target)}")

    assert answer.status_code == 404 or urlsplit(answer["Location"]).netloc in SAFE_HOSTS
    assert signed_out["Location"].startswith("/accounts/login/?next=/risks")


@pytest.mark.parametrize(
    "path", ["/risks?next=%00//evil.example", "/accounts/login/?next=/%00", "/risks/%00"]
)
def test_an_address_with_a_byte_that_no_text_has_is_refused(browse: Any, path: str) -> None:
    for client in (Client(), browse("director")):
        for answer in (client.get(path), client.post(path, {"next": "//evil.example"})):
            assert answer.status_code == 400
            assert "Location" not in answer
    assert Client().post("/accounts/login/", {"login": "x", "next": "\x00//evil.example"}).status_code == 400


def test_a_reset_link_works_once_and_for_an_hour(member: Any, settings: Any) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT <= 3600
    Client().post("/accounts/password/reset/", {"email": member.email})
    link = next(w for w in mail.outbox[0].body.split() if "/reset/key/" in w)
    path, new = urlsplit(link).path, "quite another secret 8"
    first, second = Client(), Client()
    form = first.get(path)["Location"]
    done = first.post(form, {"password1": new, "password2": new})
    member.refresh_from_db()

    again = second.get(path)

    assert done.status_code == 302
    assert member.check_password(new)
    assert again.status_code == 200
    assert b"password1" not in again.content
    assert (
        first.get("/inbox").status_code == 302
    )  # a reset signs nobody in, so it is no way round the second step


def test_headers_of_a_proxy_sign_nobody_in(db: Any, org: Any) -> None:
    names = ("REMOTE_USER", "X_REMOTE_USER", "X_FORWARDED_USER", "X_AUTH_REQUEST_EMAIL", "REVERSE_PROXY_AUTH")

    answer = Client().get("/inbox", **{f"HTTP_{name}": org.people.director.email for name in names})

    assert answer.status_code == 302
