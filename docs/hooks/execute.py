"""Executes the code of a page and caches its outputs.

The cache key hashes everything that could change the outputs: the page's code, every file of the package, the versions
of Python and of the libraries that compute and draw, this file and kernel.py. Prose is not part of the key. The user's
own configuration of Python, Jupyter, IPython and matplotlib is ignored.
"""

import atexit
import hashlib
import json
import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from compileall import compile_file
from concurrent.futures import ThreadPoolExecutor, as_completed
from copy import deepcopy
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode
from threading import Event
from typing import Any, TypeAlias
from weakref import WeakSet

import matplotlib
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_config_dir
from mkdocs_jupyter.nbconvert2 import get_nbconvert_app
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode
from traitlets import Unicode, default

from cells import code_cells, is_hidden, where

Outputs: TypeAlias = list[list[dict[str, Any]]]
"""The outputs of each code cell of a page, in the notebook format."""

os.environ["JUPYTER_NO_CONFIG"] = "1"  # else get_nbconvert_app reads the user's jupyter_nbconvert_config.py
atexit.register(shutil.rmtree, jupyter_config_dir(), ignore_errors=True)  # the empty folder that takes its place

ANSI = re.compile(r"\x1b\[[0-9;]*m")
STARTS = 3  # of a kernel
CELL_SECONDS = 120
"""Timeout of one cell."""

PREAMBLE = Path(__file__).with_name("kernel.py")
"""Runs in every kernel before the page's code, without leaving names in its namespace."""
RUN_PREAMBLE = f"__import__('runpy').run_path({str(PREAMBLE)!r})"

KEYED_PACKAGES = ("numpy", "matplotlib", "matplotlib-inline", "ipython", "ipykernel")
"""Packages whose versions are part of the cache key."""

ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""One thread per kernel: there is already one kernel per core."""

USER_VARIABLES = {"MPLBACKEND", "PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONWARNINGS"}
"""User settings that kernels must not inherit: they change figures and warnings, or disable a page's asserts."""
DEFAULT_STYLE = {"MATPLOTLIBRC": str(Path(matplotlib.get_data_path()) / "matplotlibrc")}

HASH_CHECKED = MAGIC_NUMBER + b"\3\0\0\0"
"""Header of a .pyc that Python validates by the hash of its source (PEP 552)."""

KERNEL_OPTIONS = [
    "--log-level=CRITICAL",
    f"--IPKernelApp.exec_lines={[RUN_PREAMBLE]}",
    "--InlineBackend.figure_formats={'svg'}",
    "--InlineBackend.print_figure_kwargs={'bbox_inches': None, 'metadata': {'Date': None, 'Creator': None}}",
]


class ExecutionError(Exception):
    """The code of a page failed; the message names the cell, `outputs` are those of all cells up to the failure."""

    def __init__(self, message: str, outputs: Outputs) -> None:
        super().__init__(message)
        self.outputs = outputs


@dataclass(frozen=True)
class Options:
    """How pages run.

    `kernel_name` and `allow_errors` are options of mkdocs-jupyter: the kernel in place of the one that the page names,
    and whether a cell may raise. With `keep_going` a page that fails does not keep the others from running.
    """

    kernel_name: str = ""
    allow_errors: bool = False
    keep_going: bool = False


@dataclass(frozen=True)
class Done:
    """The outputs of one page, whether they came from the cache, and why the page failed, if it did."""

    name: str
    outputs: Outputs
    cached: bool
    seconds: float
    failure: str = ""


class ThisPython(AsyncKernelManager):
    """Starts kernels of the running Python, even if another kernel is installed by the name python3."""

    path = Unicode(config=True)  # comes first in PYTHONPATH

    @default("kernel_spec_manager")
    def _this_python_is_python3(self) -> KernelSpecManager:
        if self.kernel_name != NATIVE_KERNEL_NAME:
            return KernelSpecManager()
        return KernelSpecManager(kernel_dirs=[])  # with no folders to search, it falls back to the running Python

    async def start_kernel(self, **options: Any) -> None:
        path = os.pathsep.join(filter(None, [self.path, os.environ.get("PYTHONPATH")]))
        inherited = {name: value for name, value in os.environ.items() if name not in USER_VARIABLES}
        await super().start_kernel(**options | {"env": inherited | ONE_CORE | DEFAULT_STYLE | {"PYTHONPATH": path}})
        _started.add(self)

    def kill(self) -> None:
        process = getattr(self.provisioner, "process", None)
        if process is not None:
            process.kill()


_started: WeakSet[ThisPython] = WeakSet()


def cache_key(notebook: NotebookNode, sources: Iterable[Path]) -> str:
    """The cache key of this notebook's outputs when run against these source files."""
    parts = [platform.python_version(), *map(version, KEYED_PACKAGES)]
    parts += [cell.source for cell in code_cells(notebook)]
    digest = hashlib.sha256(json.dumps(parts).encode())
    for path in sorted([*sources, PREAMBLE, Path(__file__)]):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def kernel_of(notebook: NotebookNode, options: Options) -> str:
    return options.kernel_name or notebook.metadata.get("kernelspec", {}).get("name") or NATIVE_KERNEL_NAME


def run(
    notebook: NotebookNode, path: Path | None = None, options: Options = Options(), stopping: Event | None = None
) -> Outputs:
    """Runs the code cells in order in a new kernel, in an empty folder; imports come from `path`.

    Raises:
        ExecutionError: a cell raised or wrote to stderr, and that is not allowed; a cell timed out or killed the
            kernel; there is no such kernel.
    """
    if not code_cells(notebook):
        return []
    app = get_nbconvert_app(True, kernel_of(notebook, options), allow_errors=options.allow_errors)
    # How stdout is split into messages depends on timing; coalescing them makes builds reproducible.
    client = ExecutePreprocessor(config=app.config, timeout=CELL_SECONDS, record_timing=False, coalesce_streams=True)
    client.force_raise_errors = not options.allow_errors  # else a tag on a cell could allow them
    client.kernel_manager_class = ThisPython
    client.config.ThisPython.path = str(path or "")
    copy = deepcopy(notebook)
    cells = code_cells(copy)
    failure = ""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as profile:
        client.extra_arguments = [*KERNEL_OPTIONS, f"--ipython-dir={profile}"]
        try:
            _preprocess(client, copy, folder, stopping or Event())
        except NoSuchKernel as error:
            failure = f"no kernel named {error.name!r} is installed"
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            cell = cells[client.code_cells_executed - 1]
            failure = f"{where(cell)}: {_reason(error)}"
            if not isinstance(error, CellExecutionError):  # then the kernel sent no error
                cell.outputs.append({"output_type": "error", "ename": "", "evalue": "", "traceback": [_reason(error)]})
        except RuntimeError as error:
            failure = f"the kernel did not start: {error}"
    outputs: Outputs = json.loads(json.dumps([cell.outputs for cell in cells]))
    for cell, those in zip(cells, outputs, strict=True):
        for output in those:
            if output["output_type"] == "error" and is_hidden(cell):
                failure = failure or f"{where(cell)}: {output['ename']}: {output['evalue']}"
            if output.get("name") == "stderr" and not options.allow_errors:
                failure = failure or f"{where(cell)}: wrote to stderr:\n{output['text']}"
    if failure:
        raise ExecutionError(failure, outputs)
    return outputs


def _preprocess(client: ExecutePreprocessor, notebook: NotebookNode, folder: str, stopping: Event) -> None:
    """Runs the notebook. A port is free when it is chosen, but another build may take it before the kernel does, which
    then dies before any code has run: only then it is started again.
    """
    for attempt in range(STARTS):
        try:
            client.preprocess(notebook, {"metadata": {"path": folder}})
            return
        except RuntimeError as error:
            if isinstance(error, DeadKernelError) or attempt == STARTS - 1 or stopping.is_set():
                raise


def _reason(error: Exception) -> str:
    if isinstance(error, CellExecutionError):
        line = re.search(r"^-+> *\d+ +(.*)$", ANSI.sub("", error.traceback), re.MULTILINE)
        return f"{error.ename}: {error.evalue}" + (f" in the line {line[1]!r}" if line else "")
    if isinstance(error, CellTimeoutError):
        return f"did not finish within {CELL_SECONDS} seconds"
    return "the kernel died"


def raised(outputs: Outputs) -> bool:
    return any(output["output_type"] == "error" for cell in outputs for output in cell)


def as_text(output: dict[str, Any]) -> dict[str, Any]:
    """An error as text: its traceback, cut to the lines of the page. Other outputs are returned unchanged."""
    if output["output_type"] != "error":
        return output
    *frames, message = (ANSI.sub("", part).strip("\n") for part in output["traceback"])
    shown = [frame for frame in frames if frame.lstrip().startswith("Cell In[")]
    return {"output_type": "stream", "name": "stderr", "text": "\n\n".join([*shown, message])}


def run_all(
    pages: dict[str, NotebookNode],
    sources: Iterable[Path],
    folder: Path,
    report: Callable[[Done], None],
    path: Path | None = None,
    options: Options = Options(),
) -> dict[str, Outputs]:
    """The outputs of every page by name, from the cache in `folder` or else executed, one kernel per core.

    The code imports the source files from `path`: the same files that the cache key hashes. Cached is only what this
    Python ran without an error: the key knows nothing of what another kernel has installed.

    Raises:
        ExecutionError: a page failed; the message names page and cell. With `keep_going` it is reported instead.
    """
    sources = list(sources)
    compile_all(sources)
    stopping = Event()

    def one(name: str) -> Done:
        start = time.monotonic()
        key = cache_key(pages[name], sources)
        entry = folder / f"{key}.json"
        native = kernel_of(pages[name], options) == NATIVE_KERNEL_NAME
        if native and (cached := read(entry)) is not None:
            return Done(name, cached, True, time.monotonic() - start)
        try:
            outputs = run(pages[name], path, options, stopping)
        except ExecutionError as error:
            if not options.keep_going:
                raise ExecutionError(f"{name}, {error}", error.outputs) from None
            return Done(name, error.outputs, False, time.monotonic() - start, str(error))
        # If a source changed during the run, it has another key by now.
        if native and not raised(outputs) and cache_key(pages[name], sources) == key:
            write(entry, outputs)
        return Done(name, outputs, False, time.monotonic() - start)

    results: dict[str, Outputs] = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        jobs = [pool.submit(one, name) for name in pages]
        try:
            for job in as_completed(jobs):
                done = job.result()
                report(done)
                results[done.name] = done.outputs
        except BaseException:  # including KeyboardInterrupt
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in _started.copy():
                kernel.kill()
            raise
    return results


def compile_all(sources: Iterable[Path]) -> None:
    """Compiles the sources to hash-checked .pyc files: by modification time alone, a stale .pyc can look current."""
    for source in sources:
        compiled = Path(cache_from_source(str(source)))
        if source.suffix != ".py" or (compiled.is_file() and compiled.read_bytes().startswith(HASH_CHECKED)):
            continue  # Python recompiles it if needed; writing it again would make mkdocs serve rebuild
        # Quiet, since a syntax error is reported by the page that imports it.
        compile_file(source, force=True, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)


def read(entry: Path) -> Outputs | None:
    """The cached outputs, or None if the entry is missing or damaged."""
    try:
        checksum, _, body = entry.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return json.loads(body) if checksum == _checksum(body) else None


def write(entry: Path, outputs: Outputs) -> None:
    """Writes a cache entry atomically; does nothing if the folder is not writable."""
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
