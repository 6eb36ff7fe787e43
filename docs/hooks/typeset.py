"""Converts an executed notebook to the Markdown of one language. Plain functions, independent of MkDocs.

`typeset` writes a whole page, `exercises` only its exercises and answers, for another page.

A page is a list of cells. Prose has a language, ``lang="en"`` or ``lang="zh-TW"``, and comes in twins; code is shared.
Code that draws figures is followed by twins with ``alt="..."``, whose text is the caption; code that only draws is
folded under its figure, but for ``open=1`` and in an answer; ``fold=1`` folds other code. Cells with ``answer=1`` are
folded together, code with ``check=1`` under a line that counts its asserts. ``vary="lr step_num"`` on code marks the
numbers assigned to these names as changeable. ``live="name"`` on code makes it a live block, in which figures, dials,
and result come before the code, and connects it to the listing of that name in the page's module in
``assets/live/pages``, which recomputes all of it when a number changes; with ``dials="lr"``, only these settings have a
dial, since the others are dragged in the figure. Prose with ``live="name"`` stands before or
after its figures. Prose with ``closer="Its title"`` begins a folded part, to which the cells after it with ``closer=1``
belong. Prose with ``guess=1`` is a question and a list of choices, each with its answer after a colon, folded.
``top=1`` on code of a live block shows the block under the title of the page, before the sections that define what its
code uses. ``comments={"newest first": "最新的在前"}`` on code gives its comments and docstrings in Chinese; all else in
the listing, and so what runs, is the same in both languages. Code with ``write="w == 2"`` is the beginning of what an
exercise asks for, and the expression is true of a right end. Code with ``edit=0`` prints other digits in the page, and
is not edited there.
"""

from __future__ import annotations

import ast
import html
import posixpath
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count, pairwise

import jupytext
import nbformat
from nbformat import NotebookNode

from listing import ListingError, listing, numbers, translated
from slices import Page
from svg import FigureError, page_svg, without_images
from values import where

ANSWER = {"en": "Answer", "zh-TW": "解答"}
DRAWN = {"en": ("How this figure is drawn", "How these figures are drawn"), "zh-TW": ("這張圖怎麼畫", "這幾張圖怎麼畫")}
"""The line above folded code that draws one figure, or several."""
PROGRAM = {"en": "The program", "zh-TW": "程式"}
"""The line above other folded code."""
CLOSER = {"en": "A closer look: {}", "zh-TW": "深入一點：{}"}
TWO_COLONS = re.compile("^(深入一點)：([^：]+)：")
"""A Chinese title with a colon of its own: what stands before that goes into brackets."""
CHOICE = re.compile(r"^- \[([ x])\] (.+?)(?:: |：)(.+(?:\n(?:    .*|))*)", re.MULTILINE)
"""A choice of a guess, with its answer: ``- [x] Longer: because ...``, x if it is right."""
SETS = re.compile(r"\[(.+)\]\((\?\S+)\)")
"""A choice that sets numbers of a live block: ``- [ ] [10 pushes](?pushes.beta=0.9): ...``."""
VERDICT = {"en": ("Not so.", "Right."), "zh-TW": ("不對。", "對。")}
"""How the answer to a wrong choice begins, and the answer to the right one, so that colour is not the only sign."""
INDENT = re.compile(r"^    ", re.MULTILINE)
CHECKED = {"en": ("✓ 1 check", "✓ {} checks"), "zh-TW": ("✓ 1 項檢查通過", "✓ {} 項檢查通過")}
"""The line above folded code with one assert, or with several."""
DOWNLOADS = {
    "en": "Download this page: [notebook]({name}.ipynb), [Python script]({name}.py).",
    "zh-TW": "下載這一頁：[notebook]({name}.ipynb)、[Python 程式]({name}.py)。",
}
UNTRANSLATED = {"en": "*Not yet in English:*", "zh-TW": "*這一段還沒有中文：*"}
HEADING = re.compile(r"^(#+)[ \t]+.*?(?:\{[ \t]*#([\w-]+)[ \t]*\})?[ \t]*$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)
HEADING_ID = re.compile(r"^(#+[ \t]+.*?)[ \t]*\{[ \t]*#[\w-]+[ \t]*\}[ \t]*$", re.MULTILINE)
TITLE = re.compile(r"^#[ \t]+(.*?)[ \t]*\{[ \t]*#([\w-]+)", re.MULTILINE)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Control characters."""
EXERCISE = re.compile(r"^\*\*(\d+\.)\*\*(.*)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)")

CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
WIDE = re.compile(CJK)
"""A character as wide as two others in a listing."""
CJK_LINE_END = re.compile(
    rf"({CJK}(?:[*_]+|\]\([^)\s]*\))*)\n[ \t]*(?=[*_\[]*{CJK})"
    rf"|([，。；：、？）」』])\n[ \t]*(?!\d+\. |\$\$|```|\[\^|\*\*\d+\.)(?=[\w$`\[]|[*_]+\S)"
)
"""A line break between Chinese characters, also across link or emphasis markup, or after full-width punctuation."""
PERCENT = re.compile(r"(?<=\d) (?=%)")
CODE = re.compile(r"(`[^`\n]*`|\$[^$]*\$)")
"""Inline code and formulas, whose text must not change."""
LOCAL_LINK = re.compile(CODE.pattern + r"|\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?!\w+:)[^)]*\)(?:\{[^}]*\})?")

CAPTION = '<figcaption markdown="1">'

LIVE_OUTPUT = (
    '<div class="text output highlight"><pre><code><output>',
    '</output></code></pre></div>\n<div class="live-bar"></div>',
)
"""Wraps the output of a live listing. The bar is for the script's messages and reset button."""

STAGE = {False: "{}", True: '<div class="stage">{}</div>'}
"""Wraps a live picture: the containing block of its drag handle."""

IN_HEADER = {ord(sign): f"&#{ord(sign)};" for sign in "\n\\{}`"}
"""What the header of a code block cannot contain."""

MAX_COLUMNS = 75
"""Longer lines of code would overflow the page on a desktop."""

MAX_FIRST_COLUMNS = 71
"""A longer first line would run under the copy button."""


class PageError(Exception):
    """A page breaks one of the rules above; the message names the cell."""


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
        notebook: executed, with the cells described above.
        name: file name of the downloads, without extension; a page without code has none.
        language: the one to keep.
        languages: all languages of the page, in the order of the twins.
        colours: CSS value of each colour of a figure, from `svg.palette`.
        install: the command that installs gdbook, such as ``pip install gdbook``, for the downloads.

    Raises:
        PageError: prose without a twin, or whose headings or kind differ from its twin's; a heading without an id; a
            figure without caption or alternative text, or with a colour outside the style; a label that is not in the
            figure; a name in `vary` without a number; a line of code that is too long; an output that is not plain text
            or a figure, or contains control characters.
    """
    check_prose(notebook, languages)
    cells = of_language(notebook, language)
    fold = f'<details class="answer" markdown="1">\n<summary>{ANSWER[language]}</summary>'
    images: dict[str, bytes] = {}
    shown = with_top_first(with_captions(with_needs(cells)))
    parts = body(shown, colours, "f", fold, "</details>", images, language)
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
    cells = deepcopy(of_language(notebook, language))
    shown: list[tuple[NotebookNode, NotebookNode | None]] = []
    title = identity = ""
    for cell, caption in with_captions(cells):
        if cell.cell_type == "markdown":
            if named := TITLE.search(cell.source):
                title, identity = named.groups()
            if exercise := EXERCISE.search(cell.source):
                cell.source = f"**[{exercise[1]}]({page}#exercises)**" + rebased(exercise[2], page)
            elif "answer" in cell.metadata:
                cell.source = rebased(cell.source, page)
            else:
                continue
        elif "answer" not in cell.metadata:
            continue
        shown.append((cell, caption))
    fold = '<div class="answer no-copy" data-search-exclude markdown="1">'  # found on its own page
    parts = body(shown, colours, f"{identity}-f", fold, "</div>", None, language)
    return "\n\n".join([f"## {title} {{#{identity}}}", *parts]) if parts else ""


def rebased(text: str, page: str) -> str:
    """The text with links relative to `page` made relative to the page from which `page` is that path."""
    folder = posixpath.dirname(page)

    def moved(link: re.Match[str]) -> str:
        is_here = not link[1] or link[1].startswith("?")
        return f"]({page}{link[1]}" if is_here else f"]({posixpath.normpath(posixpath.join(folder, link[1]))}"

    return LINK.sub(moved, text)


def body(
    cells: Iterable[tuple[NotebookNode, NotebookNode | None]],
    colours: dict[str, str],
    prefix: str,
    opening: str,
    closing: str,
    images: dict[str, bytes] | None,
    language: str,
) -> list[str]:
    """The Markdown of cells with their captions; each answer is wrapped in `opening` and `closing`.

    Image files of the figures are added to `images`; without it the images stay in the figures.
    """
    parts: list[str] = []
    block: LiveBlock | None = None
    answer = closer = None
    for number, (cell, caption) in enumerate(cells):
        live = cell.metadata.get("live")
        if block and live != block.name:
            parts += block.markdown()
            block = None
        if (closer and "closer" not in cell.metadata) or isinstance(cell.metadata.get("closer"), str):
            parts += ["</details>"] if closer else []
            closer = cell.metadata.get("closer")
            if closer:
                title = html.escape(TWO_COLONS.sub(r"\1（\2）：", CLOSER[language].format(closer)))
                parts += [f'<details class="closer" markdown="1">\n<summary>{title}</summary>']
        if cell.metadata.get("answer") != answer:
            parts += [closing] if answer else []
            answer = cell.metadata.get("answer")
            parts += [opening] if answer else []
        if live and not block:
            block = LiveBlock(live)
        content = [prose(cell)] if cell.cell_type == "markdown" else [code(cell)]
        printed = texts(cell) if cell.cell_type == "code" else []
        if cell.metadata.get("guess"):
            content = [guess(content[0], f"{prefix}-guess{number}", language)]
        if cell.metadata.get("check"):
            content, printed = [checked(cell, language), *content, *printed, "</details>"], []
        drawn: list[str] = []
        if caption:
            drawn = [figure(cell, caption, colours, f"{prefix}{number}", live=bool(live))]
            if images is not None:
                drawn[0], files = without_images(drawn[0])
                images |= files
        only_draws = bool(caption) and not printed and not {"vary", "open", "answer", "check"} & cell.metadata.keys()
        if only_draws or "fold" in cell.metadata:
            summary = DRAWN[language][len(pictures(cell)) > 1] if only_draws else PROGRAM[language]
            content = [
                f'<details class="drawing" data-search-exclude markdown="1">\n<summary>{summary}</summary>',
                *content,
                "</details>",
            ]
        if block:
            block.add(cell, content, printed, drawn)
        elif only_draws:
            parts += drawn + content
        else:
            parts += content + printed + drawn
    parts += block.markdown() if block else []
    return parts + ([closing] if answer else []) + (["</details>"] if closer else [])


@dataclass
class LiveBlock:
    """A live listing: its figures with the dials of its settings under them, what it prints, and then the code."""

    name: str
    dials: list[str] = field(default_factory=list)  # settings
    figures: list[str] = field(default_factory=list)  # and prose between them and the result
    results: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def add(self, cell: NotebookNode, content: list[str], printed: list[str], drawn: list[str]) -> None:
        for variable in cell.metadata.get("dials", cell.metadata.get("vary", "")).split():
            self.dials += [setting for _, _, setting in numbers(cell.source, variable)]
        self.figures += drawn if cell.cell_type == "code" else content
        self.codes += content if cell.cell_type == "code" else []
        self.results += printed

    def markdown(self) -> list[str]:
        dials = "".join(f'<div class="dial" data-name="{setting}"></div>' for setting in self.dials)
        strip = f'<div class="strip" data-search-exclude>{dials}</div>\n'
        shown = "\n\n".join(self.figures)
        shown = shown.replace(CAPTION, strip + CAPTION, 1) if CAPTION in shown else f"{strip}\n{shown}"
        return [f'<div data-live="{html.escape(self.name)}" markdown="1">', shown, *self.results, *self.codes, "</div>"]


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
        if any(language == known or languages.index(language) < languages.index(known) for known in group):
            end_group()
        group[language] = cell
    end_group()
    return filled, missing


def headings(cell: NotebookNode) -> list[tuple[str, str]]:
    """Level (as #, ##, ...) and id of each heading in a prose cell."""
    return HEADING.findall(FENCE.sub("", cell.source))


def role(cell: NotebookNode) -> tuple[object, ...]:
    guessed = [right for right, _, _ in CHOICE.findall(cell.source)] if "guess" in cell.metadata else None
    return is_caption(cell), cell.metadata.get("answer"), type(cell.metadata.get("closer")), guessed


def with_formula(tex: str, notebook: NotebookNode | None) -> list[str]:
    """Where a formula between dollar signs stands: the prose cells that contain it, whatever its white space."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"] if notebook else []
    formula = f"${''.join(tex.split())}$"
    return [where(cell) for cell in cells if formula in "".join(cell.source.split())]


def of_language(notebook: NotebookNode, language: str) -> list[NotebookNode]:
    """The prose of one language, and all code, with its comments in this language."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" or cell.metadata.get("lang") == language]
    if language == "en":
        return cells
    return [
        NotebookNode({**cell, "source": translated(cell.source, cell.metadata["comments"])})
        if "comments" in cell.metadata
        else cell
        for cell in cells
    ]


def is_caption(cell: NotebookNode) -> bool:
    return "alt" in cell.metadata


def prose(cell: NotebookNode) -> str:
    """Prose without line breaks inside Chinese, which would render as spaces, and with a no-break space before %."""
    parts = re.split(f"({FENCE.pattern})", cell.source, flags=FENCE.flags)
    return "".join(part if FENCE.match(part) else joined_lines(part) for part in parts if part)


def joined_lines(text: str) -> str:
    joined = CJK_LINE_END.sub(r"\1\2", text)
    return "".join(PERCENT.sub("\u00a0", part) if i % 2 == 0 else part for i, part in enumerate(CODE.split(joined)))


def guess(text: str, name: str, language: str) -> str:
    """A question whose choices open to their answers, one at a time. Each begins with whether it is right.

    A choice that is a link opens once the numbers of the link are shown.
    """
    verdict = VERDICT[language]
    gap = " " if language == "en" else ""
    question = CHOICE.sub("", text).strip()

    def summary(choice: str) -> str:
        link = SETS.fullmatch(choice)
        sets, words = (f' data-sets="{html.escape(link[2])}"', link[1]) if link else ("", choice)
        return f'<summary markdown="span"{sets}>{words}</summary>'

    choices = [
        f'<details class="choice{" right" if right == "x" else ""}" name="{name}" markdown="1">\n'
        f"{summary(choice)}\n\n"
        f"**{verdict[right == 'x']}**{gap}{INDENT.sub('', answer).strip()}\n\n</details>"
        for right, choice, answer in CHOICE.findall(text)
    ]
    return "\n\n".join(['<div class="guess" markdown="1">', question, *choices, "</div>"])


def with_needs(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Notes on each code cell, as HTML attributes, which lines of those above it the copy button has to add."""
    listings = [cell for cell in cells if cell.cell_type == "code"]
    page = Page([cell.source for cell in listings])
    for number, cell in enumerate(listings, 1):
        own = {"data-check": cell.metadata.get("write", ""), "data-fixed": "" if cell.metadata.get("edit", 1) else "1"}
        cell.metadata["needs"] = page.needs(number).attributes(number) | own
    return cells


def with_captions(cells: list[NotebookNode]) -> list[tuple[NotebookNode, NotebookNode | None]]:
    """Pairs each cell that is not a caption with the caption that follows it, if any."""
    pairs: list[tuple[NotebookNode, NotebookNode | None]] = []
    for cell, following in pairwise([*cells, None]):
        assert cell is not None
        drew = bool(pictures(cell))
        if cell.cell_type == "code":
            check_outputs(cell)
        caption = following if following is not None and is_caption(following) else None
        if caption is not None and not drew:
            raise PageError(f"{where(caption)}: a caption must follow the code that draws its figure")
        if drew and caption is None:
            raise PageError(f"{where(cell)}: its figure needs a caption, with alt text, right after the code")
        if not is_caption(cell):
            pairs.append((cell, caption))
    return pairs


def with_top_first(
    pairs: list[tuple[NotebookNode, NotebookNode | None]],
) -> list[tuple[NotebookNode, NotebookNode | None]]:
    """The cells with the live block that has ``top=1`` moved up, to right after the first prose, the page's title."""
    names = {cell.metadata["live"] for cell, _ in pairs if "top" in cell.metadata}
    block = [pair for pair in pairs if pair[0].metadata.get("live") in names]
    others = [pair for pair in pairs if pair[0].metadata.get("live") not in names]
    after = 1 + next((i for i, (cell, _) in enumerate(others) if cell.cell_type == "markdown"), -1)
    return [*others[:after], *block, *others[after:]]


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
    """The beginning of folded code that checks something."""
    number = sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(cell.source)))
    one, several = CHECKED[language]
    summary = one if number == 1 else several.format(number)
    return f'<details class="check" data-search-exclude markdown="1">\n<summary>{summary}</summary>'


def pictures(cell: NotebookNode) -> list[str]:
    """The SVG sources of a cell's figures."""
    return [
        output.data["image/svg+xml"] for output in cell.get("outputs", []) if "image/svg+xml" in output.get("data", {})
    ]


def check_outputs(cell: NotebookNode) -> None:
    """Checks that each output of a cell is plain text or an SVG figure."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        text = output.get("text") or data.get("text/plain")
        if "image/svg+xml" in data or (output.output_type == "execute_result" and pictures(cell)):
            continue
        if not text or data.keys() - {"text/plain"}:
            kinds = ", ".join(data.keys() - {"text/plain"}) or "empty"
            reason = "print text, or draw with matplotlib and end with plt.show()"
            raise PageError(f"{where(cell)}: an output is neither text nor an SVG figure but {kinds}: {reason}")
        if sign := CONTROL.search(text):
            reason = "print plain text, without colours or lines that are overwritten"
            raise PageError(f"{where(cell)}: printed the control character {sign[0]!r}: {reason}")


def texts(cell: NotebookNode) -> list[str]:
    """The text outputs of a cell, one block each. The return value of a drawing cell is a list of artists: skipped."""
    found: list[str] = []
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/svg+xml" in data or (output.output_type == "execute_result" and pictures(cell)):
            continue
        text = output.get("text") or data["text/plain"]
        if cell.metadata.get("live"):
            found.append(f"{LIVE_OUTPUT[0]}{html.escape(text.rstrip(), quote=False)}{LIVE_OUTPUT[1]}")
        else:
            found.append(fenced(text.rstrip(), " {.text .output}"))
    return found


def fenced(text: str, kind: str) -> str:
    """A Markdown code block with this text, which may itself contain fences."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{kind}\n{text}\n{fence}"


def figure(
    cell: NotebookNode, caption: NotebookNode, colours: dict[str, str], prefix: str, *, live: bool = False
) -> str:
    """The figures of one cell, side by side if they fit, above their common caption."""
    alt = caption.metadata["alt"].strip()
    if not alt or not caption.source.strip():
        raise PageError(f"{where(caption)}: a figure needs both a caption and an alt text")
    labels: dict[str, str] = caption.metadata.get("labels", {})
    try:
        drawn = "".join(
            STAGE[live].format(page_svg(svg, colours, f"{prefix}{i}", labels, live=live))
            for i, svg in enumerate(pictures(cell))
        )
    except FigureError as error:
        raise PageError(f"{where(caption)}: {error}") from None
    for word, translation in labels.items():
        if f">{html.escape(translation, quote=False)}<" not in drawn:
            raise PageError(f"{where(caption)}: there is no text {word!r} in the figure to translate")
    return (
        '<figure markdown="1">\n'
        f'<div class="pictures" role="img" aria-label="{html.escape(alt)}" data-search-exclude>{drawn}</div>\n'
        f"{CAPTION}\n\n{prose(caption)}\n\n</figcaption>\n</figure>"
    )


def without_local_links(text: str) -> str:
    """The text with links to other pages, which a download cannot resolve, replaced by their labels."""
    return LOCAL_LINK.sub(lambda found: found[1] or found[2], text)


INSTALL = """\
try:
    import gdbook
except ModuleNotFoundError:
    %{install}"""


def downloads(cells: list[NotebookNode], name: str, install: str) -> dict[str, str | bytes]:
    """The page as an executed notebook and as a script, in the language of the cells; both begin with `install`."""
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    )
    run = count(1)
    kept = [cell for cell in cells if cell.cell_type == "code" or "live" not in cell.metadata]  # without controls
    for number, cell in enumerate(kept, 1):
        plain = deepcopy(cell)
        plain.id = f"cell-{number}"
        plain.metadata = nbformat.NotebookNode()
        if plain.cell_type == "markdown":
            plain.source = without_local_links(HEADING_ID.sub(r"\1", plain.source))
        else:
            plain.execution_count = next(run)
        notebook.cells.append(plain)
    first = nbformat.v4.new_code_cell(f"# {install}", id="install")
    notebook.cells.insert(0, first)
    script = jupytext.writes(notebook, fmt="py:percent")
    first.source = INSTALL.format(install=install)
    return {f"{name}.ipynb": nbformat.writes(notebook) + "\n", f"{name}.py": script}
