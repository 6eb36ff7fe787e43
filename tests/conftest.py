"""What several tests share: settings, the built site, and a copy of the project to edit."""

import shutil
from pathlib import Path

import matplotlib
import pytest
from building import PROJECT, build
from hypothesis import settings

matplotlib.use("Agg")  # no window, on any machine

# The same examples on every machine and every day, and no deadline: a slow day is not a wrong answer.
settings.register_profile("gdbook", deadline=None, derandomize=True, database=None)
settings.register_profile("quick", settings.get_profile("gdbook"), max_examples=10)  # for one mutant after the other
settings.load_profile("gdbook")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as a reader gets it."""
    folder = tmp_path_factory.mktemp("built") / "site"
    result = build(PROJECT, folder)
    assert result.succeeded, result.log
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the build needs, to be edited at will; its cache is empty."""
    copy = tmp_path / "project"
    copy.mkdir()
    shutil.copy(PROJECT / "mkdocs.yml", copy)
    for folder in ("docs", "gdbook"):
        shutil.copytree(PROJECT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture
def warm_project(project: Path, site: Path) -> Path:
    """The same copy, in which every page has been executed already."""
    assert site.is_dir()
    shutil.copytree(PROJECT / ".cache", project / ".cache")
    return project
