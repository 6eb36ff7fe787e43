"""Facts stated in two places agree, and the workflows are valid."""

import os
import re
import shutil
import subprocess
import sysconfig
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from building import PROJECT
from listings import LISTINGS
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from prose import PAGES, SAMPLE_PAGES

WORKFLOWS = {path.stem: path for path in sorted((PROJECT / ".github" / "workflows").glob("*.yml"))}
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def jobs(workflow: str) -> dict:
    return yaml.safe_load(WORKFLOWS[workflow].read_text(encoding="utf-8"))["jobs"]


def test_the_supported_pythons_are_the_tested_ones():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    named = [re.fullmatch(r"Programming Language :: Python :: ([\d.]+)", line) for line in project["classifiers"]]
    assert [match[1] for match in named if match] == PYTHONS
    assert project["requires-python"] == f">={PYTHONS[0]}"
    assert [PYTHONS[0], *jobs("tests")["others"]["strategy"]["matrix"]["python"]] == PYTHONS
    assert f'target-version = "py{PYTHONS[0].replace(".", "")}"' in read("pyproject.toml")


@pytest.mark.parametrize(
    ("job", "python", "commands"),
    [
        ("everything", PYTHONS[0], ["fonts-noto-cjk", ".ci/run --exhaustive"]),
        ("oldest", PYTHONS[0], ["numpy", "matplotlib", "pytest tests/test_*.py gdbook"]),
        ("newest", PYTHONS[-1], ["numpy", "matplotlib", "pytest tests/test_*.py gdbook"]),
    ],
)
def test_a_job_runs_what_it_is_for_on_the_oldest_or_newest_python(job, python, commands):
    steps = jobs("tests")[job]["steps"]
    assert [step["with"]["python-version"] for step in steps if "setup-python" in step.get("uses", "")] == [python]
    run = " ".join(step.get("run", "") for step in steps)
    assert [command for command in commands if command not in run] == []


def test_the_lower_bounds_are_the_versions_that_the_oldest_job_installs():
    dependencies = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    bounds = dict(match.groups() for line in dependencies if (match := re.fullmatch(r"(\w+)>=([\d.]+)", line)))
    commands = " ".join(step.get("run", "") for step in jobs("tests")["oldest"]["steps"])
    assert bounds == dict(re.findall(r'"(\w+)==([\d.]+)\.\*"', commands))


def test_constraints_are_plain_pins_in_alphabetical_order():
    lines = [line for line in read("constraints.txt").splitlines() if not line.startswith("#")]
    pins = [re.fullmatch(r'([A-Za-z0-9._-]+)==[0-9][0-9A-Za-z.]*( ; sys_platform == "\w+")?', line) for line in lines]
    assert [line for line, pin in zip(lines, pins, strict=True) if not pin] == []
    names = [re.sub(r"[._-]+", "-", pin[1]).lower() for pin in pins if pin]
    assert names == sorted(set(names))


def test_every_pinned_version_accepts_the_first_release_of_the_oldest_python():
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", read("constraints.txt"), re.MULTILINE))
    pinned = {(canonicalize_name(name), version) for name, version in pins.items()}
    found = [package for package in distributions() if (canonicalize_name(package.name), package.version) in pinned]
    assert len(found) > 50
    needs = {package.name: package.metadata.get("Requires-Python", "") for package in found}
    assert {name: need for name, need in needs.items() if f"{PYTHONS[0]}.0" not in SpecifierSet(need)} == {}


def test_the_sampled_pages_and_listings_exist():
    assert set(SAMPLE_PAGES) < set(PAGES)
    texts = [path.read_text(encoding="utf-8") for path in (PROJECT / "tests").rglob("test_*.py")]
    marks = [mark for text in texts for mark in re.findall(r"^@pytest\.mark\.sampled\((.+)\)$", text, re.MULTILINE)]
    named = {name for mark in marks for name in re.findall(r'"([^"]+)"', mark)}
    assert {"program", "chapter/loss"} <= named <= {*PAGES, *(name for _, name in LISTINGS)}


def test_pre_commit_uses_the_ruff_version_of_the_tests():
    (ruff,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert ruff["repo"].endswith("/ruff-pre-commit")
    assert [hook["id"] for hook in ruff["hooks"]] == ["ruff-check", "ruff-format"]
    assert f"\nruff=={ruff['rev'].removeprefix('v')}\n" in read("constraints.txt")


def test_the_site_is_built_once_then_tested_then_published():
    build, deploy = jobs("pages")["build"]["steps"], jobs("pages")["deploy"]["steps"]
    commands = [step.get("run") or step["uses"] for step in build]
    (built,) = (at for at, command in enumerate(commands) if "mkdocs build" in command)
    (tested,) = (at for at, command in enumerate(commands) if command.startswith("pytest"))
    assert built < tested < len(commands) - 1
    folder = build[-1]["with"]["path"]
    assert commands[-1].startswith("actions/upload-pages-artifact@")
    assert commands[built] == f"mkdocs build --strict -d {folder}"
    assert commands[tested] == f"pytest --site={folder} --exhaustive"

    assert build[built + 1]["id"] == "built"  # the digest, before a test can change anything
    assert build[built + 1]["working-directory"] == folder
    assert jobs("pages")["build"]["outputs"] == {"digest": "${{ steps.built.outputs.digest }}"}
    compared, deployed = deploy[-2:]
    assert compared["env"] == {"TESTED": "${{ needs.build.outputs.digest }}"}
    assert deployed["uses"].startswith("actions/deploy-pages@")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is missing; the runners have it")
def test_a_site_whose_files_changed_after_the_build_is_not_published(tmp_path: Path):
    command = yaml.safe_load(WORKFLOWS["pages"].read_text(encoding="utf-8"))["env"]["DIGEST"]

    def digest() -> str:
        return subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    def is_published() -> bool:
        environment = os.environ | {"DIGEST": command, "TESTED": tested.strip()}
        step = jobs("pages")["deploy"]["steps"][-2]
        return subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment).returncode == 0

    page = tmp_path / "a" / "page.html"
    page.parent.mkdir()
    page.write_text("one")
    tested = digest()
    assert is_published()
    page.write_text("two")
    assert not is_published()
    page.write_text("one")
    assert is_published()
    (tmp_path / ".hidden").write_text("")
    assert not is_published()
    (tmp_path / ".hidden").unlink()
    page.rename(page.with_name("page 2.html"))
    assert not is_published()


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_have_minimal_permissions_timeouts_and_actions_that_cannot_change(name):
    text = WORKFLOWS[name].read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 90
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
    assert text.count("uses: ") == len(re.findall(r"uses: \S+ # v\d+\.\d+\.\d+$", text, re.MULTILINE))


def test_actionlint_accepts_the_workflows():
    assert WORKFLOWS.keys() == {"pages", "tests", "weekly"}
    command = [Path(sysconfig.get_path("scripts")) / "actionlint", *WORKFLOWS.values()]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
