"""Every environment variable that an installation may set, with what it means: the one list."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One setting: its name, what holds when it is left out, and what it is for."""

    name: str
    default: str
    meaning: str
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("HOST", "127.0.0.1", "Address to listen on; 0.0.0.0 opens it to the network."),
    Variable("PORT", "8000", "Port to listen on, 1 to 65535."),
    Variable(
        "BASE_URL", "http://localhost:PORT", "What people type; https makes cookies secure and adds HSTS."
    ),
    Variable("DATA_DIR", "var", "Folder for the database, files, keys and backups; must be writable."),
    Variable(
        "DATABASE_URL",
        "SQLite in DATA_DIR",
        "postgresql://USER:PASSWORD@HOST:PORT/NAME, or ?host=FOLDER for a socket.",
        secret=True,
    ),
    Variable(
        "SECRET_KEY",
        "made once in DATA_DIR/secret.key",
        "Signs sessions and links, encrypts second steps; 50 characters or more.",
        True,
    ),
    Variable(
        "SECRET_KEY_FALLBACKS",
        "none",
        "Earlier values of SECRET_KEY, with commas; what they signed and encrypted still holds.",
        True,
    ),
    Variable(
        "CHAIN_KEY",
        "made once in DATA_DIR/chain.key",
        "Signs the chain of history; 50 characters or more.",
        True,
    ),
    Variable("WEB_WORKERS", "2", "Web server processes, 1 to 64."),
    Variable("LOG_LEVEL", "info", "debug, info, warning or error."),
    Variable(
        "MAIL_URL",
        "mails are kept and read in the app",
        "smtp://USER:PASSWORD@HOST:587 or smtps://…:465.",
        True,
    ),
    Variable("MAIL_FROM", "pilothouse@ the host of BASE_URL", "Address that mails come from."),
    Variable(
        "TRUSTED_PROXIES",
        "none",
        "Addresses of the proxies in front, with commas; only these are believed about who calls.",
    ),
    Variable(
        "SECURITY_CONTACT",
        "no security.txt",
        "mailto: or https: address for reports of weaknesses, shown in /.well-known/security.txt.",
    ),
)
NAMES: tuple[str, ...] = tuple(variable.name for variable in VARIABLES)
FROM_FILE: tuple[str, ...] = tuple(f"{variable.name}_FILE" for variable in VARIABLES if variable.secret)
# read by the tests and tools of the repository, never by an installation
OF_THE_TOOLS = ("PILOTHOUSE_CHROMIUM", "PILOTHOUSE_REQUIRE_ALL", "PILOTHOUSE_WITHOUT", "PILOTHOUSE_RUN_LABEL")
NEAR = 0.87


def misspelt(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names that are almost a setting, each with the setting that was probably meant."""
    known = NAMES + FROM_FILE
    found = []
    for name in sorted(names):
        if name in known or len(name) < 6 or not name.isupper():
            continue
        close = difflib.get_close_matches(name, known, n=1, cutoff=NEAR)
        if close:
            found.append((name, close[0]))
    return found


def unknown(names: Iterable[str]) -> list[str]:
    """Names that carry the product's prefix and mean nothing to it."""
    return sorted(name for name in names if name.startswith("PILOTHOUSE_") and name not in OF_THE_TOOLS)
