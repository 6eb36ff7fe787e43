"""Takes the outputs of a page from execute.py to its HTML: what a cell prints, and its figures with their caption.

`with_outputs` puts them into the notebook, typeset.py asks for their Markdown, and the figures, drawn in the page's
colours by svg.py, wait for the HTML.
"""

import html
import re
from copy import deepcopy

from nbformat import NotebookNode, from_dict

from cells import PageError, code_cells, is_caption, is_hidden, pictures, where
from execute import Outputs, as_text, raised
from paragraphs import prose
from svg import FigureError, page_svg, without_images

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Control characters."""
PICTURES = re.compile(r'^<div class="pictures" .*?</div>(?=\n<figcaption)', re.DOTALL | re.MULTILINE)
FIGURE = re.compile(r"<svg .*?</svg>", re.DOTALL)
PLACEHOLDER = "<svg></svg>"
CAPTION = '<figcaption markdown="1">'
LIVE_OUTPUT = (
    '<div class="text output highlight"><pre><code><output>',
    '</output></code></pre></div>\n<div class="live-bar"></div>',
)
"""Wraps the output of a live listing. The bar is for the script's messages and reset button."""

FIRST_SHOWN = {"en": "As first shown. {}", "zh-TW": "一開始的樣子。{}"}
"""What the alt text of a figure describes whose numbers a reader can change."""
NARROW = 480
"""Pixels; beside pictures that are no wider together there is room for the caption."""
STAGE = '<div class="stage">{}</div>'
"""Wraps a live picture: the containing block of its drag handle."""


def with_outputs(notebook: NotebookNode, outputs: Outputs | None) -> NotebookNode:
    """The notebook with the outputs of its code cells, None if they did not run.

    Captions of figures that were not drawn, because their code did not run to its end, are left out.
    """
    executed = deepcopy(notebook)
    for cell, those in zip(code_cells(executed), outputs or [], strict=bool(outputs)):
        cell.outputs = [from_dict(as_text(output)) for output in those]
    if outputs is None or raised(outputs):
        kept: list[NotebookNode] = []
        drew = False
        for cell in executed.cells:
            if cell.cell_type == "code" and not is_hidden(cell):
                drew = bool(pictures(cell))
            if drew or not is_caption(cell):
                kept.append(cell)
        executed.cells = kept
    return executed


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
    cell: NotebookNode, caption: NotebookNode, colours: dict[str, str], prefix: str, images: dict[str, bytes] | None
) -> str:
    """The figures of one cell, side by side if they fit, above their common caption.

    Their image files are added to `images`; without it the images stay in the figures.
    """
    alt = caption.metadata["alt"].strip()
    if not alt or not caption.source.strip():
        raise PageError(f"{where(caption)}: a figure needs both a caption and an alt text")
    labels: dict[str, str] = caption.metadata.get("labels", {})
    live = "live" in cell.metadata
    if live:
        alt = FIRST_SHOWN[caption.metadata["lang"]].format(alt)
    try:
        each = [page_svg(svg, colours, f"{prefix}{i}", labels, live=live) for i, svg in enumerate(pictures(cell))]
    except FigureError as error:
        raise PageError(f"{where(caption)}: {error}") from None
    drawn = "".join(map(STAGE.format, each) if live else each)
    for word, translation in labels.items():
        if f">{html.escape(translation, quote=False)}<" not in drawn:
            raise PageError(f"{where(caption)}: there is no text {word!r} in the figure to translate")
    if images is not None:
        drawn, files = without_images(drawn)
        images |= files
    wide = sum(float(width) for width in re.findall(r'<svg [^>]*?\bwidth="([\d.]+)', drawn))
    narrow = ' class="narrow"' if wide <= NARROW else ""
    return (
        f'<figure{narrow} markdown="1">\n'
        f'<div class="pictures" role="img" aria-label="{html.escape(alt)}" data-search-exclude>{drawn}</div>\n'
        f"{CAPTION}\n\n{prose(caption)}\n\n</figcaption>\n</figure>"
    )


def without_figures(markdown: str) -> tuple[str, list[str]]:
    """The Markdown of a page with placeholders for its figures, and the figures: parsing them would take Markdown and
    the search index half of the build time.
    """
    drawn: list[str] = []

    def take_out(pictures: re.Match[str]) -> str:
        drawn.extend(FIGURE.findall(pictures[0]))
        return FIGURE.sub(PLACEHOLDER, pictures[0])

    return PICTURES.sub(take_out, markdown), drawn


def with_figures(page: str, drawn: list[str]) -> tuple[str, str]:
    """The HTML of a page with its figures in place of the placeholders, and what is wrong with their number."""
    places = page.count(PLACEHOLDER)
    problem = f"drew {len(drawn)} figures but shows {places}" if places != len(drawn) else ""
    figures = iter(drawn)
    return re.sub(PLACEHOLDER, lambda _: next(figures, ""), page), problem
