"""Runs mkdocs on request, each time in a fork of this process, which has imported what a build needs and no test edits.

Reads a line of JSON for each run from the standard input, and answers with its exit code.
"""

import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

import fontTools.subset  # noqa: F401
import jieba
import jupytext  # noqa: F401
import matplotlib.pyplot  # noqa: F401
import mkdocs.commands.build  # noqa: F401
import mkdocs_jupyter.plugin  # noqa: F401
import mkdocs_static_i18n.plugin  # noqa: F401
import mkdocstrings_handlers.python  # noqa: F401
import nbclient  # noqa: F401
from mkdocs.__main__ import cli

CACHE = Path(__file__).parent.parent / ".cache"


def mkdocs_in(folder: str, arguments: list[str], environment: dict[str, str], log: str, seconds: int) -> None:
    """Makes this process the command `mkdocs` in a folder, from which the package is imported."""
    signal.alarm(seconds)  # ends a build that hangs
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    sys.path[0] = folder  # in place of the folder of this file
    cli(arguments, prog_name="mkdocs")


def serve() -> None:
    CACHE.mkdir(exist_ok=True)
    jieba.dt.tmp_dir = str(CACHE)
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        child = os.fork()
        if child == 0:
            mkdocs_in(**request)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
