"""One JSON line for each thing worth knowing, in UTC, with the id of the request it belongs to."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]


def _flat_exception(_logger: object, _name: str, event: Event) -> Event:
    """Keep a traceback within its one line, so that no content can forge a second one."""
    if isinstance(event.get("exception"), str):
        event["exception"] = event["exception"].splitlines()
    return event


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]


def logging_settings(level: str) -> dict[str, Any]:
    """The logging configuration; also used by processes that have no Django."""
    finish = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _flat_exception,
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": finish,
        "foreign_pre_chain": [structlog.stdlib.ExtraAdder(allow=()), *_shared()],
    }
    quiet = {"handlers": ["lines"], "level": "WARNING", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"lines": {"class": "logging.StreamHandler", "stream": sys.stdout, "formatter": "json"}},
        "root": {"handlers": ["lines"], "level": level.upper()},
        "loggers": {
            "django": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
            "django.request": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
            "_granian": quiet,
            "granian.access": quiet,
        },
    }


def configure_structlog() -> None:
    """Send structlog through the standard library, so that one place decides where lines go."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def quiet_console() -> None:
    """A command at a terminal talks in sentences: log lines go to stderr, warnings and worse only."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(sys.stderr)
    logging.getLogger().setLevel(logging.WARNING)
