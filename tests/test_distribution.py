"""The wheel, the source distribution, an editable install and the citation file."""

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
import yaml
from building import PROJECT

import gdbook

NAME = f"gdbook-{gdbook.__version__}"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "SOURCE_DATE_EPOCH")}


def run(*command: str | Path, cwd: Path = PROJECT) -> str:
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_sdist(sources: Path, to: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", to, cwd=sources)
    return to / f"{NAME}.tar.gz"


def build_wheel(sources: Path, to: Path) -> Path:
    options = ["--no-deps", "--no-build-isolation", "--no-index"]
    run(sys.executable, "-m", "pip", "wheel", *options, "-w", to, ".", cwd=sources)
    return to / f"{NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_sdist(PROJECT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(PROJECT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def clone(sdist: Path, tmp_path: Path) -> Path:
    """The unpacked source distribution, in a folder named like the package."""
    run(sys.executable, "-m", "tarfile", "-e", sdist, tmp_path)
    return (tmp_path / NAME).rename(tmp_path / "gdbook")


def test_the_wheel_contains_only_the_package_and_its_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    package = [f"gdbook/{path.name}" for path in (PROJECT / "gdbook").iterdir() if path.is_file()]
    about = [f"{NAME}.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "licenses/LICENSE")]
    assert sorted(names) == sorted(package + about)
    assert {"gdbook/py.typed", "gdbook/book.mplstyle"} < set(names)


def test_the_wheel_has_the_version_of_the_package(wheel):
    metadata = message_from_bytes(zipfile.ZipFile(wheel).read(f"{NAME}.dist-info/METADATA"))
    assert metadata["Version"] == gdbook.__version__
    assert "version" not in tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_builds_are_reproducible_and_ignore_generated_files(sdist, wheel, clone, tmp_path):
    for generated in (".cache/pages/a", "build/a", "dist/a", "docs/.cache/a", "mutants/a", "new/a", "site/a.html"):
        (clone / generated).parent.mkdir(parents=True, exist_ok=True)
        (clone / generated).touch()
    for folder in ("docs/hooks", "gdbook", "tests"):
        (clone / folder / "__pycache__").mkdir()
        (clone / folder / "__pycache__" / "a.pyc").touch()
    assert build_sdist(clone, tmp_path).read_bytes() == sdist.read_bytes()
    assert build_wheel(clone, tmp_path).read_bytes() == wheel.read_bytes()


@pytest.mark.exhaustive
def test_the_package_tests_run_in_the_unpacked_source_distribution(clone):
    tests = ["gdbook", *clone.glob("tests/test_*.py")]
    few = "test_measured or test_package"  # all are collected, which imports them and their helpers; two are run
    run(sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "-k", few, *tests, cwd=clone)


def test_an_editable_install_works_from_the_folder_above_a_clone_named_gdbook(clone, tmp_path):
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    (site_packages,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    others = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}  # without their .pth files
    (site_packages / "others.pth").write_text("\n".join(others))
    options = ["--ignore-installed", "--no-deps", "--no-build-isolation", "--no-index"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, "-e", clone)
    program = "import gdbook; from gdbook import bowl; print(gdbook.__file__)"
    assert run(python, "-c", program, cwd=tmp_path) == f"{clone / 'gdbook' / '__init__.py'}\n"


def test_the_citation_agrees_with_the_metadata_of_the_package():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"].startswith(f"{project['name']}: ")
    assert (citation["authors"], citation["license"]) == (project["authors"], project["license"])
    (book,) = citation["references"]
    digits = [int(digit) for digit in book["isbn"].replace("-", "")]
    assert len(digits) == 13
    assert sum(digits[::2]) % 10 == -3 * sum(digits[1::2]) % 10  # the last digit is a checksum
    assert book["repository-code"] in project["urls"].values()
