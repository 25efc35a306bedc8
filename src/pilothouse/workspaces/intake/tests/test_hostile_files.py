"""Hostile files are refused with one sentence, in time, in a child that can reach nothing; gate R-06 and C12."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from pilothouse.workspaces.intake import ImportRejected, Table, read_table, reading
from pilothouse.workspaces.intake.archive import CHUNK, check_workbook_archive
from pilothouse.workspaces.intake.tests.hostile_files import (
    MAY_BE_READ,
    TRAPS,
    damaged,
    sheet,
    text_cell,
    workbook,
)

pytestmark = pytest.mark.thorough


@pytest.fixture
def work_dir(tmp_path, monkeypatch):
    """Every temporary file of the reader goes here, so that a leftover can be seen."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def assert_nothing_left(work_dir):
    assert list(work_dir.iterdir()) == []
    assert not list(Path("/tmp").glob("pilothouse-slip*"))


OWN_REASONS = {
    "gzip cut off": "damaged",
    "NUL bytes": "binary",
    "too many rows": "too-large",
    "encrypted workbook": "encrypted",
    "macros by name": "macros",
    "macros inside": "macros",
    "macros by type": "macros",
    "zip slip": "zip-slip",
    "symbolic link": "zip-slip",
    "3,000 parts": "zip-entries",
    "zip bomb": "bomb",
    "gzip bomb": "bomb",
    "900,000 rows": "bomb",
    "far cell": "too-far",
    "far column": "too-far",
    "XXE": "entities",
    "billion laughs": "entities",
    "entities in lower case": "entities",
    "UTF-16 part": "xml-encoding",
    "one huge cell": "huge-cell",
    "huge text in a workbook": "huge-cell",
    "quote never closed": "cut-off",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_trap_is_refused_with_one_sentence_and_for_its_own_reason(trap, work_dir):
    name, make = TRAPS[trap]

    try:
        read_table(make(), name)
        sentence, code = "", ""
    except ImportRejected as refusal:
        sentence, code = refusal.sentence, refusal.code

    assert sentence or trap in MAY_BE_READ
    assert code == OWN_REASONS.get(trap, code)
    assert not sentence or sentence.endswith(".")
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert len(sentence) < 250
    assert_nothing_left(work_dir)


def damage_all(files, work_dir):
    read, refused = 0, 0
    for name, data in files:
        try:
            table = read_table(data, name)
        except ImportRejected:
            refused += 1
        else:
            assert isinstance(table, Table)
            read += 1
    assert_nothing_left(work_dir)
    return read, refused


def test_damaged_files_are_read_or_refused(work_dir):
    read, refused = damage_all(damaged(7, cuts=3, flips=2), work_dir)

    assert read + refused == 15
    assert refused >= 5


@pytest.mark.slow
def test_many_damaged_files_are_read_or_refused(work_dir):
    """The whole of R-06 for the formats read here: every cut of one per cent and as many flips again."""
    read, refused = damage_all(damaged(11, cuts=100, flips=100), work_dir)

    assert read + refused == 600
    assert refused >= 250


def test_declaration_across_two_chunks_is_found():
    """The archive is looked at in chunks of 1 MiB; what straddles two of them must not slip through."""
    start = sheet()[: sheet().index(b"<worksheet")]
    filling = random.Random(3).randbytes(CHUNK // 2).hex().encode()
    for cut in (2, 5, 9):
        pad = CHUNK - len(start) - len(b"<!---->") - cut
        trap = start + b"<!--" + filling[:pad] + b"-->" + b"<!DOCTYPE a>" + sheet()[len(start) :]
        with pytest.raises(ImportRejected) as refusal:
            check_workbook_archive(workbook(trap))
        assert refusal.value.code == "entities"


def test_good_workbook_is_read_with_its_types():
    table = read_table(
        workbook(sheet(f'<row r="5">{text_cell("A5", "Quay")}<c r="B5"><v>3</v></c></row>')), "a.xlsx"
    )

    assert table.columns == ("Project name", "Budget")
    assert [str(row[1]) for row in table.rows] == ["12.5", "3"]
    assert table.numbers == (2, 5)
    assert table.sheet == "Portfolio"


PROBE = """
import json, os, socket, resource, subprocess
from pilothouse.workspaces.intake.child import shut_in
shut_in()
found = {"memory": resource.getrlimit(resource.RLIMIT_AS)[1], "cpu": resource.getrlimit(resource.RLIMIT_CPU)[1]}
for name, attempt in {
    "socket": lambda: socket.socket(),
    "file": lambda: open("left.txt", "w"),
    "read": lambda: open("/etc/passwd"),
    "fork": lambda: subprocess.Popen(["/bin/true"]),
    "memory bomb": lambda: bytearray(1 << 31),
}.items():
    try:
        attempt()
        found[name] = "possible"
    except (OSError, MemoryError):
        found[name] = "refused"
print(json.dumps(found), flush=True)
"""


def test_child_can_open_no_file_no_socket_and_no_process(tmp_path):
    out = subprocess.run([sys.executable, "-I", "-c", PROBE], capture_output=True, cwd=tmp_path, text=True)

    assert out.stdout.strip() == (
        '{"memory": 1073741824, "cpu": 60, "socket": "refused", "file": "refused", "read": "refused", '
        '"fork": "refused", "memory bomb": "refused"}'
    ), out.stderr
    assert list(tmp_path.iterdir()) == []


def test_child_that_hangs_is_killed_with_its_whole_group(monkeypatch, tmp_path):
    note = tmp_path / "pid"
    script = (
        "import os, subprocess, sys, time\n"
        f"child = subprocess.Popen(['sleep', '300']); open({str(note)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(300)"
    )
    monkeypatch.setattr(reading, "COMMAND", (sys.executable, "-I", "-c", script))
    monkeypatch.setattr(reading, "CHILD_SECONDS", 1)

    with pytest.raises(ImportRejected) as refusal:
        read_table(b"a,b\n1,2\n", "a.csv")

    assert refusal.value.code == "too-slow"
    assert is_gone(int(note.read_text()))


def is_gone(pid: int) -> bool:
    """Whether a process has ended within two seconds; a zombie waiting for its reaper counts as ended."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    "script",
    [
        'import sys; sys.stdin.buffer.read(); print(\'{"columns": ["a"], "notes": []}\'); print(\'[2, [1, 2]]\')',
        'import sys; sys.stdin.buffer.read(); print(\'{"columns": ["a"], "notes": []}\\n[2, [1]]\\n{"end": 5}\')',
        "import sys; sys.stdin.buffer.read(); print('[]')",
        "import sys; sys.stdin.buffer.read(); print('{}')",
        "import sys; sys.stdin.buffer.read(); print('not json')",
        "import sys; sys.exit(0)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import os; os.abort()",
    ],
)
def test_child_that_lies_or_dies_is_a_refusal(monkeypatch, script):
    monkeypatch.setattr(reading, "COMMAND", (sys.executable, "-I", "-c", script))

    with pytest.raises(ImportRejected) as refusal:
        read_table(b"a,b\n1,2\n", "a.csv")

    assert refusal.value.code == "damaged"


def test_child_that_floods_is_stopped(monkeypatch):
    script = "import sys\nwhile True: sys.stdout.write('x' * 1000000)"
    monkeypatch.setattr(reading, "COMMAND", (sys.executable, "-I", "-c", script))
    monkeypatch.setattr(reading, "MAX_ANSWER_BYTES", 3_000_000)

    with pytest.raises(ImportRejected) as refusal:
        read_table(b"a,b\n1,2\n", "a.csv")

    assert refusal.value.code == "too-large"


def test_parent_stays_small_while_a_bomb_is_refused():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ImportRejected):
        read_table(TRAPS["far cell"][1](), "a.xlsx")

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\portfolio\\a.csv", "a.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        ("", "file"),
        ("x" * 500, "x" * 200),
    ],
)
def test_file_name_is_only_a_label(given, kept):
    assert reading.clean_name(given) == kept


def test_no_descriptor_and_no_process_is_left_behind():
    read_table(b"name,budget\nDock,1\n", "a.csv")
    before = set(os.listdir("/proc/self/fd"))
    for _ in range(2):
        read_table(b"name,budget\nDock,1\n", "a.csv")

    assert len(set(os.listdir("/proc/self/fd"))) <= len(before)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert signal.getsignal(signal.SIGCHLD) is signal.SIG_DFL
