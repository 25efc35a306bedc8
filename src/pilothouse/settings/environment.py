"""What the environment may say about an installation, read once and checked with clear sentences."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pilothouse import WrongSetting
from pilothouse.settings.variables import FROM_FILE, misspelt, unknown

LEVELS = ("debug", "info", "warning", "error")
# what stands in examples and in what other programs make as a placeholder; no random key has one of them
KNOWN = (
    "insecure",
    "changeme",
    "change-me",
    "change_me",
    "default",
    "example",
    "secret-key",
    "secret_key",
    "password",
)


@dataclass(frozen=True)
class Environment:
    """One installation: where it listens, keeps its data and answers from."""

    host: str
    port: int
    data_dir: Path
    database_url: str
    base_url: str
    secret_key: str
    chain_key: str
    web_workers: int = 2
    log_level: str = "info"
    mail_url: str = ""
    mail_from: str = ""
    secret_keys_before: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    security_contact: str = ""
    hints: tuple[str, ...] = ()

    @property
    def secure(self) -> bool:
        """True when people reach the installation over https."""
        return self.base_url.startswith("https://")

    @property
    def hostname(self) -> str:
        """The host name that people type."""
        return urlsplit(self.base_url).hostname or "localhost"


def kept_secret(folder: Path, name: str) -> str:
    """A long random secret kept in the data folder, made on first use; only the owner may read it."""
    path = folder / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        draft = folder / f".{name}.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # whole or not at all: two processes that start together agree on one
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise WrongSetting(f"{path} cannot be read: {error.strerror}.") from error


def strong_key(name: str, value: str) -> str:
    """Refuse a signing key that is short, repeats itself, or is a known default."""
    repeats = value in (value + value)[1:-1]
    if len(value) < 50 or len(set(value)) < 10 or repeats or any(word in value.lower() for word in KNOWN):
        raise WrongSetting(f"{name} must be a random text of at least 50 characters.")
    return value


def _keys_before(text: str) -> tuple[str, ...]:
    found = (part.strip() for part in text.split(","))
    return tuple(strong_key("SECRET_KEY_FALLBACKS", one) for one in found if one)


def _keys(values: Mapping[str, str], folder: Path) -> tuple[str, str]:
    """The key of sessions and the key of the chain: given, or kept in the data folder; never the same."""
    sessions = strong_key("SECRET_KEY", values.get("SECRET_KEY") or kept_secret(folder, "secret.key"))
    chain = strong_key("CHAIN_KEY", values.get("CHAIN_KEY") or kept_secret(folder, "chain.key"))
    if sessions == chain:
        raise WrongSetting("CHAIN_KEY must differ from SECRET_KEY: each would give the other away.")
    return sessions, chain


def whole_number(name: str, text: str, low: int, high: int) -> int:
    """A whole number within bounds, or one line that says which setting is wrong."""
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise WrongSetting(f"{name} is {text!r}; it must be a number from {low} to {high}.")
    return int(text)


def _base_url(text: str) -> str:
    message = f"BASE_URL is {text!r}; it must look like https://pilothouse.example.org."
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise WrongSetting(message) from error
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.query or parts.fragment:
        raise WrongSetting(message)
    if parts.path.strip("/"):
        raise WrongSetting(f"BASE_URL is {text!r}; give scheme and host only, without a path.")
    return text.rstrip("/")


def _data_dir(text: str) -> Path:
    folder = Path(text).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"DATA_DIR {folder} cannot be made: {error.strerror}.") from error
    probe = folder / f".probe-{secrets.token_hex(8)}"
    try:
        probe.touch(0o600)  # a real write: access bits tell the superuser nothing about a read-only disk
        probe.unlink()
    except OSError as error:
        raise WrongSetting(
            f"DATA_DIR {folder} is read-only ({error.strerror}); choose a folder that can be written."
        ) from error
    return folder


def _database_url(text: str) -> str:
    message = (
        "DATABASE_URL must look like postgresql://USER:PASSWORD@HOST:PORT/NAME; leave it out for SQLite."
    )
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise WrongSetting(message) from error
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise WrongSetting(message)
    return text


def _mail_url(text: str) -> str:
    if text and (urlsplit(text).scheme not in {"smtp", "smtps"} or not urlsplit(text).hostname):
        raise WrongSetting(
            "MAIL_URL must look like smtp://USER:PASSWORD@mail.example.org:587; leave it out for none."
        )
    return text


def _proxies(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return tuple(str(ipaddress.ip_address(one)) for one in found)
    except ValueError as error:
        message = f"TRUSTED_PROXIES is {text!r}; it must be addresses such as 10.0.0.7, with commas."
        raise WrongSetting(message) from error


def _contact(text: str) -> str:
    if text and not (text.startswith(("mailto:", "https://")) and text.isprintable() and " " not in text):
        raise WrongSetting(f"SECURITY_CONTACT is {text!r}; it must begin with mailto: or https://.")
    return text


def _with_files(values: Mapping[str, str]) -> dict[str, str]:
    """Secrets may stand in a file: NAME_FILE=/run/secrets/name in place of NAME=…"""
    read = dict(values)
    for name in FROM_FILE:
        if values.get(name):
            plain = name.removesuffix("_FILE")
            if values.get(plain):
                raise WrongSetting(f"{plain} and {name} are both set; leave one out.")
            try:
                read[plain] = Path(values[name]).read_text().strip()
            except (OSError, UnicodeDecodeError) as error:
                raise WrongSetting(f"{name} names {values[name]}, which cannot be read.") from error
            if not read[plain]:
                raise WrongSetting(f"{name} names {values[name]}, which is empty.")
    return read


def read_environment(given: Mapping[str, str]) -> Environment:
    """Read and check the settings; raises WrongSetting with one clear line."""
    for wrong, meant in misspelt(given):
        raise WrongSetting(f"{wrong} is not a setting; did you mean {meant}?")
    values = {name: value for name, value in _with_files(given).items() if value}
    port = whole_number("PORT", values.get("PORT", "8000"), 1, 65535)
    level = values.get("LOG_LEVEL", "info").lower()
    if level not in LEVELS:
        raise WrongSetting(f"LOG_LEVEL is {level!r}; it must be one of {', '.join(LEVELS)}.")
    base_url = _base_url(values.get("BASE_URL", f"http://localhost:{port}"))
    database_url, mail_url = (
        _database_url(values.get("DATABASE_URL", "")),
        _mail_url(values.get("MAIL_URL", "")),
    )
    data_dir = _data_dir(values.get("DATA_DIR", "var"))
    secret_key, chain_key = _keys(values, data_dir)
    return Environment(
        host=values.get("HOST", "127.0.0.1"),
        port=port,
        data_dir=data_dir,
        database_url=database_url,
        base_url=base_url,
        secret_key=secret_key,
        chain_key=chain_key,
        web_workers=whole_number("WEB_WORKERS", values.get("WEB_WORKERS", "2"), 1, 64),
        log_level=level,
        mail_url=mail_url,
        mail_from=values.get("MAIL_FROM", f"pilothouse@{urlsplit(base_url).hostname}"),
        secret_keys_before=_keys_before(values.get("SECRET_KEY_FALLBACKS", "")),
        trusted_proxies=_proxies(values.get("TRUSTED_PROXIES", "")),
        security_contact=_contact(values.get("SECURITY_CONTACT", "")),
        hints=tuple(
            f"{name} means nothing here; `pilothouse doctor` lists the settings." for name in unknown(given)
        ),
    )
