"""The live listings of the pages: what their Python prints with other numbers in them, and how to get hold of one."""

from __future__ import annotations

import ast
import contextlib
import io
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from listing import numbers
from nbformat import NotebookNode
from playwright.sync_api import Locator, Page
from prose import PAGES, path_of, source


def listings() -> Iterator[tuple[str, str]]:
    """Every live listing: its page, and its name. The playground is no listing, and has tests of its own."""
    for page in PAGES:
        if page != "lab":
            for name in dict.fromkeys(cell.metadata.get("live") for cell in source(page).cells):
                if name:
                    yield page, name


LISTINGS = list(listings())


def cells(page: str, name: str) -> list[NotebookNode]:
    """The code of a listing: the first cell prints, the others draw."""
    return [cell for cell in source(page).cells if cell.cell_type == "code" and cell.metadata.get("live") == name]


@cache
def places(page: str, name: str) -> dict[str, tuple[int, int]]:
    """Where each setting of a listing stands in its code."""
    cell, *_ = cells(page, name)
    return {
        called: (start, end)
        for each in cell.metadata["vary"].split()
        for start, end, called in numbers(cell.source, each)
    }


def names_in(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """The names that a statement needs from before it, and those that it gives a meaning to."""
    names = list(ast.walk(statement))
    needed = {node.id for node in names if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    given, changed = set[str](), set[str]()
    for node in names:
        match node:
            case ast.Name(name, ast.Store()) | ast.FunctionDef(name) | ast.ClassDef(name):
                given.add(name)
            case ast.alias(name, called):
                given.add(called or name.partition(".")[0])
            case ast.AugAssign(ast.Name(name)):
                changed.add(name)
    if not isinstance(statement, ast.Assign):  # a loop or a function has names of its own
        needed -= given
    return needed | changed, given


@cache
def names_before(page: str, name: str) -> dict[str, Any]:
    """What a listing finds defined where it begins: the statements before it that give a name it needs are run, the
    others, which may take long, are not. What a statement only changes in place is not followed.
    """
    codes = [cell.source for cell in source(page).cells if cell.cell_type == "code"]
    listing = [cell.source for cell in cells(page, name)]
    before = ast.parse("\n".join(codes[: codes.index(listing[0])])).body
    wanted, defined = set[str](), set[str]()
    for statement in ast.parse("\n".join(listing)).body:
        needed, given = names_in(statement)
        wanted |= needed - defined
        defined |= given
    run: list[ast.stmt] = []
    for statement in reversed(before):
        needed, given = names_in(statement)
        if given & wanted:
            run.insert(0, statement)
            wanted |= needed
    space: dict[str, Any] = {"__name__": "page"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(ast.Module(run, []), page, "exec"), space)
    plt.close("all")
    return space


def first_code(page: str, name: str, settings: dict[str, str]) -> str:
    """The first cell of a live listing, with these numbers in the place of its own."""
    code = cells(page, name)[0].source
    for setting, (start, end) in sorted(places(page, name).items(), key=lambda place: -place[1][0]):
        code = code[:start] + settings.get(setting, code[start:end]) + code[end:]
    return code


def printed(page: str, name: str, settings: dict[str, str]) -> str:
    """What the page's own code prints in a live listing with these numbers."""
    said = io.StringIO()
    quiet = warnings.catch_warnings(), np.errstate(all="ignore")
    with quiet[0], quiet[1], contextlib.redirect_stdout(said), contextlib.suppress(ValueError):
        warnings.simplefilter("ignore")
        # what cannot be drawn raises; what was printed before counts
        exec(first_code(page, name, settings), dict(names_before(page, name)))
    plt.close("all")
    return said.getvalue().rstrip()


def drawn(page: str, name: str, settings: dict[str, str]) -> dict[str, list[np.ndarray]]:
    """The points of each line with a gid that the page's own code draws with these numbers, by its gid: from (0, 0) in
    the lower left corner of its axes to (1, 1) in the upper right one.
    """
    space = dict(names_before(page, name))
    _, *drawing = cells(page, name)
    found: dict[str, list[np.ndarray]] = {}
    with plt.rc_context(), contextlib.redirect_stdout(io.StringIO()):
        for code in (first_code(page, name, settings), *(cell.source for cell in drawing)):
            exec(code, space)
        for ax in (ax for figure in map(plt.figure, plt.get_fignums()) for ax in figure.axes):
            ax.autoscale_view()
            for line in ax.lines:
                if gid := line.get_gid():
                    found.setdefault(gid, []).append((ax.transScale + ax.transLimits).transform(line.get_xydata()))
    plt.close("all")
    return found


# In the browser


def visit(page: Page, address: str, page_name: str, name: str, language: str = "en", query: str = "") -> Locator:
    """Opens a page, and finds one of its listings when that is live."""
    page.goto(address + path_of(page_name, language) + query)
    live = page.locator(f'[data-live="{name}"]')
    live.locator("input").first.wait_for()
    return live


def field(live: Locator, setting: str) -> Locator:
    return live.locator(f'input[name="{setting}"]')


def box_of(element: Locator) -> dict[str, float]:
    """Where an element is in the window: x, y, width, height."""
    box = element.bounding_box()
    assert box is not None
    return dict(box)


def grasp(page: Page, live: Locator) -> tuple[float, float]:
    """Takes hold of the ring with the mouse, and tells where."""
    handle = live.get_by_role("slider")
    handle.scroll_into_view_if_needed()
    box = box_of(handle)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y
