"""What the environment may say about an installation, read once and checked with clear sentences."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class WrongSetting(Exception):
    """A setting cannot work; the message is one line that says which and why."""


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
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        return path.read_text().strip()


def strong_key(name: str, value: str) -> str:
    """Refuse a signing key that is short or a known default."""
    if len(value) < 50 or len(set(value)) < 10:
        raise WrongSetting(f"{name} must be a random text of at least 50 characters.")
    return value


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise WrongSetting(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WrongSetting(f"BASE_URL is {text!r}; it must look like https://pilothouse.example.org.")
    return text.rstrip("/")


def _data_dir(text: str) -> Path:
    folder = Path(text).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"DATA_DIR {folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK):
        raise WrongSetting(f"DATA_DIR {folder} is read-only; choose a folder that can be written.")
    return folder


def read_environment(values: Mapping[str, str]) -> Environment:
    """Read and check the settings; raises WrongSetting with one clear line."""
    port = _port(values.get("PORT", "8000"))
    data_dir = _data_dir(values.get("DATA_DIR", "var"))
    host = values.get("HOST", "127.0.0.1")
    database_url = values.get("DATABASE_URL", "")
    if database_url and urlsplit(database_url).scheme not in {"postgres", "postgresql"}:
        raise WrongSetting("DATABASE_URL must begin with postgresql://; leave it out to use SQLite.")
    return Environment(
        host=host,
        port=port,
        data_dir=data_dir,
        database_url=database_url,
        base_url=_base_url(values.get("BASE_URL", f"http://localhost:{port}")),
        secret_key=strong_key("SECRET_KEY", values.get("SECRET_KEY") or kept_secret(data_dir, "secret.key")),
        chain_key=strong_key("CHAIN_KEY", values.get("CHAIN_KEY") or kept_secret(data_dir, "chain.key")),
    )
