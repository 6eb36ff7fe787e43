"""A rebuild of the site against the first build, which executes every page."""

from pathlib import Path

import pytest
from building import build, edit

COLD = "a build that runs every page"


def test_builds(project: Path, tmp_path: Path, benchmark, record) -> None:
    if benchmark.disabled:
        pytest.skip("measures builds, which tests/site tests; run with --benchmark-enable")
    cold = build(project, tmp_path / "site")
    again = benchmark.pedantic(lambda: build(project, tmp_path / "site"))
    edit(project / "docs" / "chapter" / "gradient.md", "## A stretched bowl", "## A bowl stretched out")
    prose = build(project, tmp_path / "site")
    assert cold.succeeded
    assert again.executed() == prose.executed() == []
    record("a build where nothing has changed", COLD, again.seconds / cold.seconds)
    record("a build after an edit of the prose", COLD, prose.seconds / cold.seconds)
