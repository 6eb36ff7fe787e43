"""Runs programs as in a fresh interpreter and an empty folder, and only once what several of them begin with.

The programs form a tree: the process forks where they differ, imports and functions apart. A branch defines what any of
its programs does, and after a fork forgets the names that only others define. Reads lists of programs from the standard
input, a line of JSON each, and answers each with the files that the programs left, and for each program with what it
printed, or its traceback, and the digests of the figures that it showed.
"""

import ast
import hashlib
import io
import json
import os
import runpy
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")  # which measures text as the backend of the pages does

import matplotlib.pyplot

import gdbook.figures  # noqa: F401

plt = matplotlib.pyplot
figures: list[str] = []


def show() -> None:
    """In place of `plt.show`: notes the open figures as a page shows them, and closes them."""
    for number in plt.get_fignums():
        drawn = io.StringIO()
        plt.figure(number).savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
        figures.append(hashlib.sha256(drawn.getvalue().encode()).hexdigest())
    plt.close("all")


class Program:
    """Its imports and functions, one for each name, its other statements, and the file for what it shows."""

    def __init__(self, source: str, shown: Path) -> None:
        self.definitions: dict[str, str] = {}
        self.statements: list[str] = []
        self.shown = shown
        for node in ast.parse(source).body:
            match node:
                case ast.Import() | ast.ImportFrom():
                    origin = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
                    for alias in node.names:
                        name = alias.asname or alias.name.partition(".")[0]
                        self.definitions[name] = origin + ast.unparse(ast.Import([alias]))
                case ast.FunctionDef(name, decorator_list=[]) if name not in self.definitions and is_fixed(node):
                    self.definitions[name] = ast.unparse(node)
                case _:
                    self.statements.append(ast.unparse(node))


def is_fixed(function: ast.FunctionDef) -> bool:
    """Whether a function is the same wherever it is defined."""
    return all(isinstance(default, ast.Constant) for default in function.args.defaults + function.args.kw_defaults)


def forked() -> bool:
    """Whether this process is a new fork; its parent continues when it has ended."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
    return child == 0


def run(programs: list[Program]) -> None:
    """Runs programs in this process as far as they agree, then in a fork for each branch."""
    space: dict[str, Any] = {"__name__": "__main__"}
    defined: dict[str, Any] = {}
    sys.stdout = sys.stderr = printed = io.StringIO()
    done = 0
    try:
        while programs:
            wanted = {name: code for program in programs for name, code in program.definitions.items()}
            for program in programs:
                assert wanted | program.definitions == wanted, "two programs define one name differently"
            for name in defined.keys() - wanted:
                if space.get(name) is defined.pop(name):
                    del space[name]
            for name, code in wanted.items():
                if name not in defined:
                    exec(code, space)
                    defined[name] = space[name]
            branches: dict[str, list[Program]] = {}
            for program in programs:
                branches.setdefault("".join(program.statements[done : done + 1]), []).append(program)
            if len(branches) > 1:
                programs = next((branch for branch in branches.values() if forked()), [])
                continue
            if "" in branches:
                break
            exec(compile(*branches, "listing", "exec"), space)
            done += 1
    except BaseException:
        traceback.print_exc()
    for program in programs:
        program.shown.write_text(json.dumps([printed.getvalue(), figures]), encoding="utf-8")


def results(sources: list[str]) -> tuple[list[str], list[Any]]:
    with tempfile.TemporaryDirectory() as results, tempfile.TemporaryDirectory() as folder:
        files = [Path(results, str(number)) for number in range(len(sources))]
        if forked():
            os.chdir(folder)
            run([Program(source, file) for source, file in zip(sources, files, strict=True)])
            os._exit(0)
        left = [path.name for path in Path(folder).iterdir()]
        return left, [json.loads(file.read_text(encoding="utf-8")) for file in files]


if __name__ == "__main__":  # pytest imports this module too, to look for doctests
    runpy.run_path(str(Path(__file__).parents[1] / "docs" / "hooks" / "kernel.py"))  # so that figures are the site's
    plt.show = show
    for line in sys.stdin:
        print(json.dumps(results(json.loads(line))), flush=True)
