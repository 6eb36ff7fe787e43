"""Builds the site as a user would, for the tests of the built site."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
ENVIRONMENT = os.environ | {
    "NO_MKDOCS_2_WARNING": "1",
    "NO_COLOR": "1",
    "SOURCE_DATE_EPOCH": "1700000000",  # the date in the sitemap; seconds since 1970
}


@dataclass(frozen=True)
class Build:
    """The result of `mkdocs build --strict`, or of another engine with the same command line."""

    succeeded: bool
    log: str
    seconds: float

    def executed(self) -> list[str]:
        """The pages whose code was executed, according to the log."""
        return sorted(re.findall(r"\d+/\d+ (\S+): run in", self.log))


def start(
    project: Path,
    site: Path,
    *,
    engine: str = "mkdocs",
    environment: dict[str, str] = ENVIRONMENT,
    before: Iterable[str] = (),
) -> subprocess.Popen[bytes]:
    """Starts a strict build in a new process group; the package is imported from the same folder."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", engine, "build", "--strict", "-d", str(site)],
        cwd=project,
        env=environment | {"PYTHONPATH": str(project)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[bytes]) -> Build:
    try:
        output, _ = process.communicate(timeout=240)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        raise AssertionError(f"the build hangs:\n{output.decode(errors='replace')}") from None
    log = output.decode(errors="replace")
    seconds = sum(map(float, re.findall(r"Documentation built in ([\d.]+) seconds", log)))
    return Build(process.returncode == 0, log, seconds)


def build(project: Path, site: Path, **how: Any) -> Build:
    return finish(start(project, site, **how))


def build_or_exit(site: Path) -> Path:
    """Builds this project's site for a command, which exits with the log if the build fails."""
    result = build(PROJECT, site)
    if not result.succeeded:
        sys.exit(result.log)
    return site


def bytes_of(site: Path) -> dict[str, bytes]:
    """Every file of a site by its path."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def differing(one: Path, other: Path) -> list[str]:
    """The files that differ between two sites, or exist in only one."""
    files, twins = bytes_of(one), bytes_of(other)
    assert len(files) > 100
    return sorted(name for name in files.keys() | twins.keys() if files.get(name) != twins.get(name))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
