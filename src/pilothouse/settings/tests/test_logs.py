"""Log lines: one JSON object a line, in UTC, with the request's id, whatever the content."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from pilothouse.settings.logs import logging_settings


@pytest.fixture
def lines() -> Iterator[StringIO]:
    stream = StringIO()
    config = logging_settings("info")
    formatter = config["formatters"]["json"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        formatter["()"](processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"])
    )
    logger = logging.getLogger("pilothouse.test-lines")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    structlog.contextvars.clear_contextvars()


def test_a_line_carries_time_level_and_request(lines: StringIO) -> None:
    structlog.contextvars.bind_contextvars(request_id="abc12345")

    structlog.get_logger("pilothouse.test-lines").info("saved", rows=3)

    line = json.loads(lines.getvalue())
    assert (line["event"], line["rows"], line["level"], line["request_id"]) == (
        "saved",
        3,
        "info",
        "abc12345",
    )
    assert line["at"].endswith("Z")


def test_content_cannot_forge_a_second_line(lines: StringIO) -> None:
    try:
        raise ValueError('x\n{"event": "forged"}')
    except ValueError:
        logging.getLogger("pilothouse.test-lines").exception("failed %s", 'with "quotes"\nand a break')

    written = lines.getvalue()
    assert written.count("\n") == 1
    line = json.loads(written)
    assert line["event"] == 'failed with "quotes"\nand a break'
    assert line["exception"][-1] == '{"event": "forged"}'
