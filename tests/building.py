"""Builds the site as a user does, for the tests that need it built."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"}


@dataclass(frozen=True)
class Build:
    """One run of `mkdocs build --strict`, or of another engine that is called like it."""

    succeeded: bool
    log: str
    seconds: float

    def executed(self) -> list[str]:
        """The pages whose code was run, as the log tells."""
        return sorted(re.findall(r"\d+/\d+ (\S+): run in", self.log))


def command(project: Path, site: Path, engine: str = "mkdocs") -> list[str]:
    return [sys.executable, "-m", engine, "build", "--strict", "-f", str(project / "mkdocs.yml"), "-d", str(site)]


def build(project: Path, site: Path, engine: str = "mkdocs") -> Build:
    """Builds the site strictly; the package is taken from the same folder."""
    done = subprocess.run(
        command(project, site, engine),
        cwd=project,
        env=ENVIRONMENT | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    log = done.stdout + done.stderr
    seconds = sum(map(float, re.findall(r"Documentation built in ([\d.]+) seconds", log)))
    return Build(done.returncode == 0, log, seconds)
