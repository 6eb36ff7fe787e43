"""Builds under system failures: either a correct site or a clear error, and the next build succeeds."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import ENVIRONMENT, PROJECT, build, differing, finish, start


def entries(project: Path) -> list[Path]:
    """The cache entries of the pages, smallest first: those pages run fastest."""
    return sorted((project / ".cache" / "pages").glob("*.json"), key=lambda entry: entry.stat().st_size)


KEPT = 1  # cache entry; the other pages are executed around the first kill, and are in the cache at the later ones

# Whether a build has reached the moment to kill it; each leaves partial files.
MOMENTS: dict[str, Callable[[Path, Path], bool]] = {
    "while it fills the cache": lambda project, site: len(entries(project)) > KEPT,
    "while it copies files": lambda project, site: (site / "assets" / "logo.svg").exists(),
    "while it writes pages": lambda project, site: (site / "index.html").exists(),
    "while it writes the other language": lambda project, site: (site / "zh-TW" / "index.html").exists(),
}


@pytest.mark.exhaustive
def test_a_build_after_killed_builds_equals_a_clean_build(small: Path, three_pages: Path, tmp_path: Path) -> None:
    while len(entries(small)) > KEPT:
        entries(small)[0].unlink()
    for moment, is_reached in MOMENTS.items():
        with start(small, tmp_path / "site") as process:
            while not is_reached(small, tmp_path / "site"):
                assert process.poll() is None, (moment, process.communicate()[0].decode())
                time.sleep(0.002)
            os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
    again = build(small, tmp_path / "site")
    assert again.succeeded, again.log
    assert differing(tmp_path / "site", three_pages / "site") == []


@pytest.mark.exhaustive
def test_two_concurrent_builds_on_a_damaged_cache_equal_a_clean_build(
    small: Path, three_pages: Path, tmp_path: Path
) -> None:
    truncated, garbage = entries(small)[:2]  # test_execute.py tests more kinds of damage
    truncated.write_bytes(truncated.read_bytes()[:-100])
    garbage.write_bytes(bytes(range(256)) * 64)
    builds = {name: start(small, tmp_path / name) for name in ("one", "other")}
    results = {name: finish(process) for name, process in builds.items()}
    for name, result in results.items():
        assert result.succeeded, result.log
        assert differing(tmp_path / name, three_pages / "site") == []
    assert len({page for result in results.values() for page in result.executed()}) == 2


@pytest.mark.exhaustive
def test_a_full_disk_fails_the_build_and_the_error_names_the_path(small: Path, tmp_path: Path) -> None:
    limit = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))"
    run = f"{limit}; sys.argv[:] = sys.argv[3:]; runpy.run_module('mkdocs', run_name='__main__')"
    result = finish(start(small, tmp_path / "site", before=[sys.executable, "-c", run]))
    assert not result.succeeded
    assert "a file could not be read or written" in result.log
    assert str(tmp_path / "site") in result.log
    assert "Traceback" not in result.log


def test_a_full_disk_leaves_no_partial_cache_entry(tmp_path: Path) -> None:
    code = """
import resource, sys
from pathlib import Path
from execute import write
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write(Path(sys.argv[1]) / "small.json", [[]])
write(Path(sys.argv[1]) / "large.json", [[{"text": "x" * 5000}]])
"""
    environment = os.environ | {"PYTHONPATH": str(PROJECT / "docs" / "hooks")}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=environment, check=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["small.json"]


def test_the_package_of_another_checkout_is_rejected(project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "-d", str(tmp_path / "site")]
    environment = ENVIRONMENT | {"PYTHONPATH": str(PROJECT), "PYTHONSAFEPATH": "1"}  # as for the command mkdocs
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    for message in (str(PROJECT / "gdbook"), str(project / "gdbook"), "pip install -e ."):
        assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def read_only(small: Path) -> Iterator[Path]:
    """A read-only project in which two pages are not cached."""
    for entry in entries(small)[:2]:
        entry.unlink()
    places = [small, *small.rglob("*")]
    modes = {place: stat.S_IMODE(place.stat().st_mode) for place in places}
    for place, mode in modes.items():
        place.chmod(mode & ~0o222)
    yield small
    for place, mode in modes.items():
        place.chmod(mode)


@pytest.mark.exhaustive
def test_a_read_only_checkout_builds_into_another_folder(read_only: Path, three_pages: Path, tmp_path: Path) -> None:
    # Root can write anywhere, unless that capability is dropped.
    before = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    touch = subprocess.run([*before, "touch", str(read_only / "file")], capture_output=True, check=False)
    assert touch.returncode != 0
    result = finish(start(read_only, tmp_path / "site", before=before))
    assert result.succeeded, result.log
    assert len(set(result.executed())) == 2
    assert differing(tmp_path / "site", three_pages / "site") == []
