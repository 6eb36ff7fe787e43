"""Building again: what has changed is executed, what has not is kept, and what is wrong stops the build."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from building import ENVIRONMENT, build, mkdocs
from prose import source

PAGES = {"chapter/gradient-method.md", "chapter/gradient.md", "index.md"}


def bytes_of(site: Path) -> dict[str, bytes]:
    """Every file of a site. The sitemap tells the day, and its compressed copy the second, it was made."""
    files = (path for path in site.rglob("*") if path.is_file() and not path.name.startswith("sitemap.xml"))
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_second_build_executes_nothing_and_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    first = build(project, tmp_path / "first")
    assert first.succeeded, first.log
    assert set(first.executed()) >= PAGES
    second = build(project, tmp_path / "second")
    assert second.succeeded, second.log
    assert second.executed() == []
    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "second")

    edit(project / "docs" / "chapter" / "gradient.md", "## A stretched bowl", "## A bowl stretched out")
    prose = build(project, tmp_path / "prose")
    assert prose.succeeded, prose.log
    assert prose.executed() == []
    assert "A bowl stretched out" in (tmp_path / "prose" / "chapter" / "gradient" / "index.html").read_text("utf-8")

    edit(project / "gdbook" / "surfaces.py", "xlim=(-4.5, 4.5)", "xlim=(-4.8, 4.8)")
    package = build(project, tmp_path / "package")
    assert package.succeeded, package.log
    assert package.executed() == first.executed()
    pages = [tmp_path / name / "chapter" / "gradient" / "index.html" for name in ("prose", "package")]
    before, after = (page.read_text(encoding="utf-8").count("<svg") for page in pages)
    assert before == after
    assert pages[0].read_bytes() != pages[1].read_bytes()


def test_a_build_after_a_killed_one_is_like_a_clean_one(project: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    with subprocess.Popen(
        mkdocs(project, killed),
        cwd=project,
        env=ENVIRONMENT | {"PYTHONPATH": str(project)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        entries = project / ".cache" / "pages"
        deadline = time.monotonic() + 60
        while not (entries.is_dir() and any(entries.iterdir())) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
    again = build(project, killed)
    assert again.succeeded, again.log
    clean = build(project, tmp_path / "clean")
    assert clean.succeeded, clean.log
    assert bytes_of(killed) == bytes_of(tmp_path / "clean")


CODE = [cell.source for cell in source("chapter/gradient").cells if cell.cell_type == "code"]
RAISING = next(number for number, code in enumerate(CODE, 1) if "slope_0 = " in code)

FAULTS = {
    "a raising cell": (
        "slope_0 = ",
        "slope_0 = undefined + ",
        ["chapter/gradient.md", f"code cell {RAISING}:", "NameError"],
    ),
    "a broken link": (
        "(gradient-method.md)",
        "(gradient-methods.md)",
        ["chapter/gradient.md, cell", "methods.md"],
    ),
    "a broken anchor": (
        "(gradient-method.md)",
        "(gradient-method.md#nowhere)",
        ["chapter/gradient.md, cell", "#nowhere"],
    ),
    "a figure without alt text": (
        ' lang="en" alt=',
        ' lang="en" al=',
        ["chapter/gradient.md", "a caption or an answer"],
    ),
    "a missing twin": ('<!-- #region lang="zh-TW" answer=2 -->', '<!-- #region lang="zh" answer=2 -->', ["lang"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stops_the_strict_build_and_names_the_page(warm_project: Path, tmp_path: Path, fault: str) -> None:
    old, new, messages = FAULTS[fault]
    edit(warm_project / "docs" / "chapter" / "gradient.md", old, new)
    result = build(warm_project, tmp_path / "site")
    assert not result.succeeded
    for message in messages:
        assert message in result.log
