"""Writes the outputs of a cell: what it prints, and its figures with their caption.

The outputs come from execute.py; svg.py draws each figure in the page's colours.
"""

from __future__ import annotations

import html
import re

from nbformat import NotebookNode

from cells import PageError, pictures, where
from paragraphs import prose
from svg import FigureError, page_svg, without_images

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Control characters."""
CAPTION = '<figcaption markdown="1">'
LIVE_OUTPUT = (
    '<div class="text output highlight"><pre><code><output>',
    '</output></code></pre></div>\n<div class="live-bar"></div>',
)
"""Wraps the output of a live listing. The bar is for the script's messages and reset button."""

STAGE = '<div class="stage">{}</div>'
"""Wraps a live picture: the containing block of its drag handle."""


def texts(cell: NotebookNode) -> list[str]:
    """The text outputs of a cell. The return value of a drawing cell is a list of artists: skipped.

    Raises:
        PageError: an output is neither plain text nor an SVG figure.
    """
    found: list[str] = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "image/svg+xml" in data or (output.output_type == "execute_result" and pictures(cell)):
            continue
        text = output.get("text") or data.get("text/plain")
        if not text or data.keys() - {"text/plain"}:
            kinds = ", ".join(data.keys() - {"text/plain"}) or "empty"
            reason = "print text, or draw with matplotlib and end with plt.show()"
            raise PageError(f"{where(cell)}: an output is neither text nor an SVG figure but {kinds}: {reason}")
        if sign := CONTROL.search(text):
            reason = "print plain text, without colours or lines that are overwritten"
            raise PageError(f"{where(cell)}: printed the control character {sign[0]!r}: {reason}")
        found.append(text.rstrip())
    return found


def printed(cell: NotebookNode) -> list[str]:
    """What a cell prints, one block for each output."""
    if cell.metadata.get("live"):
        return [f"{LIVE_OUTPUT[0]}{html.escape(text, quote=False)}{LIVE_OUTPUT[1]}" for text in texts(cell)]
    return [fenced(text, " {.text .output}") for text in texts(cell)]


def fenced(text: str, kind: str) -> str:
    """A Markdown code block with this text, which may itself contain fences."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{kind}\n{text}\n{fence}"


def figure(
    cell: NotebookNode,
    caption: NotebookNode,
    colours: dict[str, str],
    prefix: str,
    images: dict[str, bytes] | None,
) -> str:
    """The figures of one cell, side by side if they fit, above their common caption.

    Their image files are added to `images`; without it the images stay in the figures.
    """
    alt = caption.metadata["alt"].strip()
    if not alt or not caption.source.strip():
        raise PageError(f"{where(caption)}: a figure needs both a caption and an alt text")
    labels: dict[str, str] = caption.metadata.get("labels", {})
    live = "live" in cell.metadata
    stage = STAGE if live else "{}"
    try:
        drawn = "".join(
            stage.format(page_svg(svg, colours, f"{prefix}{i}", labels, live=live))
            for i, svg in enumerate(pictures(cell))
        )
    except FigureError as error:
        raise PageError(f"{where(caption)}: {error}") from None
    for word, translation in labels.items():
        if f">{html.escape(translation, quote=False)}<" not in drawn:
            raise PageError(f"{where(caption)}: there is no text {word!r} in the figure to translate")
    if images is not None:
        drawn, files = without_images(drawn)
        images |= files
    return (
        '<figure markdown="1">\n'
        f'<div class="pictures" role="img" aria-label="{html.escape(alt)}" data-search-exclude>{drawn}</div>\n'
        f"{CAPTION}\n\n{prose(caption)}\n\n</figcaption>\n</figure>"
    )
