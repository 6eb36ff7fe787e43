"""What every step on the way of a page knows of its cells.

A page is a notebook, a list of cells. Prose has a language, ``lang="en"`` or ``lang="zh-TW"``, and comes in twins; code
is shared. The other keys of a cell's first line are its metadata too; CONTRIBUTING.md says what each does.
"""

import re
from functools import lru_cache

import jupytext
from nbformat import NotebookNode

FENCE = re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)
CHOICE = re.compile(r"^- \[([ x])\] (.+?)(?:: |：)(.+(?:\n(?:    .*|))*)", re.MULTILINE)
"""A choice of a guess, with its answer: ``- [x] Longer: because ...``, x if it is right."""


class PageError(Exception):
    """A page breaks a rule; the message names the cell."""


@lru_cache
def parse(source: str) -> NotebookNode:
    """The source of a page as a notebook whose cell ids are their numbers, for error messages and downloads."""
    notebook = jupytext.reads(source, fmt={"extension": ".md", "format_name": "markdown"})
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = str(number)
    return notebook


def where(cell: NotebookNode) -> str:
    """How a message names a cell: by its number and first line, or by the expression that it is hidden for."""
    if is_hidden(cell):
        return f"cell {cell.id}: {{{{ {cell.metadata['value']} }}}}"
    first = cell.source.strip().partition("\n")[0]
    return f"cell {cell.get('id')} ({first[:60]!r})"


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_hidden(cell: NotebookNode) -> bool:
    """Whether this is code that values.py adds for a number in prose."""
    return "value" in cell.metadata


def is_caption(cell: NotebookNode) -> bool:
    return "alt" in cell.metadata


def pictures(cell: NotebookNode) -> list[str]:
    """The SVG sources of a cell's figures."""
    kind = "image/svg+xml"
    return [output.data[kind] for output in cell.get("outputs", []) if kind in output.get("data", {})]
