"""Runs the code of a page and keeps what came out, so that the same code is not run twice.

What is kept is found by a key made of everything that could change it: the page's code, every file of the package,
the versions of Python and of what draws and computes, this file and kernel.py. Prose is not part of it, and what a user
has set up for Python, IPython and matplotlib does not reach a page.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import py_compile
import re
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import Any, TypeAlias
from weakref import WeakSet

import matplotlib
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from mkdocs_jupyter.nbconvert2 import get_nbconvert_app
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode, from_dict
from traitlets import Unicode, default

Outputs: TypeAlias = list[list[dict[str, Any]]]
"""For each code cell of a page, the outputs in the notebook format."""

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CELL_SECONDS = 120
"""A cell that runs longer than this is taken to hang."""

BEFORE = Path(__file__).with_name("kernel.py")
"""What runs in every kernel before the page's code, and leaves none of its names there."""
RUN_BEFORE = f"__import__('runpy').run_path({str(BEFORE)!r})"

COMPUTES = ("numpy", "matplotlib", "matplotlib-inline", "ipython", "ipykernel", "scikit-learn", "distributed")
"""The packages whose versions are part of the key."""

ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""For every kernel: as many run at once as there are cores, so threads of their own would only be in the way."""

OTHERS = {"MPLBACKEND", "PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONWARNINGS"}
"""What users set for programs of their own, and what would change a page: without asserts it could claim anything."""
DEFAULTS = {"MATPLOTLIBRC": str(Path(matplotlib.get_data_path()) / "matplotlibrc")}

CHECKED = MAGIC_NUMBER + b"\3\0\0\0"
"""How a compiled file begins that Python checks against the hash of its source (PEP 552)."""

KERNEL_OPTIONS = [
    "--log-level=CRITICAL",
    f"--IPKernelApp.exec_lines={[RUN_BEFORE]}",
    "--InlineBackend.figure_formats={'svg'}",
    "--InlineBackend.print_figure_kwargs={'bbox_inches': None, 'metadata': {'Date': None, 'Creator': None}}",
]


class ExecutionError(Exception):
    """A page's code failed; the message names the cell."""


@dataclass(frozen=True)
class Done:
    """One page's outputs, and how they were come by."""

    name: str
    outputs: Outputs
    cached: bool
    seconds: float


class ThisPython(AsyncKernelManager):
    """Starts kernels of the Python that runs this, whatever other kernels the machine has."""

    path = Unicode(config=True)  # where its imports are looked for first

    @default("kernel_spec_manager")
    def _no_folders_to_search(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])  # without any, the one that is left is that of this Python

    async def start_kernel(self, **options: Any) -> None:
        path = os.pathsep.join(filter(None, [self.path, os.environ.get("PYTHONPATH")]))
        own = {name: value for name, value in os.environ.items() if name not in OTHERS}
        await super().start_kernel(**options | {"env": own | ONE_CORE | DEFAULTS | {"PYTHONPATH": path}})
        _started.add(self)

    def kill(self) -> None:
        process = getattr(self.provisioner, "process", None)
        if process is not None:
            process.kill()


_started: WeakSet[ThisPython] = WeakSet()


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def cache_key(notebook: NotebookNode, sources: Iterable[Path]) -> str:
    """The name under which the outputs of this code, run against these source files, are kept."""
    parts = [platform.python_version(), *map(version, COMPUTES)]
    parts += [cell.source for cell in code_cells(notebook)]
    digest = hashlib.sha256(json.dumps(parts).encode())
    for path in sorted([*sources, BEFORE, Path(__file__)]):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def run(notebook: NotebookNode, path: Path | None = None) -> Outputs:
    """Runs the code cells in order, in a fresh kernel of this Python, in an empty folder; imports come from `path`.

    Raises:
        ExecutionError: a cell raised, wrote a warning, ran for too long, or killed the kernel.
    """
    if not code_cells(notebook):
        return []
    app = get_nbconvert_app(execute=True, kernel_name="python3", allow_errors=False)
    # What a cell prints arrives in pieces that depend on its speed; joined, two builds are alike.
    client = ExecutePreprocessor(config=app.config, timeout=CELL_SECONDS, record_timing=False, coalesce_streams=True)
    client.kernel_manager_class = ThisPython
    client.config.ThisPython.path = str(path or "")
    copy = from_dict(json.loads(json.dumps(notebook)))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as profile:
        client.extra_arguments = [*KERNEL_OPTIONS, f"--ipython-dir={profile}"]
        try:
            client.preprocess(copy, {"metadata": {"path": folder}})
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise ExecutionError(f"code cell {client.code_cells_executed}: {_reason(error)}") from None
    outputs = [[dict(output) for output in cell.outputs] for cell in code_cells(copy)]
    for number, cell in enumerate(outputs, 1):
        for output in cell:
            if output.get("name") == "stderr":
                raise ExecutionError(f"code cell {number}: wrote to stderr:\n{output['text']}")
    return json.loads(json.dumps(outputs))


def _reason(error: Exception) -> str:
    if isinstance(error, CellExecutionError):
        line = re.search(r"^-+> *\d+ +(.*)$", ANSI.sub("", error.traceback), re.MULTILINE)
        return f"{error.ename}: {error.evalue}" + (f" in the line {line[1]!r}" if line else "")
    if isinstance(error, CellTimeoutError):
        return f"did not finish within {CELL_SECONDS} seconds"
    return "the kernel died"


def run_all(
    pages: dict[str, NotebookNode],
    sources: Iterable[Path],
    folder: Path,
    report: Callable[[Done], None],
    path: Path | None = None,
) -> dict[str, Outputs]:
    """The outputs of every page by its name: from the cache in `folder`, or run, as many at a time as there are cores.

    The code imports the source files from `path`, so that what is run is what the key tells.

    Raises:
        ExecutionError: a page failed; the message names page and cell.
    """
    sources = list(sources)
    compile_all(sources)

    def one(name: str) -> Done:
        start = time.monotonic()
        key = cache_key(pages[name], sources)
        entry = folder / f"{key}.json"
        kept = read(entry)
        if kept is None:
            try:
                outputs = run(pages[name], path)
            except ExecutionError as error:
                raise ExecutionError(f"{name}, {error}") from None
            if cache_key(pages[name], sources) == key:  # nobody edited a source meanwhile
                write(entry, outputs)
        else:
            outputs = kept
        return Done(name, outputs, kept is not None, time.monotonic() - start)

    results: dict[str, Outputs] = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        jobs = [pool.submit(one, name) for name in pages]
        try:
            for job in as_completed(jobs):
                done = job.result()
                report(done)
                results[done.name] = done.outputs
        except BaseException:  # a page that failed, or the user, who has waited long enough
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in _started.copy():
                kernel.kill()
            raise
    return results


def compile_all(sources: Iterable[Path]) -> None:
    """Lets Python know its compiled files by what their sources say: a time of change can be that of another text."""
    for source in sources:
        compiled = Path(cache_from_source(str(source)))
        if source.suffix != ".py" or (compiled.is_file() and compiled.read_bytes().startswith(CHECKED)):
            continue  # Python renews it; and mkdocs serve would take a file that is written for a change
        with suppress(OSError, py_compile.PyCompileError):  # the page that imports it says what is wrong
            mode = py_compile.PycInvalidationMode.CHECKED_HASH
            py_compile.compile(str(source), doraise=True, invalidation_mode=mode)


def read(entry: Path) -> Outputs | None:
    """What was kept, or None where nothing is, or where what is there is damaged."""
    try:
        checksum, _, body = entry.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return json.loads(body) if checksum == _checksum(body) else None


def write(entry: Path, outputs: Outputs) -> None:
    """Keeps the outputs, whole or not at all. A folder that cannot be written to is no error, only no help."""
    body = json.dumps(outputs)
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=entry.parent) as folder:
            part = Path(folder) / entry.name
            part.write_text(f"{_checksum(body)}\n{body}", encoding="utf-8")
            part.replace(entry)
    except OSError:
        return


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
