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
settings.load_profile("gdbook")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", metavar="DIR", help="test the site in DIR as it is, in place of building one")


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("--site")
    if folder is not None and not Path(folder, "index.html").is_file():
        raise pytest.UsageError(f"--site {folder}: no index.html is there, so no site to test")


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as a reader gets it."""
    if given := request.config.getoption("--site"):
        return Path(given).resolve()
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
    """The same copy, in which every page has been executed already, unless the site was built elsewhere."""
    assert site.is_dir()
    if (PROJECT / ".cache").is_dir():
        shutil.copytree(PROJECT / ".cache", project / ".cache")
    return project
