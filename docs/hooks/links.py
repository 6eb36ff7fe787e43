"""Checks the links between pages cell by cell. MkDocs checks them too, but its errors name only the page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from nbformat import NotebookNode

from typeset import FENCE, PageError, where

LINK = re.compile(r"\]\(([^()\s:]+?\.md)?(?:#([^()\s]+))?\)")
HEADING_WITH_ID = re.compile(r"\{[ \t]*#([\w-]+)[ \t]*\}")


def check_links(notebook: NotebookNode, page: str, source_of: Callable[[str], str | None]) -> None:
    """Checks that the target page and heading of every link exist.

    Args:
        notebook: the page that contains the links.
        page: the path of its source, such as ``chapter/gradient.md``.
        source_of: returns the source of the page at a path, or None if there is none.

    Raises:
        PageError: a link is broken; the message names the cell.
    """
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for path, anchor in LINK.findall(FENCE.sub("", cell.source)):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
            source = source_of(target)
            if source is None:
                raise PageError(f"{where(cell)}: its link leads to {path}, which is not there")
            generated = ":::" in source or "<!-- " not in source  # its headings are not in the source
            if anchor and not generated and anchor not in HEADING_WITH_ID.findall(source):
                raise PageError(f"{where(cell)}: its link leads to #{anchor}, which {target} has not")
