"""Runs in the worker of a page: the listing that a reader has written, after the code above it that it needs.

Each run has a namespace of its own; imported modules stay. `post` sends the page what is printed and drawn.
"""

import ast
import io
import logging
import re
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import numpy as np
from pyodide.code import eval_code  # pyright: ignore[reportMissingImports]

from slices import Page

ABOVE, LISTING, CHECK = "above", "listing", "check"
MOST_PRINTED = 100_000  # characters
MOST_DRAWN = 4_000_000  # characters of one SVG
PAUSE = 0.1  # seconds between two messages with text
NOTES = {
    EOFError: "A page has nobody to ask: write the value into the code.",
    ModuleNotFoundError: "A page has numpy, matplotlib, gdbook, and what comes with Python.",
}

for module in [name for name in sys.modules if name.partition(".")[0] in {"js", "pyodide_js"}]:
    del sys.modules[module]  # the worker has closed these
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it would miss the fonts that were cut


def needed(cells: list[str], check: str) -> str:
    """What the last of the cells, and the check on it, need of the others."""
    cells = [*cells[:-1], f"{cells[-1]}\n{check}"]
    with suppress(SyntaxError):  # which running it will show
        return Page(cells).program(len(cells)).removesuffix(cells[-1])
    return ""


class Printed(io.TextIOBase):
    """Sends text to the page, the first at once and then in pieces, and ends a program that prints without end."""

    def __init__(self, post: Callable[..., None]) -> None:
        self.post, self.left, self.waiting, self.sent = post, MOST_PRINTED, "", float("-inf")

    def write(self, text: str) -> int:
        self.waiting += text[: max(0, self.left)]
        self.left -= len(text)
        if time.monotonic() > self.sent + PAUSE:
            self.flush()
        if self.left < 0:
            raise RuntimeError(f"more than {MOST_PRINTED:,} characters were printed")
        return len(text)

    def flush(self) -> None:
        if self.waiting:
            self.post("text", self.waiting)
        self.waiting, self.sent = "", time.monotonic()


class Figures:
    """Sends figures to the page when they are shown, in the page's colours."""

    def __init__(self, printed: Printed) -> None:
        import matplotlib.pyplot as plt
        from gdbook import figures

        import svg

        self.plt, self.svg, self.printed, self.shown = plt, svg, printed, 0
        self.colours = svg.palette(Path(figures.__file__).with_name("book.mplstyle"))
        plt.rcdefaults()
        plt.style.use("gdbook.book")
        warnings.filterwarnings("ignore", "Glyph")  # the reader's font has it
        plt.show = lambda *_, **__: self.show()  # matplotlib gives it a signature, so it must be a function

    def show(self) -> None:
        self.printed.flush()
        for number in self.plt.get_fignums():
            drawn = io.StringIO()
            with self.plt.rc_context({"svg.fonttype": "none"}):
                self.plt.figure(number).savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
            source = drawn.getvalue()
            if len(source) > MOST_DRAWN:
                self.plt.close("all")
                raise RuntimeError(f"a figure of {len(source) / 1e6:.0f} MB is too large to be shown")
            # A colour that the style does not have stays as it is, but for black.
            own = {colour: colour for colour in re.findall(r"#[0-9a-f]{6}\b", source)} | {"#000000": "currentColor"}
            prefix = f"run{time.time_ns()}"  # no other figure of the page has it, not even one of an earlier worker
            with suppress(self.svg.FigureError):  # drawn in a way that no page uses: shown as matplotlib writes it
                source = self.svg.page_svg(source, own | self.colours, prefix, {})
            self.printed.post("figure", source)
            self.shown += 1
        self.plt.close("all")
        self.svg._page_svg.cache_clear()


def run(above: str, listing: str, check: str, draws: bool, post: Callable[..., None]) -> None:
    """Runs a listing, and sends what it prints, each figure that it shows, its error, and how it ended: it "failed", is
    "done", or has "passed" or "missed" its check, and what is not true then.
    """
    space: dict[str, Any] = {"__name__": "__main__"}
    printed = Printed(post)
    ended = "failed"
    with warnings.catch_warnings(), np.printoptions(), np.errstate(), redirect_stderr(printed):
        try:
            figures = Figures(printed) if draws else None
            with redirect_stdout(io.StringIO()):
                eval_code(above, space, filename=ABOVE)
            if figures:
                figures.plt.close("all")  # as they are on the page, since they have been shown
            with redirect_stdout(printed):
                value = eval_code(listing, space, filename=LISTING)
                shown = figures.shown if figures else 0
                if figures:
                    figures.show()
                if value is not None and not (figures and figures.shown > shown):
                    print(repr(value))
            ended = "missed" if check else "done"
            if check and eval_code(check, space, filename=CHECK):
                ended = "passed"
        except BaseException as error:
            printed.flush()
            post("error", explained(error))
        printed.flush()
    post("end", ended, "; ".join([check, *values(check, space)]) if ended == "missed" else "")


def values(check: str, space: dict[str, Any]) -> list[str]:
    """The numbers on which a check depends, such as "w = 0.0"."""
    names = dict.fromkeys(node.id for node in ast.walk(ast.parse(check)) if isinstance(node, ast.Name))
    found = {name: space[name] for name in names if isinstance(space.get(name), (int, float, list, np.ndarray))}
    return [f"{name} = {value}" for name, value in found.items() if np.size(value) <= 3]


def explained(error: BaseException) -> str:
    """The traceback of an error, with the lines of the reader alone."""
    if note := NOTES.get(type(error)):
        error.add_note(note)
    told = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = told
    while part:
        part.stack[:] = [frame for frame in part.stack if frame.filename in (ABOVE, LISTING, CHECK)]
        part = part.__cause__ or part.__context__
    return "".join(told.format()).rstrip()
