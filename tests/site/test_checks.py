"""What stops the build before any code runs: each slip, and the sentence that says what to write instead."""

from pathlib import Path

import jupytext
import pytest
from building import PROJECT, build, small_project
from cells import PageError
from checks import check_cells, check_plain
from entries import Entries, Entry, live_entries
from nbformat import NotebookNode

ENTRIES: Entries = {
    "rate": Entry({"lr": "positive", "init_x0": "coordinate", "init_x1": "coordinate"}),
    "ring": Entry({"lr": "positive"}, is_dragged=True),
    "lab": Entry(),
}
HEAD = "---\njupyter:\n  kernelspec:\n    display_name: Python 3\n    language: python\n    name: python3\n---\n\n"
EN = '<!-- #region lang="en" -->\n{}\n<!-- #endregion -->\n'
GUESS = EN.replace('"en"', '"en" guess=1')


def parsed(source: str) -> NotebookNode:
    notebook = jupytext.reads(HEAD + source, fmt={"extension": ".md", "format_name": "markdown"})
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = str(number)
    return notebook


def code(keys: str, source: str = "lr = 1") -> str:
    return f"```python {keys}\n{source}\n```\n"


SLIPS = [
    # Only Python runs.
    ("```bash\ntouch x\n```\n", "cell 1 ('touch x'): only ```python is run: put this block of bash in a region"),
    ("```BASH\ntouch x\n```\n", "put this block of BASH in a region"),
    ("```sh -e\nls\n```\n", "put this block of sh in a region"),
    ("```javascript\nx\n```\n", "put this block of javascript in a region"),
    ("```R\nx\n```\n", "put this block of R in a region"),
    ("```python3\nx\n```\n", "only ```python is run"),
    (code("", "%%bash\nls"), "put this block of bash in a region"),
    (code("", "%%time\nx"), "only ```python is run"),
    (code('language="bash"', "ls"), "put this block of bash in a region"),
    ("```py\nx\n```\n", "the block '```py' is not run: write ```python"),
    ("```Python\nx\n```\n", "the block '```Python' is not run"),
    ("~~~python\nx\n~~~\n", "the block '~~~python' is not run"),
    ("  ```python\n  x\n  ```\n", "the block '  ```python' is not run"),
    ("```{code-cell}\nx\n```\n", "the block '```{code-cell}' is not run"),
    (code("", "x = 1\n!echo hi"), "'!echo hi': a magic (%), a shell command (!)"),
    (code("", "x = !ls"), "'x = !ls': a magic"),
    (code("", "if True:\n    !ls"), "'!ls': a magic"),
    (code("", "%matplotlib inline"), "'%matplotlib inline': a magic"),
    (code("", "print?"), "'print?': a magic"),
    (code("", "get_ipython().system('ls')"), "get_ipython is missing in the script"),
    (code("", "def"), "is not Python: invalid syntax"),
    ("```python\nx = 1\n\n" + EN.format("Prose."), "a region begins or ends in this code: end the code with ```"),
    # Regions.
    (EN.format("one").partition("<!-- #end")[0] + EN.format("two"), "does not begin or end a region here"),
    ('<!-- # region lang="en" -->\nx\n', "does not begin or end a region here"),
    ('  <!-- #Region lang="en" -->\nx\n', "does not begin or end a region here"),
    ("<!-- #raw -->\nx\n<!-- #endraw -->\n", 'write <!-- #region lang="en" -->'),
    ('<!-- #md lang="en" -->\nx\n<!-- #endmd -->\n', 'write <!-- #region lang="en" -->'),
    # Keys.
    (
        code('varry="lr" live="rate"'),
        "unknown key 'varry'; code has vary, dials, live, answer, check, closer, open",
    ),
    (code('Vary="lr" live="rate"'), "did you mean vary?"),
    (code("chekc=1"), "did you mean check?"),
    ("```python check=1\nprint(1)\n```\n", "check=1 folds code that asserts something"),
    (
        EN.replace('"en"', '"en" guess=1').format("Why?\n\n- [ ] a: b\n- [ ] c: d"),
        "a guess is a question and a list of two to",
    ),
    (
        EN.replace('"en"', '"en" guess=1').format("Why?\n\n- [x] a: b"),
        "a guess is a question and a list of two to four",
    ),
    (EN.replace('"en"', '"en" guess=2').format("Why?"), "guess is written guess=1, got 2"),
    (EN.replace('"en"', '"en" closer=2').format("Why?"), "closer is written closer="),
    (code("check=0"), "check is written check=1, got 0"),
    (code("zzz"), "unknown key 'zzz'; code has vary, dials, live, answer, check, closer, open"),
    (
        code('alt="x"'),
        "unknown key 'alt'; code has vary, dials, live, answer, check, closer, open, comments, top, write, edit, "
        "fold; alt",
    ),
    (code('tags=["raises-exception"]'), "to show an exception, catch it and print it"),
    (code("live=rate vary=lr"), "cannot read 'live=rate vary=lr': write keys as live=\"name\" or answer=1"),
    (code('vary="lr'), "cannot read 'vary=\"lr'"),
    (code('vary=["lr"] live="rate"'), "vary is written vary=\"lr step_num\", got ['lr']"),
    (code('vary="" live="rate"'), "vary is written vary="),
    (code('live=""'), "live is written live="),
    (code("open"), "open is written open=1, got None"),
    (code("fold=1 open=1"), "fold=1 stands without check, open, write and answer"),
    (code("edit=1"), "edit is written edit=0, got 1"),
    (code('open="1"'), "open is written open=1, got '1'"),
    (code('live="rate" top=2'), "top is written top=1, got 2"),
    (code("top=1"), "top=1 shows a live block under the title: write live="),
    (code("answer=0"), "answer is written answer=1, got 0"),
    (code("answer=true"), "answer is written answer=1, got True"),
    (EN.replace('"en"', '"en" alt="x" labels="y"'), "labels is written labels="),
    (EN.replace('"en"', '"en" alt="x" labels={"y": 1}'), "labels is written labels="),
    (EN.replace('"en"', '"en" alt=1'), "alt is written alt="),
    (EN.replace('"en"', '"en" labels={"y": "z"}'), "write alt too"),
    (code('comments={"why": "為什麼"}', "x = 1  # how"), "comments translates 'why', which is no comment"),
    (code('comments={"how": 1}', "x = 1  # how"), "comments is written comments="),
    (EN.replace('"en"', '"en" vary="lr"'), "vary belongs on code"),
    (EN.replace("lang=", "Lang="), "did you mean lang?"),
    (code('vary="lr"'), 'vary needs live="name"'),
    (code('vary="lr" dials="lr beta" live="run"'), "dials names beta, which vary does not mark"),
    (
        code('live="rte"'),
        "live='rte' has no entry in the page's module in docs/assets/live/pages; it has lab, rate, ring",
    ),
    (EN.replace('"en"', '"en" live="x"'), "live='x' has no entry"),
    (EN.format("[a](?rate.h=1)"), "the link ?rate.h=1 sets no number: write [0.9](?name.lr=0.9)"),
    (EN.format("[a](?rte.lr=1)"), "the link ?rte.lr=1 sets no number"),
    (EN.format("[a](?lr=1)"), "the link ?lr=1 sets no number"),
    (EN.format("[a](?)"), "the link ? sets no number"),
    (EN.format("[a](?rate.lr=1&lab.lr=1)"), "sets no number"),
    (code('vary="h" live="rate"', "h = 1"), "live='rate' has no setting for h; it has init_x0, init_x1, lr"),
    (code('vary="init_x" live="rate"', "init_x = [1, 2, 3]"), "has no setting for init_x2"),
    (code('vary="h" live="rate"'), "vary names h, but no number is assigned to it"),
    (code('live="rate" answer=1'), "an answer cannot be live"),
    (code('vary="lr" live="rate"'), "vary of live='rate' lacks init_x0, init_x1, which its module reads"),
    (code('vary="lr" live="ring"'), "live='ring' has a part to drag: write live=\"ring\" on the code that draws"),
    (
        code("closer=1"),
        "closer=1 does not follow a cell of a closer look: begin the folded part with prose that has closer=",
    ),
    (
        EN.replace('"en"', '"en" closer="Why"').format("x") + code("") + code("closer=1"),
        "cell 3 ('lr = 1'): closer=1 does not follow",
    ),
    (code('closer="Why"'), 'closer="Its title" stands on prose'),
    (
        GUESS.format("Why?\n\n- [x] a: b\n- [ ] because of c"),
        "the choice '- [ ] because of c' needs [ ] or [x], words, a colon, and its answer",
    ),
    (GUESS.format("Why?\n\n- [x] a: b\n- [y] c: d"), "the choice '- [y] c: d' needs"),
    (EN.format("It is {{a:.3f}} long."), "'{{a:.3f}}' is no number from the code: write {{ name:.3f }}"),
    (EN.format("It is {{ a:.3f}} and {{ b }}."), "is no number from the code"),
    (EN.format("It is {{ a:.3f} long."), "is no number from the code"),
    (EN.format("x").replace('"en"', '"en" alt="A line to {{a:.1f}}."'), "'{{a:.1f}}' is no number from the code"),
    (EN.format("It is { path[2]:.3f } long."), "'{ path[2]:.3f }' is no number from the code"),
]


@pytest.mark.parametrize(("source", "message"), SLIPS)
def test_a_slip_is_found_before_any_code_runs(source: str, message: str) -> None:
    with pytest.raises(PageError, match=r"^cell \d+ \(") as caught:
        check_cells(parsed(source), ENTRIES)
    assert message in str(caught.value)


def test_what_a_page_can_say_is_accepted() -> None:
    source = code('vary="lr init_x" live="rate"', "init_x = [-3.0, 4.0]\nlr = 0.1")
    source += EN.replace('"en"', '"en" alt="x" labels={"step k": "y"} answer=2')
    source += code("", '"""\n!ls\n"""\nx = (7\n% 2)') + EN.replace('"en"', '"en" live="lab"')
    source += EN.format("```bash\nls\n```\n\nA `<!-- #region -->` in prose.")
    check_cells(parsed(source), ENTRIES)


@pytest.mark.parametrize(
    "begin", ['<!-- #region lang="en" -->', '<!--#region lang="en"-->', '<!-- region lang="en" -->']
)
def test_a_region_in_a_page_that_is_no_notebook_stops_the_build(begin: str) -> None:
    with pytest.raises(PageError, match="no notebook: begin the page with\n---\njupyter:\n  kernelspec:"):
        check_plain(f"kernelspec: python\n\n{begin}\nProse.\n<!-- #endregion -->\n")


@pytest.mark.parametrize("key", ["kernelspec", "jupytext", "jupyter"])
def test_a_kernel_in_a_page_that_is_no_notebook_stops_the_build(key: str) -> None:
    with pytest.raises(PageError, match=f"{key}:' stands in a page that is no notebook"):
        check_plain(f"---\ntitle: x\n{key}:\n  language: python\n---\n\n# Title\n")
    check_plain(f"---\ntitle: x\n---\n\n{key}: a word\n")


def test_a_page_that_jupytext_takes_for_pandocs_is_told_so() -> None:
    with pytest.raises(PageError, match="write !!! note in place of :::"):
        check_plain(HEAD + EN.format(":::{note}"))


def test_a_region_that_is_only_shown_is_no_region() -> None:
    check_plain('Write `<!-- #region lang="en" -->`, as in\n\n```\n<!-- #region lang="en" -->\n```\n')


@pytest.mark.parametrize("page", sorted((PROJECT / "docs").rglob("*.md")), ids=lambda page: page.stem)
def test_every_page_of_the_site_passes(page: Path) -> None:
    notebook = jupytext.reads(page.read_text(encoding="utf-8"), fmt={"extension": ".md", "format_name": "markdown"})
    check_cells(notebook, live_entries(PROJECT / "docs", page.name))


def test_a_build_stops_before_the_code_of_a_page_with_a_slip_runs(tmp_path: Path) -> None:
    touch = f"```bash\ntouch {tmp_path / 'touched'}\n```\n"
    project = small_project(tmp_path / "project", {"slip.md": HEAD + touch}, execute=True)
    result = build(project, tmp_path / "site")
    assert not result.succeeded
    assert "slip.md, cell 1 ('touch" in result.log
    assert "only ```python is run" in result.log
    assert "Traceback" not in result.log
    assert not (tmp_path / "touched").exists()


def test_a_build_stops_at_a_page_with_regions_that_is_no_notebook(tmp_path: Path) -> None:
    result = build(small_project(tmp_path / "project", {"slip.md": EN.format("Prose.")}), tmp_path / "site")
    assert not result.succeeded
    assert "slip.md, '<!-- #region lang=\"en\" -->' stands in a page that is no notebook" in result.log
    assert "Traceback" not in result.log
