"""Writes the Markdown of one cell of prose."""

import html
import re

from nbformat import NotebookNode

from cells import CHOICE, FENCE

SETS = re.compile(r"\[(.+)\]\((\?\S+)\)")
"""A choice that sets numbers of a live block: ``- [ ] [10 pushes](?pushes.beta=0.9): ...``."""
VERDICT = {"en": ("Not so.", "Right."), "zh-TW": ("不對。", "對。")}
"""How the answer to a wrong choice begins, and the answer to the right one, so that colour is not the only sign."""
INDENT = re.compile(r"^    ", re.MULTILINE)
CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
CJK_LINE_END = re.compile(
    rf"({CJK}(?:[*_]+|\]\([^)\s]*\))*)\n[ \t]*(?=[*_\[]*{CJK})"
    rf"|([，。；：、？）」』])\n[ \t]*(?!\d+\. |\$\$|```|\[\^|\*\*\d+\.)(?=[\w$`\[]|[*_]+\S)"
)
"""A line break between Chinese characters, also across link or emphasis markup, or after full-width punctuation."""
PERCENT = re.compile(r"(?<=\d) (?=%)")
CODE = re.compile(r"(`[^`\n]*`|\$[^$]*\$)")
"""Inline code and formulas, whose text must not change."""


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
