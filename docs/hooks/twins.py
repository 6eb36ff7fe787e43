"""Keeps the languages of a page together: its prose comes in twins, and each language is shown what belongs to it.

`with_missing_twins` is for a page as parsed, the others for the executed notebook that typeset.py writes.
"""

import re
from copy import deepcopy

from nbformat import NotebookNode

from cells import CHOICE, FENCE, PageError, is_caption, where
from listing import translated

UNTRANSLATED = {"en": "*Not yet in English:*", "zh-TW": "*這一段還沒有中文：*"}
HEADING = re.compile(r"^(#+)[ \t]+.*?(?:\{[ \t]*#([\w-]+)[ \t]*\})?[ \t]*$", re.MULTILINE)


def with_missing_twins(notebook: NotebookNode, languages: list[str]) -> tuple[NotebookNode, list[str]]:
    """The notebook in which prose without a twin stands, with a note, in the other language too; and where that is."""
    filled = deepcopy(notebook)
    filled.cells, missing = [], []
    group: dict[str, NotebookNode] = {}

    def end_group() -> None:
        for language in languages if group else []:
            if language not in group:
                other = next(iter(group.values()))
                group[language] = deepcopy(other)
                group[language].metadata["lang"] = language
                group[language].source = f"{UNTRANSLATED[language]}\n\n{other.source}"
                missing.append(f"{where(other)}: has no twin in {language}")
        filled.cells += [group[language] for language in languages if group]
        group.clear()

    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not cell.source.strip():
            continue  # between two regions
        language = cell.metadata.get("lang") if cell.cell_type == "markdown" else None
        if language not in languages:
            end_group()
            filled.cells.append(cell)
            continue
        if any(languages.index(language) <= languages.index(known) for known in group):
            end_group()
        group[language] = cell
    end_group()
    return filled, missing


def check_prose(notebook: NotebookNode, languages: list[str]) -> None:
    """Checks that all prose exists in every language, with the same headings and in the same role."""
    prose = [cell for cell in notebook.cells if cell.cell_type == "markdown" and cell.source.strip()]
    for cell in prose:
        if cell.metadata.get("lang") not in languages:
            raise PageError(f"{where(cell)}: prose must stand in a region with lang, one of {', '.join(languages)}")
    for start in range(0, len(prose), len(languages)):
        twins = prose[start : start + len(languages)]
        if [cell.metadata.lang for cell in twins] != languages:
            raise PageError(f"{where(twins[0])}: needs its twins right after it, in the order {', '.join(languages)}")
        for cell in twins:
            for level, identity in headings(cell):
                if not identity:
                    raise PageError(f"{where(cell)}: a heading of level {len(level)} needs an id, such as {{#name}}")
            if headings(cell) != headings(twins[0]):
                raise PageError(f"{where(cell)}: its headings have other levels or ids than those of its twin")
            if ("alt" in cell.metadata) != ("alt" in twins[0].metadata):
                raise PageError(f"{where(twins[0])}: alt=, which makes it a caption, stands in one language only")
            if role(cell) != role(twins[0]):
                roles = "caption, answer, closer look, or guess with the same right choice"
                raise PageError(f"{where(cell)}: its twin has another role: {roles}")
    seen: set[str] = set()
    for cell in prose[:: len(languages)]:
        for _, identity in headings(cell):
            if identity in seen:
                raise PageError(f"{where(cell)}: the id {identity} stands on another heading of this page too")
            seen.add(identity)


def headings(cell: NotebookNode) -> list[tuple[str, str]]:
    """Level (as #, ##, ...) and id of each heading in a prose cell."""
    return HEADING.findall(FENCE.sub("", cell.source))


def role(cell: NotebookNode) -> tuple[object, ...]:
    guessed = [right for right, _, _ in CHOICE.findall(cell.source)] if "guess" in cell.metadata else None
    return is_caption(cell), cell.metadata.get("answer"), type(cell.metadata.get("closer")), guessed


def of_language(notebook: NotebookNode, language: str) -> list[NotebookNode]:
    """Copies of the prose of one language, and of all code, with its comments in this language."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" or cell.metadata.get("lang") == language]
    cells = deepcopy(cells)
    for cell in cells:
        if language != "en" and "comments" in cell.metadata:
            cell.source = translated(cell.source, cell.metadata["comments"])
    return cells


def with_formula(tex: str, notebook: NotebookNode | None) -> list[str]:
    """Where a formula between dollar signs stands: the prose cells that contain it, whatever its white space."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"] if notebook else []
    formula = f"${''.join(tex.split())}$"
    return [where(cell) for cell in cells if formula in "".join(cell.source.split())]
