"""Runs programs as in a fresh interpreter and an empty folder, each in a fork made after the imports that they share.

Reads a list of programs as JSON from the standard input, and writes a list of what each printed, or of its traceback.
"""

import json
import os
import sys
import tempfile
import traceback
from pathlib import Path

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot

import gdbook.figures  # noqa: F401


def output(program: str) -> str:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        if child := os.fork():
            os.waitpid(child, 0)
            printed.seek(0)
            left = [path.name for path in Path(folder).iterdir()]
            return printed.read() + "".join(f"left the file {name}\n" for name in left)
        os.chdir(folder)
        sys.stdout = sys.stderr = printed
        try:
            exec(compile(program, "listing", "exec"), {"__name__": "__main__"})
        except BaseException:
            traceback.print_exc()
        finally:
            printed.flush()
            os._exit(0)


if __name__ == "__main__":
    json.dump([output(program) for program in json.load(sys.stdin)], sys.stdout)
