"""The build without the files of Python in the page, and with wrong ones."""

from pathlib import Path

from building import ENVIRONMENT, build, page, small_project
from inpage import FOLDER

PLAIN = {name: value for name, value in ENVIRONMENT.items() if name != FOLDER}


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
