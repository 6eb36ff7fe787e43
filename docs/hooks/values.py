"""Numbers in prose that come from the page's code: ``{{ angle:.1f }}`` is what Python's f"{angle:.1f}" gives there.

Each expression runs in the page's kernel, as a hidden cell after the code above it, once for all languages that write
it alike. Those of the front matter, such as the description, run at the end of the page. `with_expressions` is for the
page that execute.py runs, `with_values` for what comes back.
"""

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
    """The notebook with a hidden code cell for each expression, before the prose that shows its value."""
    expanded = deepcopy(notebook)
    expanded.cells = []
    last: list[NotebookNode] = []  # of the front matter
    known: set[str] = set()  # since the last code
    for cell in notebook.cells:
        if cell.cell_type == "code":
            known.clear()
        else:
            for text in expressions(cell):
                source = f'print(f"""{{{text}}}""", end="")'
                hidden = new_code_cell(source, metadata={"value": text}, id=f"{cell.get('id')}")
                if cell.cell_type == "raw":
                    last.append(hidden)
                elif text not in known:
                    known.add(text)
                    expanded.cells.append(hidden)
        expanded.cells.append(cell)
    expanded.cells += last
    return expanded


def with_values(notebook: NotebookNode) -> tuple[NotebookNode, dict[str, str]]:
    """An executed notebook with values in place of expressions and without hidden cells; and those of the front matter.

    An expression whose code did not run keeps its braces.
    """
    plain = deepcopy(notebook)
    plain.cells = []
    values: dict[str, str] = {}
    for cell in deepcopy(notebook.cells):
        if is_hidden(cell):
            if printed := "".join(output.get("text", "") for output in cell.outputs):
                values[cell.metadata["value"]] = printed
            continue
        if cell.cell_type == "code":
            values.clear()
        elif cell.cell_type == "markdown":
            cell.source = filled(cell.source, values)
            if "alt" in cell.metadata:
                cell.metadata["alt"] = filled(cell.metadata["alt"], values)
            if "labels" in cell.metadata:
                cell.metadata["labels"] = {word: filled(text, values) for word, text in cell.metadata["labels"].items()}
        plain.cells.append(cell)
    return plain, values


def filled(text: str, values: dict[str, str]) -> str:
    """The text with values in place of expressions; one without a value keeps its braces."""
    return EXPRESSION.sub(lambda found: values.get(" ".join(found[1].split()), found[0]), text)
