"""Numbers in prose that come from the page's code."""

from pathlib import Path

import pytest
from building import build, edit, page, small_project
from cells import is_hidden, where
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from prose import HOMES, PAGES, twins
from values import EXPRESSION, with_expressions, with_values

CODE = """\
import matplotlib.pyplot as plt
plt.style.use("gdbook.book")
a = 1 / 3
_ = plt.plot([1, a])
plt.show()"""
DESCRIPTION = 'description: {en: "About {{ a:.2f }}.", zh-TW: "大約 {{ a:.2f }}。"}'
PAGE = (
    page(CODE).replace("---\n", f"---\n{DESCRIPTION}\n", 1)
    + """
<!-- #region lang="en" alt="A line to {{ a:.1f }}." -->
It ends at {{ a:.3f }}, or $x = {{ 10 * a:.4f }}$, says {{ "b" + 'c' }}.
<!-- #endregion -->

<!-- #region lang="zh-TW" alt="到 {{ a:.1f }} 的線。" -->
終點是 {{ a:.3f }}。
<!-- #endregion -->

```python
a = 2
```

<!-- #region lang="en" -->
Now {{ a }}.
<!-- #endregion -->

<!-- #region lang="zh-TW" -->
現在 {{ a }}。
<!-- #endregion -->
"""
)


def test_prose_captions_alternative_texts_descriptions_and_downloads_show_the_values(tmp_path: Path) -> None:
    project = small_project(tmp_path / "project", {"one.md": PAGE}, execute=True, allow_errors=False)
    result = build(project, tmp_path / "site")
    assert result.succeeded, result.log
    for language, expected in {
        "en": ["About 2.00.", "A line to 0.3.", "It ends at 0.333, or ", "3.3333", "says bc.", "Now 2."],
        "zh-TW": ["大約 2.00。", "到 0.3 的線。", "終點是 0.333。", "現在 2。"],
    }.items():
        folder = tmp_path / "site" / HOMES[language] / "one"
        html = (folder / "index.html").read_text("utf-8")
        assert [text for text in expected if text not in html] == []
        for file in ("index.html", "one.ipynb", "one.py"):
            assert "{{" not in (folder / file).read_text("utf-8")
        assert "Now 2." in (folder / "one.py").read_text("utf-8") or language != "en"


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("expression", "reason", "allow_errors"),
    [
        ("nothing", "NameError: name 'nothing' is not defined", False),
        ("a b", "SyntaxError", False),
        ("a:.q", "ValueError: Format", True),
    ],
)
def test_an_expression_that_fails_stops_the_build_with_page_and_cell(
    tmp_path: Path, expression: str, reason: str, allow_errors: bool
) -> None:
    project = small_project(tmp_path / "project", {"one.md": PAGE}, execute=True, allow_errors=allow_errors)
    edit(project / "docs" / "one.md", "Now {{ a }}", f"Now {{{{ {expression} }}}}")
    result = build(project, tmp_path / "site")
    assert not result.succeeded
    assert f"one.md, cell 8: {{{{ {expression} }}}}: {reason}" in result.log
    assert "Traceback" not in result.log


def test_each_expression_is_run_once_after_the_code_above_it() -> None:
    notebook = new_notebook(
        cells=[
            new_raw_cell("---\ndescription: '{{ c }}'\n---", id="1"),
            new_code_cell("a = 1", id="2"),
            new_markdown_cell("{{ a }} and {{ a }} and {{ b:.1f }}, not {{a}}", id="3"),
            new_markdown_cell("又是 {{ a }}", id="4"),
            new_code_cell("a = 2", id="5"),
            new_markdown_cell("{{ a }}", id="6"),
        ]
    )
    expanded = with_expressions(notebook)
    hidden = [cell for cell in expanded.cells if is_hidden(cell)]
    assert [cell.metadata["value"] for cell in hidden] == ["a", "b:.1f", "a", "c"]
    assert [cell.id for cell in expanded.cells if cell.cell_type == "code" and not is_hidden(cell)] == ["2", "5"]
    code = [cell for cell in expanded.cells if cell.cell_type == "code"]
    assert list(map(where, code)) == [
        "cell 2 ('a = 1')", "cell 3: {{ a }}", "cell 3: {{ b:.1f }}", "cell 5 ('a = 2')", "cell 6: {{ a }}",
        "cell 1: {{ c }}",
    ]  # fmt: skip
    for cell, text in zip(hidden, ["1", "2.5", "2", "end"], strict=True):
        cell.outputs = [new_output("stream", text=text)]
    plain, values = with_values(expanded)
    prose = [cell.source for cell in plain.cells if cell.cell_type == "markdown"]
    assert prose == ["1 and 1 and 2.5, not {{a}}", "又是 1", "2"]
    assert [cell.id for cell in plain.cells] == ["1", "2", "3", "4", "5", "6"]
    assert values["c"] == "end"


@pytest.mark.parametrize("name", PAGES)
def test_twins_have_the_same_expressions(name: str) -> None:
    for pair in twins(name):
        english, chinese = (sorted(EXPRESSION.findall(text)) for text in pair.texts)
        assert english == chinese, pair.where
