"""Links between pages, checked cell by cell. MkDocs checks them too, but can only name the page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from nbformat import NotebookNode

from typeset import FENCE, PageError, where

LINK = re.compile(r"\]\(([^()\s:]+?\.md)?(?:#([^()\s]+))?\)")
HEADING_WITH_ID = re.compile(r"\{[ \t]*#([\w-]+)[ \t]*\}")


def check_links(notebook: NotebookNode, page: str, source_of: Callable[[str], str | None]) -> None:
    """Every link to a page must lead to one, and to a heading that is there.

    Args:
        notebook: the page that links.
        page: where its source stands, such as ``chapter/gradient.md``.
        source_of: the source of the page at such a place, or None where there is none.

    Raises:
        PageError: a link leads nowhere; the message names the cell.
    """
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for path, anchor in LINK.findall(FENCE.sub("", cell.source)):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
            source = source_of(target)
            if source is None:
                raise PageError(f"{where(cell)}: its link leads to {path}, which is not there")
            generated = ":::" in source or "<!-- " not in source  # headings that are not in the source
            if anchor and not generated and anchor not in HEADING_WITH_ID.findall(source):
                raise PageError(f"{where(cell)}: its link leads to #{anchor}, which {target} has not")
