"""Builds the site as a user would, for the tests of the built site."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
PROJECT = TESTS.parent
sys.path.append(str(PROJECT / "docs" / "hooks"))  # for commands that run without pytest
PACKAGE = ("gdbook", "pyproject.toml", "README.md", "LICENSE")
"""What the package's wheel is built from."""
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


LONGEST = 600  # seconds that a build may take on a slow or busy machine


@cache
def forks() -> subprocess.Popen[str]:
    """The process of which builds are forks."""
    command = [sys.executable, str(TESTS / "forks.py")]
    return subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def build(project: Path, site: Path, *, environment: dict[str, str] = ENVIRONMENT, strict: bool = True) -> Build:
    """`mkdocs build` as `start` runs it, but in a fork, which saves half of the time of a small build."""
    with tempfile.NamedTemporaryFile() as log:
        arguments = ["build", *["--strict"] * strict, "-d", str(site)]
        request = {"folder": str(project), "arguments": arguments, "environment": environment}
        server = forks()
        assert server.stdin
        assert server.stdout
        print(json.dumps(request | {"log": log.name, "seconds": LONGEST}), file=server.stdin, flush=True)
        return _result(int(server.stdout.readline()), log.read())


def start(
    project: Path,
    site: Path,
    *,
    engine: str = "mkdocs",
    environment: dict[str, str] = ENVIRONMENT,
    before: Iterable[str] = (),
) -> subprocess.Popen[bytes]:
    """Starts a build as a command, in a new process group; the package is imported from the same folder."""
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
        output, _ = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGALRM)
        output, _ = process.communicate()
    return _result(process.returncode, output)


def _result(code: int, output: bytes) -> Build:
    log = output.decode(errors="replace")
    assert code != -signal.SIGALRM, f"the build hangs:\n{log}"
    seconds = sum(map(float, re.findall(r"Documentation built in ([\d.]+) seconds", log)))
    return Build(code == 0, log, seconds)


PAGE = """\
---
jupyter:
  kernelspec: {{display_name: Python 3, language: python, name: {kernel}}}
---

<!-- #region lang="en" -->
# {title} {{#title}}
<!-- #endregion -->

<!-- #region lang="zh-TW" -->
# {title} {{#title}}
<!-- #endregion -->

```python
{code}
```
"""


def page(code: str, title: str = "A page", kernel: str = "python3") -> str:
    """The source of a short page with one code cell."""
    return PAGE.format(code=code, title=title, kernel=kernel)


DRAWING = """\
import matplotlib.pyplot as plt
plt.style.use("gdbook.book")
_ = plt.plot([1, 2])
plt.show()
```

<!-- #region lang="en" alt="A line." -->
A caption.
<!-- #endregion -->

<!-- #region lang="zh-TW" alt="A line." -->
A caption.
<!-- #endregion -->

```python
print("drawn")"""
"""For `page`: a figure with its caption, and text."""

THREE_PAGES = {"index.md": page(DRAWING, "Home"), "one.md": page("print(1)", "One"), "two.md": page("print(2)", "Two")}


def small_project(folder: Path, pages: dict[str, str], **options: object) -> Path:
    """A project with these pages, by file name, and a home page, where mkdocs-jupyter has these options."""
    leave_out = shutil.ignore_patterns("*.md", "live", "__pycache__", ".ruff_cache")
    shutil.copytree(PROJECT / "docs", folder / "docs", ignore=leave_out)
    (folder / "gdbook").symlink_to(PROJECT / "gdbook")
    for name, source in ({"index.md": "# Home\n"} | pages).items():
        (folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / name).write_text(source, encoding="utf-8")
    configuration = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    configuration = re.sub(r"^nav:\n(  .*\n)+", "", configuration, flags=re.MULTILINE)
    plugin = f"  - mkdocs-jupyter: {json.dumps(options)}\n"
    configuration, count = re.subn(r"  - mkdocs-jupyter:\n(      .*\n)+", plugin, configuration)
    assert count == 1
    (folder / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    return folder


def copy_package(project: Path) -> None:
    for name in PACKAGE:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, project)


@dataclass(frozen=True)
class Server:
    """A running `mkdocs serve`."""

    home: str
    log: Path
    process: subprocess.Popen[bytes]

    def response_with(self, text: str, path: str) -> str:
        """The response once it contains the text; empty after a minute without it."""
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text("utf-8")
            with contextlib.suppress(OSError):
                body = urllib.request.urlopen(self.home + path, timeout=60).read().decode()
                if text in body:
                    return body
            time.sleep(0.1)
        return ""


@contextlib.contextmanager
def served(project: Path, log: Path, *options: str) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address, *options]
    environment = ENVIRONMENT | {"PYTHONPATH": str(project)}
    with (
        log.open("w") as output,
        subprocess.Popen(command, cwd=project, env=environment, stdout=output, stderr=output) as process,
    ):
        try:
            yield Server(f"http://{address}/", log, process)
        finally:
            process.terminate()


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
    assert len(files) > 60
    return sorted(name for name in files.keys() | twins.keys() if files.get(name) != twins.get(name))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
