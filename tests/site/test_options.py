"""The options of mkdocs-jupyter in mkdocs.yml, each for what its documentation says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from building import DRAWING, ENVIRONMENT, Build, build, edit, page, small_project
from prose import HOMES


def built(folder: Path, pages: dict[str, str], **options: object) -> tuple[Build, dict[str, str]]:
    """The build of a small project, and the HTML of its pages by name. In `folder` Jupyter looks for kernels."""
    environment = ENVIRONMENT | {"JUPYTER_PATH": str(folder)}
    result = build(small_project(folder / "project", pages, **options), folder / "site", environment=environment)
    return result, {path.parent.name: path.read_text("utf-8") for path in (folder / "site").glob("*/index.html")}


def test_include_and_ignore_choose_the_pages_that_are_notebooks(tmp_path: Path) -> None:
    pages = {f"{name}.md": page("print(6 * 7)") for name in ("one", "two", "three")}
    options = {"include": ["one.md", "two.md"], "ignore": ["docs/two.*"]}
    result, html = built(tmp_path, pages, execute=True, allow_errors=False, **options)
    assert result.succeeded, result.log
    assert result.executed() == ["one.md"]
    assert ['output highlight"' in html[name] for name in ("one", "two", "three")] == [True, False, False]


@pytest.mark.parametrize(
    ("options", "executed"),
    [
        ({"execute": True, "execute_ignore": ["docs/tw*.md"]}, ["one.md"]),
        pytest.param({"execute": False}, [], marks=pytest.mark.exhaustive),
        ({}, []),
    ],
    ids=str,
)
def test_pages_are_executed_only_with_execute_and_unless_execute_ignore_names_them(
    tmp_path: Path, options: dict[str, Any], executed: list[str]
) -> None:
    result, html = built(tmp_path, {"one.md": page(DRAWING), "two.md": page(DRAWING)}, **options)
    assert result.succeeded, result.log
    assert result.executed() == executed
    for name in ("one", "two"):
        assert "A page" in html[name]
        ran = f"{name}.md" in executed
        assert [text in html[name] for text in ("<figcaption", "A caption.")] == [ran, ran], name
        assert html[name].count("drawn") - html[name].count("is drawn") == 1 + ran, name


def test_with_allow_errors_a_cell_that_raises_shows_its_error_and_without_it_stops_the_build(tmp_path: Path) -> None:
    pages = {"one.md": page("1 / 0\n```\n\n```python\nprint('after')")}
    result, html = built(tmp_path, pages, execute=True, allow_errors=True)
    assert result.succeeded, result.log
    assert "ZeroDivisionError: division by zero" in html["one"]
    assert html["one"].count("after") == 2  # code and output
    project = tmp_path / "project"
    edit(project / "mkdocs.yml", '"allow_errors": true', '"allow_errors": false')
    strict = build(project, tmp_path / "strict")
    assert not strict.succeeded
    assert "one.md, cell 3 ('1 / 0'): ZeroDivisionError: division by zero" in strict.log
    assert "Traceback" not in strict.log


OTHER_KERNEL = {
    "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "Other",
    "language": "python",
    "env": {"WHICH_KERNEL": "the other"},
}


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("kernel", "expected"),
    [("", ["this one", "the other"]), ("other", ["the other", "the other"]), ("python3", ["this one", "this one"])],
)
def test_kernel_name_runs_all_pages_or_else_each_the_kernel_that_it_names(
    tmp_path: Path, kernel: str, expected: list[str]
) -> None:
    (tmp_path / "kernels" / "other").mkdir(parents=True)
    (tmp_path / "kernels" / "other" / "kernel.json").write_text(json.dumps(OTHER_KERNEL))
    code = "import os\nprint('run by', os.environ.get('WHICH_KERNEL', 'this one'))"
    pages = {"one.md": page(code), "two.md": page(code, kernel="other")}
    result, html = built(tmp_path, pages, execute=True, allow_errors=False, kernel_name=kernel)
    assert result.succeeded, result.log
    assert [f"run by {which}" in html[page] for page, which in zip(("one", "two"), expected, strict=True)] == [1, 1]


def test_a_kernel_that_is_not_installed_stops_the_build(tmp_path: Path) -> None:
    result, _ = built(tmp_path, {"one.md": page("1")}, execute=True, kernel_name="nowhere")
    assert not result.succeeded
    assert "one.md, no kernel named 'nowhere' is installed" in result.log
    assert "Traceback" not in result.log


@pytest.mark.sampled
@pytest.mark.parametrize(
    "option",
    [
        {"theme": "dark"},
        {"include_source": True},
        {"no_input": True},
        {"remove_tag_config": {"remove_input_tags": ["hide_code"]}},
        {"cache": False},
    ],
    ids=str,
)
def test_an_option_that_would_have_no_effect_stops_the_build(tmp_path: Path, option: dict[str, object]) -> None:
    result, _ = built(tmp_path, {}, execute=True, **option)
    assert not result.succeeded
    assert f"remove {next(iter(option))} from mkdocs-jupyter" in result.log
    assert "Traceback" not in result.log


@pytest.mark.sampled
@pytest.mark.parametrize("plugin", ["mkdocs-jupyter", "i18n"])
def test_without_a_plugin_there_is_no_site(tmp_path: Path, plugin: str) -> None:
    project = small_project(tmp_path / "project", {}, execute=True)
    text = (project / "mkdocs.yml").read_text("utf-8")
    (project / "mkdocs.yml").write_text(re.sub(rf"  - {plugin}:.*\n(      .*\n)*", "", text), "utf-8")
    result = build(project, tmp_path / "site")
    assert not result.succeeded
    assert f"the plugin {plugin} is missing" in result.log
    assert "Traceback" not in result.log


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["page.ipynb", "page.py"])
def test_a_page_that_is_not_markdown_stops_the_build(tmp_path: Path, name: str) -> None:
    pages = {f"chapter/{name}": "{}"}
    result, _ = built(tmp_path, pages, execute=True, include=["*.md", "*.py"])
    assert not result.succeeded
    assert f"chapter/{name}: a page is written in Markdown: jupytext --to md chapter/{name}" in result.log
    project = tmp_path / "project"
    edit(project / "mkdocs.yml", "exclude_docs: |\n", f"exclude_docs: |\n  /chapter/{name}\n")
    again = build(project, tmp_path / "again")
    assert again.succeeded, again.log
    assert not (tmp_path / "again" / "chapter").exists()


def test_prose_in_one_language_is_shown_in_both_outside_strict_which_names_it(tmp_path: Path) -> None:
    source = page("print(1)") + '\n<!-- #region lang="en" -->\nOnly in English.\n<!-- #endregion -->\n'
    project = small_project(tmp_path / "project", {"one.md": source}, include=["one.md"], execute=True)
    result = build(project, tmp_path / "site", strict=False)
    assert result.succeeded, result.log
    assert result.log.count("one.md, cell 4 ('Only in English.'): has no twin in zh-TW") == 1
    for language, note in {"en": False, "zh-TW": True}.items():
        html = (tmp_path / "site" / HOMES[language] / "one" / "index.html").read_text("utf-8")
        assert "Only in English." in html
        assert ("這一段還沒有中文" in html) is note
    strict = build(project, tmp_path / "site")
    assert not strict.succeeded
    assert "one.md, cell 4 ('Only in English.'): needs its twins right after it" in strict.log
