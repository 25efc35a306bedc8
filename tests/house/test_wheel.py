"""What a built wheel holds: everything that an installation without the repository needs to run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import sources

LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__", "*.egg-info")
# what the application opens by its path, beside its own modules
OPENED = ("html", "txt", "css", "js", "svg", "json", "typ")
# read by people or by the build, not by a running installation
BARE = {"PATH": "/usr/bin:/bin"}
NOT_SHIPPED = ("/tests/", "/islands/", "/static/css/")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of a copy of the sources, so that the repository stays as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(sources.ROOT / "src", folder / "copy" / "src", ignore=LEFT_OUT)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(sources.ROOT / name, folder / "copy")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        ".",
    ]
    subprocess.run(command, cwd=folder / "copy", check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("pilothouse-*.whl")))


def _needed() -> set[str]:
    package = sources.ROOT / "src" / "pilothouse"
    found = {path for ending in OPENED for path in package.rglob(f"*.{ending}")}
    found |= set(package.rglob("*.py"))
    names = {f"pilothouse/{path.relative_to(package).as_posix()}" for path in found}
    return {name for name in names if not any(part in name for part in NOT_SHIPPED)}


@pytest.mark.slow
def test_nothing_that_runs_is_missing(wheel: zipfile.ZipFile) -> None:
    assert _needed() - set(wheel.namelist()) == set()


@pytest.mark.slow
def test_the_built_front_end_is_inside(wheel: zipfile.ZipFile) -> None:
    built = [name for name in wheel.namelist() if "/static/built/" in name]

    assert {Path(name).name for name in built} >= {"app.js", "app.css"}
    assert not [name for name in wheel.namelist() if "node_modules" in name]


@pytest.mark.slow
def test_it_starts_without_the_repository(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Unpacked elsewhere it prepares an installation: schema, pages' files, settings."""
    wheel.extractall(tmp_path / "site")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); sys.argv[1:] = ['prepare', '--no-demo'];"
        "import pilothouse; assert pilothouse.__file__.startswith(sys.path[0]), pilothouse.__file__;"
        "from pilothouse.cli import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "site")],
        cwd=tmp_path, env={**BARE, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    gathered = [path.name for path in (tmp_path / "data" / "static" / "built").iterdir()]
    assert any(name.startswith("app.") and name.endswith(".css") for name in gathered)
