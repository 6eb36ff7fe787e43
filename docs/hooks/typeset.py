"""Writes an executed notebook as the Markdown of one language. Plain functions, independent of MkDocs.

`typeset` writes a whole page, `exercises` only its exercises and answers, for another page. The notebook comes from
values.py, with the outputs of execute.py; notebooks.py hands the Markdown to MkDocs. On the way the prose of one
language is chosen (twins.py), each listing is told what its copy needs (slices.py), each figure gets its caption, and
each cell is set: prose (paragraphs.py), code (listing.py), and outputs (outputs.py). `body` then folds and groups them.
"""

import ast
import html
import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import TypeAlias

from nbformat import NotebookNode

from cells import PageError, is_caption, pictures, where
from downloads import downloads
from listing import ListingError, listing, numbers
from outputs import CAPTION, fenced, figure, printed, texts
from paragraphs import CJK, guess, prose
from slices import Page
from twins import check_prose, of_language

ANSWER = {"en": "Answer", "zh-TW": "解答"}
DRAWN = {"en": ("How this figure is drawn", "How these figures are drawn"), "zh-TW": ("這張圖怎麼畫", "這幾張圖怎麼畫")}
"""The line above folded code that draws one figure, or several."""
PROGRAM = {"en": "The program", "zh-TW": "程式"}
"""The line above other folded code."""
CLOSER = {"en": "A closer look: {}", "zh-TW": "深入一點：{}"}
TWO_COLONS = re.compile("^(深入一點)：([^：]+)：")
"""A Chinese title with a colon of its own: what stands before that goes into brackets."""
CHECKED = {"en": ("✓ 1 check", "✓ {} checks"), "zh-TW": ("✓ 1 項檢查通過", "✓ {} 項檢查通過")}
"""The line above folded code with one assert, or with several."""
DOWNLOADS = {
    "en": "Download this page: [notebook]({name}.ipynb), [Python script]({name}.py).",
    "zh-TW": "下載這一頁：[notebook]({name}.ipynb)、[Python 程式]({name}.py)。",
}
TITLE = re.compile(r"^#[ \t]+(.*?)[ \t]*\{[ \t]*#([\w-]+)", re.MULTILINE)
EXERCISE = re.compile(r"^\*\*(\d+\.)\*\*(.*)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)")
WIDE = re.compile(CJK)
"""A character as wide as two others in a listing."""
IN_HEADER = {ord(sign): f"&#{ord(sign)};" for sign in "\n\\{}`"}
"""What the header of a code block cannot contain."""
MAX_COLUMNS = 75
"""Longer lines of code would overflow the page on a desktop."""
MAX_FIRST_COLUMNS = 71
"""A longer first line would run under the copy button."""
Pair: TypeAlias = tuple[NotebookNode, NotebookNode | None]
"""A cell, and the caption of its figures."""


@dataclass(frozen=True)
class Typeset:
    """One page in one language: its Markdown, and the files to put beside it."""

    markdown: str
    files: dict[str, str | bytes]


def typeset(
    notebook: NotebookNode, *, name: str, language: str, languages: list[str], colours: dict[str, str], install: str
) -> Typeset:
    """The Markdown of an executed notebook in one language, with its downloads.

    Args:
        notebook: executed; CONTRIBUTING.md describes its cells.
        name: file name of the downloads, without extension; a page without code has none.
        language: the one to keep.
        languages: all languages of the page, in the order of the twins.
        colours: CSS value of each colour of a figure, from `svg.palette`.
        install: the command that installs gdbook, such as ``pip install gdbook``, for the downloads.

    Raises:
        PageError: a rule about the prose, the code or the outputs is broken; the message names the cell.
    """
    check_prose(notebook, languages)
    cells = of_language(notebook, language)
    images: dict[str, bytes] = {}
    look = Look(language, colours, "f", images)
    pairs = with_top_first(with_captions(with_needs(cells)))
    parts = body(pairs, look, lambda parts: folded('class="answer"', ANSWER[language], parts))
    if all(cell.cell_type == "markdown" for cell in cells):
        return Typeset("\n\n".join(parts), {})  # no code, so no downloads
    parts.append(f"{DOWNLOADS[language].format(name=name)}\n{{: .downloads }}")
    return Typeset("\n\n".join(parts), images | downloads(cells, name, install))


def exercises(notebook: NotebookNode, *, page: str, language: str, colours: dict[str, str]) -> str:
    """The exercises of an executed page with unfolded answers, to be shown on another page.

    Args:
        notebook: executed; an exercise extends from its number, such as ``**1.**``, to the end of the cell.
        page: the path to the page from the one that shows the exercises; each number links to it.
        language: the one to keep.
        colours: as for `typeset`.

    Returns:
        Markdown, with the title of the page as a heading; empty if the page has no exercises. The code has no copy
        button: it goes on where that of its page ends, so it can be copied there, with what it needs.
    """
    pairs: list[Pair] = []
    title = identity = ""
    for cell, caption in with_captions(of_language(notebook, language)):
        is_prose = cell.cell_type == "markdown"
        if is_prose and (named := TITLE.search(cell.source)):
            title, identity = named.groups()
        if is_prose and (exercise := EXERCISE.search(cell.source)):
            cell.source = f"**[{exercise[1]}]({page}#exercises)**" + rebased(exercise[2], page)
        elif "answer" not in cell.metadata:
            continue
        elif is_prose:
            cell.source = rebased(cell.source, page)
        pairs.append((cell, caption))
    opening = '<div class="answer no-copy" data-search-exclude markdown="1">'  # found on its own page
    look = Look(language, colours, f"{identity}-f", None)
    parts = body(pairs, look, lambda parts: [opening, *parts, "</div>"])
    return "\n\n".join([f"## {title} {{#{identity}}}", *parts]) if parts else ""


def rebased(text: str, page: str) -> str:
    """The text with links relative to `page` made relative to the page from which `page` is that path."""
    folder = posixpath.dirname(page)

    def moved(link: re.Match[str]) -> str:
        is_here = not link[1] or link[1].startswith("?")
        return f"]({page}{link[1]}" if is_here else f"]({posixpath.normpath(posixpath.join(folder, link[1]))}"

    return LINK.sub(moved, text)


def with_needs(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Notes on each code cell, as HTML attributes, which lines of those above it the copy button has to add."""
    listings = [cell for cell in cells if cell.cell_type == "code"]
    page = Page([cell.source for cell in listings])
    for number, cell in enumerate(listings, 1):
        own = {"data-check": cell.metadata.get("write", ""), "data-fixed": "" if cell.metadata.get("edit", 1) else "1"}
        cell.metadata["needs"] = page.needs(number).attributes(number) | own
    return cells


def with_captions(cells: list[NotebookNode]) -> list[Pair]:
    """Pairs each cell that is not a caption with the caption that follows it, if any."""
    pairs: list[Pair] = []
    for cell, following in pairwise([*cells, None]):
        assert cell is not None
        texts(cell)  # raises where an output cannot be shown
        caption = following if following is not None and is_caption(following) else None
        if caption is not None and not pictures(cell):
            raise PageError(f"{where(caption)}: a caption must follow the code that draws its figure")
        if pictures(cell) and caption is None:
            raise PageError(f"{where(cell)}: its figure needs a caption, with alt text, right after the code")
        if not is_caption(cell):
            pairs.append((cell, caption))
    return pairs


def with_top_first(pairs: list[Pair]) -> list[Pair]:
    """The cells with the live block that has ``top=1`` moved up, to right after the first prose, the page's title."""
    names = {cell.metadata["live"] for cell, _ in pairs if "top" in cell.metadata}
    block = [pair for pair in pairs if pair[0].metadata.get("live") in names]
    others = [pair for pair in pairs if pair[0].metadata.get("live") not in names]
    after = 1 + next((i for i, (cell, _) in enumerate(others) if cell.cell_type == "markdown"), -1)
    return [*others[:after], *block, *others[after:]]


@dataclass(frozen=True)
class Look:
    """How the cells of a page are set."""

    language: str
    colours: dict[str, str]
    prefix: str  # of the ids in figures
    images: dict[str, bytes] | None  # where image files of figures are added; else the images stay in the figures


@dataclass(frozen=True)
class Shown:
    """A cell in Markdown: its prose or code, what that prints, and its figures."""

    cell: NotebookNode
    closer: tuple[int, str]  # its folded part, by number and title; the title is empty outside
    content: list[str]
    printed: list[str]
    drawn: list[str]
    only_draws: bool


def body(pairs: Iterable[Pair], look: Look, answer: Callable[[list[str]], list[str]]) -> list[str]:
    """The Markdown of cells: closer looks contain answers, each wrapped by `answer`, and these contain live blocks."""
    cells: list[Shown] = []
    closer = outside = (0, "")
    for number, (cell, caption) in enumerate(pairs):
        match cell.metadata.get("closer"):
            case str() as title:
                closer = (number, title)
            case None:
                closer = outside
        cells.append(show(cell, caption, number, closer, look))
    parts: list[str] = []
    for (_, title), part in groupby(cells, lambda each: each.closer):
        inner: list[str] = []
        for answered, run in groupby(part, lambda each: each.cell.metadata.get("answer")):
            blocks: list[str] = []
            for live, block in groupby(run, lambda each: each.cell.metadata.get("live")):
                together = list(block)
                if live:
                    blocks += live_block(live, together, look.language)
                else:
                    blocks += chain.from_iterable(plain_block(shown, look.language) for shown in together)
            inner += answer(blocks) if answered else blocks
        summary = html.escape(TWO_COLONS.sub(r"\1（\2）：", CLOSER[look.language].format(title)))
        parts += folded('class="closer"', summary, inner) if title else inner
    return parts


def show(cell: NotebookNode, caption: NotebookNode | None, number: int, closer: tuple[int, str], look: Look) -> Shown:
    keys, language = cell.metadata, look.language
    if cell.cell_type == "markdown":
        text = prose(cell)
        if keys.get("guess"):
            text = guess(text, f"{look.prefix}-guess{number}", language)
        return Shown(cell, closer, [text], [], [], False)
    content, results = [code(cell)], printed(cell)
    drawn = [figure(cell, caption, look.colours, f"{look.prefix}{number}", look.images)] if caption else []
    only_draws = bool(caption) and not results and not {"vary", "open", "answer", "check"} & keys.keys()
    if keys.get("check"):
        content, results = folded('class="check" data-search-exclude', checked(cell, language), content + results), []
    if "fold" in keys and not only_draws:
        content = drawing(PROGRAM[language], content)
    return Shown(cell, closer, content, results, drawn, only_draws)


def folded(attributes: str, summary: str, parts: list[str]) -> list[str]:
    """Parts under a line that opens them."""
    return [f'<details {attributes} markdown="1">\n<summary>{summary}</summary>', *parts, "</details>"]


def drawing(summary: str, parts: list[str]) -> list[str]:
    return folded('class="drawing" data-search-exclude', summary, parts)


def coded(cells: list[Shown], language: str) -> list[str]:
    """Code in its order, with what only draws folded under one line where it stands together."""
    parts: list[str] = []
    for only_draws, run in groupby(cells, lambda each: each.only_draws):
        together = list(run)
        content = [part for shown in together for part in shown.content]
        several = sum(len(pictures(shown.cell)) for shown in together) > 1
        parts += drawing(DRAWN[language][several], content) if only_draws else content
    return parts


def code(cell: NotebookNode) -> str:
    for number, line in enumerate(cell.source.splitlines()):
        most = MAX_COLUMNS if number else MAX_FIRST_COLUMNS
        if len(line) + len(WIDE.findall(line)) > most:
            raise PageError(f"{where(cell)}: a line of code has more than {most} columns: {line!r}")
    names = cell.metadata.get("vary", "").split()
    needs = {name: html.escape(value).translate(IN_HEADER) for name, value in cell.metadata.get("needs", {}).items()}
    attributes = "".join(f' {name}="{value}"' for name, value in needs.items() if value)
    if not names:
        return fenced(cell.source, f"{{.python{attributes}}}")
    try:
        return listing(cell.source, names, attributes)
    except ListingError as error:
        raise PageError(f"{where(cell)}: {error}") from None


def checked(cell: NotebookNode, language: str) -> str:
    """The line above folded code that checks something."""
    number = sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(cell.source)))
    one, several = CHECKED[language]
    return one if number == 1 else several.format(number)


def plain_block(shown: Shown, language: str) -> list[str]:
    """A cell in the order in which it is read: code that only draws comes after its figure."""
    content = coded([shown], language)
    return shown.drawn + content if shown.only_draws else content + shown.printed + shown.drawn


def live_block(name: str, cells: list[Shown], language: str) -> list[str]:
    """A live listing: its figures with the dials of its settings under them, what it prints, and then the code."""
    dials = ""
    figures: list[str] = []  # and prose between them and the result
    results: list[str] = []
    for shown in cells:
        keys, source = shown.cell.metadata, shown.cell.source
        for variable in keys.get("dials", keys.get("vary", "")).split():
            for _, _, setting in numbers(source, variable):
                dials += f'<div class="dial" data-name="{setting}"></div>'
        is_code = shown.cell.cell_type == "code"
        figures += shown.drawn if is_code else shown.content
        results += shown.printed
    strip = f'<div class="strip" data-search-exclude>{dials}</div>\n'
    text = "\n\n".join(figures)
    text = text.replace(CAPTION, strip + CAPTION, 1) if CAPTION in text else f"{strip}\n{text}"
    codes = coded([shown for shown in cells if shown.cell.cell_type == "code"], language)
    return [f'<div data-live="{html.escape(name)}" markdown="1">', text, *results, *codes, "</div>"]
