"""The build without the files of Python in the page, and with wrong ones; the checks of exercises."""

import contextlib
import io
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from building import ENVIRONMENT, build, page, small_project
from prose import PAGES, codes, source
from site_files.inpage import FOLDER
from slices import Page

PLAIN = {name: value for name, value in ENVIRONMENT.items() if name != FOLDER}


@pytest.mark.exhaustive
def test_without_the_files_the_site_has_no_button_and_the_log_one_line(tmp_path: Path) -> None:
    project = small_project(tmp_path / "project", {"one.md": page("print(1)")}, include=["one.md"], execute=True)
    result = build(project, tmp_path / "site", environment=PLAIN)
    assert result.succeeded, result.log
    assert result.log.count(FOLDER) == 1
    assert "python/edit.js" not in (tmp_path / "site" / "one" / "index.html").read_text(encoding="utf-8")

    result = build(project, tmp_path / "other", environment=PLAIN | {FOLDER: str(tmp_path)})
    assert not result.succeeded
    assert "pyodide.mjs of Pyodide" in result.log
    assert "Traceback" not in result.log


CHECKS = [
    (name, number, cell.metadata["write"])
    for name in PAGES
    for number, cell in enumerate(cell for cell in source(name).cells if cell.cell_type == "code")
    if "write" in cell.metadata
]


@pytest.mark.parametrize(("name", "number", "check"), CHECKS)
def test_the_check_of_an_exercise_is_false_before_and_true_after_the_answer(name: str, number: int, check: str) -> None:
    above, (beginning, answer) = codes(name)[:number], codes(name)[number : number + 2]
    found = []
    for written in (beginning, answer):
        code = Page([*above, f"{written}\n{check}"]).program(number + 1).rstrip().removesuffix(check)
        space: dict[str, object] = {"__name__": "page"}
        with plt.rc_context(), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, name, "exec"), space)
        plt.close("all")
        found.append(bool(eval(check, space)))
    assert len(CHECKS) > 13
    assert found == [False, True]
