"""Rebuilds: only changed pages are executed, and errors stop the build."""

import contextlib
import json
import re
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from building import (
    ENVIRONMENT,
    THREE_PAGES,
    build,
    bytes_of,
    differing,
    edit,
    finish,
    page,
    served,
    small_project,
    start,
)
from policy import digest
from prose import HOMES


@pytest.fixture
def another_cluster() -> Iterator[None]:
    """Occupies Dask's default port."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # already in use
            stack.enter_context(socket.create_server(("127.0.0.1", 8787)))
        yield


def rebuilt_elsewhere(project: Path, tmp_path: Path) -> Path:
    """The site built in another folder, locale and time zone. Only the quickest pages are executed: test_copy.py runs
    the code of all of them again, and compares.
    """
    here = project.rename(tmp_path / "梯度 下降")
    shutil.rmtree(here / ".cache" / "fonts")
    entries = sorted((here / ".cache" / "pages").glob("*.json"), key=lambda entry: entry.stat().st_size)
    for entry in entries[:3]:
        entry.unlink()
    plain = {name: value for name, value in ENVIRONMENT.items() if name not in {"LANG", "LANGUAGE", "PYTHONUTF8"}}
    elsewhere = {"LC_ALL": "C", "TZ": "NEXT-24", "USER": "somebody", "LOGNAME": "somebody"}  # on another day, too
    clean = finish(start(here, tmp_path / "網站 1", environment=plain | elsewhere))
    assert clean.succeeded, clean.log
    assert len(clean.executed()) == 3
    return tmp_path / "網站 1"


@pytest.mark.usefixtures("another_cluster")
def test_a_build_is_reproducible_in_any_folder_and_locale(small: Path, three_pages: Path, tmp_path: Path) -> None:
    assert differing(rebuilt_elsewhere(small, tmp_path), three_pages / "site") == []


@pytest.mark.exhaustive
@pytest.mark.usefixtures("another_cluster")
def test_the_whole_site_is_reproducible(warm_project: Path, built: Path, tmp_path: Path) -> None:
    assert differing(rebuilt_elsewhere(warm_project, tmp_path), built / "site") == []


NASTY = r"""
print("<svg>no figure</svg> <!-- answers -->\n```\n# no heading")
import gdbook, pathlib  # the page edits itself during the build
page = pathlib.Path(gdbook.__file__).parents[1] / "docs/index.md"
text = page.read_text("utf-8").replace("drawn", "redrawn")
_ = page.write_text(text, "utf-8")
"""


def test_only_changed_pages_are_executed(small: Path, tmp_path: Path) -> None:
    edit(small / "docs" / "index.md", "A caption.", "Another caption.")
    prose = build(small, tmp_path / "prose")
    assert prose.succeeded, prose.log
    assert prose.executed() == []
    assert "Another caption." in (tmp_path / "prose" / "index.html").read_text("utf-8")

    edit(small / "docs" / "index.md", 'print("drawn")', f'{NASTY}\nprint("drawn")')
    code = build(small, tmp_path / "code")
    assert code.succeeded, code.log
    assert code.executed() == ["index.md"]
    before, after = (
        BeautifulSoup((tmp_path / name / "index.html").read_text("utf-8"), "html.parser") for name in ("prose", "code")
    )
    for part in ("svg", "h1, h2, h3", "figcaption"):
        assert len(after.select(part)) == len(before.select(part)) > 0
    assert "<svg>no figure</svg> <!-- answers -->\n```\n# no heading" in after.text
    assert [page.select(".output")[-1].text.strip().endswith("\ndrawn") for page in (before, after)] == [False, True]


POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def test_serving_shows_an_edit_after_one_rebuild_and_adds_only_the_reload_script_to_the_policy(
    small: Path, three_pages: Path, tmp_path: Path
) -> None:
    with served(small, tmp_path / "log") as server:
        shown = server.response_with("A caption.", "")
        (published,) = POLICY.findall((three_pages / "site" / "index.html").read_text(encoding="utf-8"))
        (here,) = POLICY.findall(shown)
        (reload,) = re.findall(r"<script>((?:(?!</script>).)*livereload\(.*?)</script>", shown, re.DOTALL)
        assert set(here.split()) - set(published.split()) == {digest(reload)}
        assert set(published.split()) <= set(here.split())
        edit(small / "docs" / "index.md", "A caption.", "Another caption.")
        assert server.response_with("Another caption.", "")
        time.sleep(3)  # files written by a build must not trigger another
    assert server.log.read_text("utf-8").count("Detected file changes") == 1, server.log.read_text("utf-8")


@pytest.mark.exhaustive
def test_serving_with_dirty_builds_shows_an_edit_in_both_languages(small: Path, tmp_path: Path) -> None:
    with served(small, tmp_path / "log", "--dirty") as server:
        assert server.response_with("A caption.", "zh-TW/")
        edit(small / "docs" / "index.md", "A caption.", "Another caption.")
        for language in HOMES.values():
            assert server.response_with("Another caption.", language)
            assert server.response_with("One", f"{language}one/")
            assert [entry["title"] for entry in json.loads(server.response_with("}", f"{language}search/docs.json"))]
    assert "Traceback" not in server.log.read_text("utf-8")


RAISES = """\
def halved(x):
    return x / 0

import json
print(json.dumps(1, default=str))
json.dumps({1}, default=halved)"""


def test_serving_shows_each_mistake_on_its_page_and_serves_the_others(tmp_path: Path) -> None:
    prose = page("").partition("```")[0]
    pages = {"index.md": page("print('fine')"), "cell.md": prose, "rule.md": prose}
    project = small_project(tmp_path / "project", pages, execute=True, allow_errors=False)
    with served(project, tmp_path / "log") as server:
        assert server.response_with("fine", "")
        (project / "docs" / "cell.md").write_text(page(RAISES, "Raises"), encoding="utf-8")
        (project / "docs" / "rule.md").write_text(page(f"print(3)  # {'long' * 20}", "Rule"), encoding="utf-8")
        for language in ("", "zh-TW/"):
            rule = BeautifulSoup(server.response_with("longlong", f"{language}rule/"), "html.parser")
            assert "more than 71 columns" in rule.select_one(".admonition.failure").text
            assert "Rule" in rule.h1.text
            cell = BeautifulSoup(server.response_with("Raises", f"{language}cell/"), "html.parser")
            output = "".join(block.text for block in cell.select(".output"))
            assert re.search(r"^Cell In\[1\].*json.dumps\({1}.*^Cell In.*x / 0.*TypeError", output, re.S | re.M), output
            assert "File " not in output  # no line of a library
            assert "fine" in server.response_with("fine", language)
        (project / "docs" / "cell.md").write_text(page("print(5)", "Mended"), encoding="utf-8")
        assert server.response_with("Mended", "cell/")
    first, second, *later = [line for line in server.log.read_text("utf-8").splitlines() if "ERROR" in line]
    assert re.search(r"cell\.md, cell 3 \(.*\): TypeError", first)
    assert all("rule.md, cell 3" in line for line in [second, *later])
    assert "Traceback" not in server.log.read_text("utf-8")


@pytest.mark.exhaustive
def test_an_edit_in_the_package_invalidates_the_whole_cache(small: Path, tmp_path: Path) -> None:
    result = build(small, tmp_path / "site")
    assert result.executed() == []
    edit(small / "gdbook" / "numdiff.py", "EPS = ", "EPS = 0 + ")
    result = build(small, tmp_path / "site")
    assert result.succeeded, result.log
    assert result.executed() == sorted(THREE_PAGES)


@pytest.mark.exhaustive
def test_properdocs_builds_the_same_site_except_for_its_name(small: Path, three_pages: Path, tmp_path: Path) -> None:
    result = finish(start(small, tmp_path / "site", engine="properdocs"))
    assert result.succeeded, result.log
    assert result.executed() == []
    name = re.compile(rb'(?<=<meta name="generator" content="mkdocs-)[\w. ]+')
    mkdocs, properdocs = (
        {file: name.sub(b"", content) for file, content in bytes_of(site).items()}
        for site in (three_pages / "site", tmp_path / "site")
    )
    files = mkdocs.keys() | properdocs.keys()
    assert [file for file in files if mkdocs.get(file) != properdocs.get(file)] == []
    assert b"mkdocs-ProperDocs" in (tmp_path / "site" / "index.html").read_bytes()


FAULTS = {
    "a raising cell": ({"one.md": page("undefined")}, ["one.md", "cell 3 ('undefined')", "NameError"]),
    "a kernel that dies": ({"one.md": page("import os; os._exit(1)")}, ["one.md", "cell 3 (", "the kernel died"]),
    "broken links": (
        {
            "one.md": page("1").replace("# A page {#title}", "# A page {#title}\n\n[there](two.md#nowhere)"),
            "two.md": page("1").replace("# A page {#title}", "# A page {#title}\n\n[there](three.md)"),
        },
        ["one.md", "two.md#nowhere", "does not contain an anchor", "two.md", "three.md", "not found"],
    ),
    "a broken rule": (
        {"one.md": page("1").replace('lang="zh-TW"', 'lang="zh"')},
        ["one.md, cell 2", "must stand in a region with lang"],
    ),
}


@pytest.mark.sampled
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stops_the_strict_build_and_names_the_page(tmp_path: Path, fault: str) -> None:
    pages, messages = FAULTS[fault]
    project = small_project(tmp_path / "project", pages, include=["*.md"], execute=True, allow_errors=False)
    result = build(project, tmp_path / "site")
    assert not result.succeeded
    assert [message for message in messages if message not in result.log] == []
    assert "Traceback (most recent call last)" not in result.log
