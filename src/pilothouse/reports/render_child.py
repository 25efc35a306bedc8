"""The child that prints: reads facts from its input, writes a PDF to its output, and may open nothing else."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import typst

PAGES = Path(__file__).parent / "pages"
LIMIT_BYTES = 1 << 30
LIMIT_SECONDS = 50


def main() -> None:
    """Print the page named by the first argument."""
    page = Path(sys.argv[1]).name
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES * 2, LIMIT_BYTES * 2))
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    facts = sys.stdin.buffer.read().decode()
    pdf = typst.compile(
        str(PAGES / page), root=str(PAGES), sys_inputs={"facts": facts}, pdf_standards=["ua-1"]
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
