"""What is written in two places says the same in both, and the workflows are in order."""

import os
import re
import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest
import yaml
from building import PROJECT

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
    assert jobs("tests")["pinned"]["strategy"]["matrix"]["python"] == PYTHONS
    assert f'target-version = "py{PYTHONS[0].replace(".", "")}"' in read("pyproject.toml")


@pytest.mark.parametrize(("job", "python"), [("oldest", PYTHONS[0]), ("newest", PYTHONS[-1])])
def test_both_ends_of_numpy_and_matplotlib_are_tested_with_both_ends_of_python(job, python):
    steps = jobs("tests")[job]["steps"]
    assert [step["with"]["python-version"] for step in steps if "setup-python" in step.get("uses", "")] == [python]
    commands = " ".join(step.get("run", "") for step in steps)
    assert "numpy" in commands
    assert "matplotlib" in commands


def test_the_lower_bounds_are_the_versions_that_the_oldest_job_installs():
    dependencies = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    bounds = dict(match.groups() for line in dependencies if (match := re.fullmatch(r"(\w+)>=([\d.]+)", line)))
    commands = " ".join(step.get("run", "") for step in jobs("tests")["oldest"]["steps"])
    assert bounds == dict(re.findall(r'"(\w+)==([\d.]+)\.\*"', commands))


def test_every_constraint_is_a_plain_pin_in_the_order_of_the_alphabet():
    lines = [line for line in read("constraints.txt").splitlines() if not line.startswith("#")]
    pins = [re.fullmatch(r'([A-Za-z0-9._-]+)==[0-9][0-9A-Za-z.]*( ; sys_platform == "\w+")?', line) for line in lines]
    assert [line for line, pin in zip(lines, pins, strict=True) if not pin] == []
    names = [re.sub(r"[._-]+", "-", pin[1]).lower() for pin in pins if pin]
    assert names == sorted(set(names))


def test_ruff_before_a_commit_is_the_ruff_of_the_tests():
    (ruff,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert ruff["repo"].endswith("/ruff-pre-commit")
    assert [hook["id"] for hook in ruff["hooks"]] == ["ruff-check", "ruff-format"]
    assert f"\nruff=={ruff['rev'].removeprefix('v')}\n" in read("constraints.txt")


def test_the_tested_folder_is_built_once_and_is_the_one_that_is_published():
    build, deploy = jobs("pages")["build"]["steps"], jobs("pages")["deploy"]["steps"]
    told = [step.get("run") or step["uses"] for step in build]
    (built,) = (at for at, words in enumerate(told) if "mkdocs build" in words)
    (tested,) = (at for at, words in enumerate(told) if words.startswith("pytest"))
    assert built < tested < len(told) - 1
    folder = build[-1]["with"]["path"]
    assert told[-1].startswith("actions/upload-pages-artifact@")
    assert told[built] == f"mkdocs build --strict -d {folder}"
    assert told[tested] == f"pytest --site {folder}"

    assert build[built + 1]["id"] == "built"  # the digest, before a test can change anything
    assert build[built + 1]["working-directory"] == folder
    assert jobs("pages")["build"]["outputs"] == {"digest": "${{ steps.built.outputs.digest }}"}
    compared, deployed = deploy[-2:]
    assert compared["env"] == {"TESTED": "${{ needs.build.outputs.digest }}"}
    assert deployed["uses"].startswith("actions/deploy-pages@")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the runners have sha256sum; this machine has not")
def test_a_folder_in_which_a_name_or_a_byte_has_changed_is_not_published(tmp_path: Path):
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
def test_a_workflow_may_do_little_and_takes_an_end(name):
    workflow = yaml.safe_load(WORKFLOWS[name].read_text(encoding="utf-8"))
    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 90
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])


def test_actionlint_finds_no_fault_in_the_workflows():
    assert WORKFLOWS.keys() == {"pages", "tests", "weekly"}
    command = [Path(sysconfig.get_path("scripts")) / "actionlint", *WORKFLOWS.values()]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
