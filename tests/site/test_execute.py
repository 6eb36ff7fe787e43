"""Executing pages and caching their outputs."""

import os
import py_compile
import re
import shutil
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from building import PROJECT
from cells import parse
from execute import Done, ExecutionError, Options, ThisPython, as_text, cache_key, read, run, run_all, write
from nbformat import NotebookNode
from notebooks import package_files

OUTPUTS = [[{"output_type": "stream", "name": "stdout", "text": "1\n"}]]


def notebook(*cells: str, prose: str = "Prose.") -> NotebookNode:
    return parse(prose + "\n\n" + "\n\n".join(f"```python\n{cell}\n```" for cell in cells))


def test_cells_share_one_kernel_and_each_returns_a_list_of_outputs() -> None:
    outputs = run(notebook("x = 2", "print(x)\nx + 1"))
    assert outputs[0] == []
    assert outputs[1][0]["text"] == "2\n"
    assert outputs[1][1]["data"]["text/plain"] == "3"


def test_figures_are_svg_with_text_and_without_a_date() -> None:
    code = "import matplotlib.pyplot as plt\nplt.style.use('gdbook.book')\nplt.plot([1, 2]); plt.show()"
    first, second = run(notebook(code)), run(notebook(code))
    (figure,) = first[0]
    assert set(figure["data"]) == {"image/svg+xml", "text/plain"}
    assert "<text" in figure["data"]["image/svg+xml"]
    assert "dc:date" not in figure["data"]["image/svg+xml"]
    assert first == second


def test_the_kernel_preamble_adds_no_names_and_annotates_the_axes() -> None:
    names = "print(*sorted(set(globals())))"
    code = "import matplotlib.pyplot as plt\nplt.style.use('gdbook.book')\nplt.semilogy([1, 2]); plt.show()"
    outputs = run(notebook(names, code))
    found = set(outputs[0][0]["text"].split())
    assert {name for name in found if not name.startswith("_")} <= {"In", "Out", "exit", "get_ipython", "open", "quit"}
    assert "_draw" not in found
    assert 'id="axes linear fits ' in outputs[1][0]["data"]["image/svg+xml"]


@pytest.mark.exhaustive
def test_the_project_path_may_contain_any_characters(tmp_path) -> None:
    hooks = tmp_path / 'it\'s a "project" $HOME {x} 網站' / "hooks"
    hooks.mkdir(parents=True)
    for name in ("execute.py", "kernel.py", "cells.py"):
        shutil.copy(PROJECT / "docs" / "hooks" / name, hooks)
    code = (
        "import sys, jupytext; sys.path.insert(0, sys.argv[1]); from execute import run;"
        "cell = 'import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()';"
        "page = jupytext.reads(f'```python\\n{cell}\\n```', fmt='md');"
        "print(run(page)[0][0]['data']['image/svg+xml'])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(hooks)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 'id="axes linear fits ' in done.stdout


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["1", "assert 1 == 2"], r"cell 3 \('assert 1 == 2'\): AssertionError.*'assert 1 == 2'"),
        pytest.param(
            *(["1 / 0"], r"cell 2 \('1 / 0'\): ZeroDivisionError: division by zero"),
            marks=pytest.mark.exhaustive,
        ),
        (["import os; os._exit(1)"], r"cell 2 \('import os; .*'\): the kernel died"),
        (["import warnings; warnings.warn('old')"], r"cell 2 \(.*warn.*\): wrote to stderr"),
        pytest.param(["def"], r"cell 2 \('def'\): SyntaxError", marks=pytest.mark.exhaustive),
    ],
)
def test_an_error_names_the_failing_cell(cells: list[str], message: str) -> None:
    with pytest.raises(ExecutionError, match=message):
        run(notebook(*cells))


def dying(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """Has the first kernels die before they run code, as one does whose port another build has taken meanwhile."""
    started: list[int] = []
    start = ThisPython.start_kernel

    async def start_kernel(self: ThisPython, **options: Any) -> None:
        started.append(1)
        await start(self, **options)
        if len(started) <= times:
            self.kill()

    monkeypatch.setattr(ThisPython, "start_kernel", start_kernel)
    return started


@pytest.mark.exhaustive
def test_a_kernel_that_dies_before_it_runs_code_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    started = dying(monkeypatch, 2)
    assert run(notebook("print(1)")) == [[{"name": "stdout", "output_type": "stream", "text": "1\n"}]]
    assert len(started) == 3


@pytest.mark.exhaustive
def test_kernels_that_never_start_end_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    dying(monkeypatch, 10)
    with pytest.raises(ExecutionError, match="the kernel did not start: "):
        run(notebook("print(1)"))


DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"


HANGING = {
    "busy.md": "while True: pass",
    "deaf.md": f"{DEAF}\nwhile True: pass",
    "sleeping.md": "import time; time.sleep(1000)",
}


@pytest.mark.exhaustive
def test_a_hanging_cell_is_stopped_and_the_error_names_page_and_cell(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("execute.CELL_SECONDS", 2)
    monkeypatch.setattr("os.cpu_count", lambda: len(HANGING))
    done: list[Done] = []
    run_all(
        {name: notebook("1", cell) for name, cell in HANGING.items()},
        [],
        tmp_path,
        done.append,
        options=Options(keep_going=True),
    )
    assert {page.name for page in done} == HANGING.keys()
    for page in done:
        assert re.match(r"cell 3 \(.*\): did not finish within 2 seconds", page.failure)
    assert list(tmp_path.iterdir()) == []


def test_the_cache_key_depends_on_code_and_sources_but_not_on_prose(tmp_path) -> None:
    source = tmp_path / "surfaces.py"
    source.write_text("a = 1")
    key = cache_key(notebook("x = 1"), [source])
    assert cache_key(notebook("x = 1", prose="Other prose."), [source]) == key
    assert cache_key(notebook("x = 2"), [source]) != key
    assert cache_key(notebook("x = 1", "1"), [source]) != key
    source.write_text("a = 2")
    assert cache_key(notebook("x = 1"), [source]) != key


def test_the_cache_key_depends_on_package_versions_and_on_the_hooks(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    key = cache_key(notebook("x = 1"), [])
    for name in ("numpy", "matplotlib", "matplotlib-inline", "ipython", "ipykernel"):
        with monkeypatch.context() as changed:
            changed.setattr("execute.version", lambda package, name=name: "0" if package == name else version(package))
            assert cache_key(notebook("x = 1"), []) != key, name
    (tmp_path / "other.py").write_text("")
    for file in ("execute.PREAMBLE", "execute.__file__"):
        with monkeypatch.context() as changed:
            changed.setattr(file, tmp_path / "other.py")
            assert cache_key(notebook("x = 1"), []) != key, file
    assert {"book.mplstyle", "digits.csv.gz", "numdiff.py"} <= {path.name for path in package_files()}


def test_a_written_entry_is_read_back(tmp_path) -> None:
    write(tmp_path / "new folder" / "entry.json", OUTPUTS)
    assert read(tmp_path / "new folder" / "entry.json") == OUTPUTS
    assert [path.name for path in (tmp_path / "new folder").iterdir()] == ["entry.json"]


def test_a_damaged_entry_is_treated_as_missing(tmp_path) -> None:
    entry = tmp_path / "entry.json"
    write(entry, OUTPUTS)
    whole = entry.read_bytes()
    for damage in (b"", whole[:-3], whole[:70], whole.replace(b"1", b"2"), b"\xff\xfe\x00", b"[]", b"{}\n{}"):
        entry.write_bytes(damage)
        assert read(entry) is None, damage
    assert read(tmp_path / "missing.json") is None


def test_an_unwritable_cache_is_ignored(tmp_path) -> None:
    (tmp_path / "file").write_text("not a folder")
    write(tmp_path / "file" / "entry.json", OUTPUTS)


def test_pages_run_once_and_an_error_names_the_failing_page(tmp_path) -> None:
    seen = []
    pages = {"a.md": notebook("print('a')"), "b.md": notebook("print('b')")}
    first = run_all(pages, [], tmp_path, seen.append)
    second = run_all(pages, [], tmp_path, seen.append)
    assert first == second
    assert first["b.md"][0][0]["text"] == "b\n"
    assert [done.cached for done in seen] == [False, False, True, True]
    with pytest.raises(ExecutionError, match=r"^bad\.md, cell 2 \(.nothing.\): NameError"):
        run_all({"bad.md": notebook("nothing")}, [], tmp_path, seen.append)


def test_a_page_imports_the_package_that_the_cache_key_hashes(tmp_path) -> None:
    (tmp_path / "gdbook.py").write_text("here = 'the other copy'")
    outputs = run(notebook("import gdbook\nprint(gdbook.here)"), tmp_path)
    assert outputs[0][0]["text"] == "the other copy\n"


@pytest.mark.exhaustive
def test_outputs_are_not_cached_if_a_source_changed_during_the_run(tmp_path) -> None:
    source = tmp_path / "surfaces.py"
    source.write_text("a = 1")
    change = f"open({str(source)!r}, 'w').write('a = 2')"
    run_all({"a.md": notebook(change)}, [source], tmp_path / "cache", lambda done: None)
    assert not (tmp_path / "cache").exists()


@pytest.mark.exhaustive
def test_a_stale_pyc_with_a_matching_timestamp_is_not_used(tmp_path) -> None:
    source = tmp_path / "height.py"
    source.write_text("h = 1")
    os.utime(source, (1_700_000_000, 1_700_000_000))
    py_compile.compile(str(source))
    source.write_text("h = 2")
    os.utime(source, (1_700_000_000, 1_700_000_000))
    pages = {"a.md": notebook("import height\nprint(height.h)")}
    outputs = run_all(pages, [source], tmp_path / "cache", lambda done: None, tmp_path)
    assert outputs["a.md"][0][0]["text"] == "2\n"
    (compiled,) = (tmp_path / "__pycache__").glob("height.*.pyc")
    written = compiled.stat().st_mtime_ns
    run_all(pages, [source], tmp_path / "cache", lambda done: None, tmp_path)
    assert compiled.stat().st_mtime_ns == written  # else mkdocs serve, which watches the package, would rebuild forever


def test_user_configuration_does_not_affect_a_page(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    code = """
import sys, matplotlib.pyplot as plt, numpy as np
print(sys.flags.optimize, plt.rcParams["figure.dpi"], np.pi * np.ones(1), "started" in globals())
plt.style.use("gdbook.book"); plt.plot([1, 2]); plt.show()
"""
    plain = run(notebook(code))
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "own.py").write_text("import numpy; numpy.set_printoptions(precision=2); started = True")
    (tmp_path / "own.py").write_text("started = True")
    (tmp_path / "matplotlibrc").write_text("figure.dpi: 50\nfont.size: 20\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "own.py"))
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    assert run(notebook(code)) == plain


@pytest.mark.sampled
@pytest.mark.parametrize("place", [".jupyter", "elsewhere", "cwd"])
def test_jupyter_configuration_of_the_user_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    (tmp_path / place).mkdir()
    contents = {  # startup_timeout is a number: whoever reads this fails
        ".py": 'c.NotebookClient.allow_error_names = ["AssertionError"]\nc.NotebookClient.startup_timeout = "soon"\n',
        ".json": '{"NotebookClient": {"allow_error_names": ["AssertionError"], "startup_timeout": "soon"}}',
    }
    for suffix, content in contents.items():
        for name in ("jupyter_nbconvert_config", "jupyter_config"):
            (tmp_path / place / (name + suffix)).write_text(content)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "elsewhere"))
    (tmp_path / "cwd").mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / "cwd")
    with pytest.raises(ExecutionError, match="AssertionError"):
        run(notebook("assert 1 == 2"))


def test_a_kernel_installed_as_python3_does_not_run_the_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text('{"argv": ["false"], "display_name": "Mine", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert run(notebook("1 + 1"))[0][0]["data"]["text/plain"] == "2"


def test_with_keep_going_a_failing_page_is_reported_with_what_it_printed_and_the_others_run(tmp_path: Path) -> None:
    pages = {"bad.md": notebook("print('so far')", "1 / 0", "2"), "dead.md": notebook("import os; os._exit(1)")}
    pages |= {"loud.md": notebook("import warnings; warnings.warn('old')"), "good.md": notebook("print('good')")}
    seen: dict[str, Done] = {}
    outputs = run_all(
        pages, [], tmp_path, lambda done: seen.update({done.name: done}), options=Options(keep_going=True)
    )
    assert outputs["good.md"][0][0]["text"] == "good\n"
    assert [as_text(cell[0])["text"] for cell in outputs["bad.md"][:1]] == ["so far\n"]
    assert "----> 1 1 / 0\n\nZeroDivisionError" in as_text(outputs["bad.md"][1][0])["text"]
    assert outputs["bad.md"][2] == []
    assert as_text(outputs["dead.md"][0][-1])["text"] == "the kernel died"
    starts = {name: done.failure.partition("\n")[0] for name, done in seen.items()}
    assert starts == {
        "bad.md": "cell 3 ('1 / 0'): ZeroDivisionError: division by zero in the line '1 / 0'",
        "dead.md": "cell 2 ('import os; os._exit(1)'): the kernel died",
        "loud.md": "cell 2 (\"import warnings; warnings.warn('old')\"): wrote to stderr:",
        "good.md": "",
    }
    allowed = Options(allow_errors=True)
    outputs = run_all({"bad.md": pages["bad.md"]}, [], tmp_path, lambda done: None, options=allowed)
    assert outputs["bad.md"][2][0]["data"]["text/plain"] == "2"
    assert len(list(tmp_path.iterdir())) == 1  # only what ran without an error is kept


@pytest.mark.exhaustive
def test_a_failing_page_does_not_wait_for_a_slow_one(tmp_path) -> None:
    pages = {"bad.md": notebook("import time; time.sleep(1)", "nothing")}
    pages |= {"slow.md": notebook("import time; time.sleep(100)")}
    start = time.monotonic()
    with pytest.raises(ExecutionError, match=r"^bad\.md"):
        run_all(pages, [], tmp_path, lambda done: None)
    assert time.monotonic() - start < 50


def test_a_page_without_code_starts_no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("execute.ExecutePreprocessor", None)
    assert run(notebook()) == []
