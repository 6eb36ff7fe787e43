"""Numbers in prose that come from the page's code: ``{{ angle:.1f }}`` is what Python's f"{angle:.1f}" gives there.

Each expression runs in the page's kernel, as a hidden cell after the code above it, once for all languages that write
it alike. Those of the front matter, such as the description, run at the end of the page.
"""

from __future__ import annotations

import re
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from cells import is_hidden

EXPRESSION = re.compile(r"\{\{ +((?:(?!\}\}).)+?) +\}\}", re.DOTALL)


def expressions(cell: NotebookNode) -> list[str]:
    """The expressions in a cell of prose: in its text, its alternative text, and the labels of its figure."""
    texts = [cell.source, cell.metadata.get("alt", ""), *cell.metadata.get("labels", {}).values()]
    return [" ".join(found.split()) for text in texts for found in EXPRESSION.findall(text)]


def with_expressions(notebook: NotebookNode) -> NotebookNode:
    """The notebook with a hidden code cell for each expression, before the next code."""
    expanded = deepcopy(notebook)
    expanded.cells = []
    waiting: dict[str, NotebookNode] = {}
    last: list[NotebookNode] = []  # of the front matter

    def add_hidden() -> None:
        expanded.cells += waiting.values()
        waiting.clear()

    for cell in notebook.cells:
        if cell.cell_type == "code":
            add_hidden()
        else:
            for text in expressions(cell):
                source = f'print(f"""{{{text}}}""", end="")'
                hidden = new_code_cell(source, metadata={"value": text}, id=f"{cell.get('id')}")
                if cell.cell_type == "raw":
                    last.append(hidden)
                else:
                    waiting.setdefault(text, hidden)
        expanded.cells.append(cell)
    add_hidden()
    expanded.cells += last
    return expanded


def filled(text: str, values: dict[str, str]) -> str:
    """The text with values in place of expressions; one without a value keeps its braces."""
    return EXPRESSION.sub(lambda found: values.get(" ".join(found[1].split()), found[0]), text)


def with_values(notebook: NotebookNode) -> tuple[NotebookNode, dict[str, str]]:
    """An executed notebook with values in place of expressions and without hidden cells; and those of the front matter.

    An expression whose code did not run keeps its braces.
    """
    plain = deepcopy(notebook)
    plain.cells = []
    prose: list[NotebookNode] = []  # since the last code
    values: dict[str, str] = {}

    def fill_all() -> None:
        for cell in prose:
            cell.source = filled(cell.source, values)
            if "alt" in cell.metadata:
                cell.metadata["alt"] = filled(cell.metadata["alt"], values)
            if "labels" in cell.metadata:
                cell.metadata["labels"] = {word: filled(text, values) for word, text in cell.metadata["labels"].items()}
        prose.clear()

    for cell in deepcopy(notebook.cells):
        if is_hidden(cell):
            printed = "".join(output.get("text", "") for output in cell.outputs)
            if printed:
                values[cell.metadata["value"]] = printed
            continue
        if cell.cell_type == "code":
            fill_all()
            values.clear()
        elif cell.cell_type == "markdown":
            prose.append(cell)
        plain.cells.append(cell)
    fill_all()
    return plain, values
