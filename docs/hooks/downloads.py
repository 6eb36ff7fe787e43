"""Writes what readers take with them: a page as an executed notebook and as a script."""

import re
from itertools import count

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from paragraphs import CODE

HEADING_ID = re.compile(r"^(#+[ \t]+.*?)[ \t]*\{[ \t]*#[\w-]+[ \t]*\}[ \t]*$", re.MULTILINE)
LOCAL_LINK = re.compile(CODE.pattern + r"|\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?!\w+:)[^)]*\)(?:\{[^}]*\})?")
INSTALL = """\
try:
    import gdbook
except ModuleNotFoundError:
    %{install}"""


def downloads(cells: list[NotebookNode], name: str, install: str) -> dict[str, str | bytes]:
    """The page in the language of the cells, by file name; notebook and script begin with `install`."""
    first = new_code_cell(f"# {install}", id="install")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=[first], metadata={"kernelspec": kernel})
    run = count(1)
    kept = [cell for cell in cells if cell.cell_type == "code" or "live" not in cell.metadata]  # without controls
    for number, cell in enumerate(kept, 1):
        if cell.cell_type == "markdown":
            text = without_local_links(HEADING_ID.sub(r"\1", cell.source))
            notebook.cells.append(new_markdown_cell(text, id=f"cell-{number}"))
        else:
            code = new_code_cell(cell.source, execution_count=next(run), id=f"cell-{number}")
            code.outputs = cell.outputs
            notebook.cells.append(code)
    script = jupytext.writes(notebook, fmt="py:percent")
    first.source = INSTALL.format(install=install)
    return {f"{name}.ipynb": nbformat.writes(notebook) + "\n", f"{name}.py": script}


def without_local_links(text: str) -> str:
    """The text with links to other pages, which a download cannot resolve, replaced by their labels."""
    return LOCAL_LINK.sub(lambda found: found[1] or found[2], text)
