"""Markdown that another reader would show otherwise than the site, and what is said of it."""

import pytest
from cells import PageError, parse
from checks import check_cells
from portable import misread

EN = '<!-- #region lang="en" -->\n{}\n<!-- #endregion -->\n'
INDENT = "indent by 4 spaces what belongs to an item of a list"
BAR = "write \\lvert x \\rvert or \\mid"
MISREAD = [
    ("- a\n  - b", INDENT),
    ("1. a\n   - b", INDENT),
    ("1. a\n\n   more", INDENT),
    ("- a\n    - b\n      - c", "indent by 8 spaces"),
    ("- a\n\n  $$x$$", INDENT),
    ("> - a\n>   - b", INDENT),
    ("!!! note\n    - a\n      - b", INDENT),
    ("Three kinds:\n- a", "write a blank line before '- a'"),
    ("Three kinds:\n1. a", "write a blank line before '1. a'"),
    ("- a\n1. b", "write a blank line before '1. b'"),
    ("- a\n```\nb\n```", "write a blank line before '```'"),
    ("- a\n> b", "write a blank line before '> b'"),
    ("- a\n---", "write a blank line before '---'"),
    ("- a\n\n* b", "two lists are taken for one: begin '* b' with -"),
    ("- a\n\n    Three kinds:\n    - b", "write a blank line before '- b'"),
    ("1) a", "write 1. in '1) a'"),
    ("text\n| a | b |\n|---|---|\n| 1 | 2 |", "write a blank line before '| a | b |'"),
    ("| a | b |\n|---|---|\n| $|x|$ | 2 |", BAR),
    ("| a | b |\n|---|---|\n| $\\|x\\|$ | 2 |", BAR),
    ("| a | b |\n|---|---|\n| `a|b` | 2 |", BAR),
    ("| $|x|$ | b |\n|---|---|\n| 1 | 2 |", "no table"),
    ("So $$x=1$$ holds", "write $x$ without spaces inside"),
    ("is $ y $ here", "write $x$ without spaces inside"),
    ("[is $ y $](other.md)", "write $x$ without spaces inside"),
    ("is $y $ here", "write $x$ without spaces inside"),
    ("is:\n$$\ny\n$$", "$$x$$ between blank lines"),
    ("$$\ny\n$$\nis", "write a blank line before 'is'"),
    ("costs $5", "\\$ for a dollar"),
    ("\\(x\\)", "write $x$"),
    ("\\[\nx\n\\]", "write $x$"),
    ("\\begin{align}\nx\n\\end{align}", "write $$ before and after it"),
    ("```mermaid\ngraph\n```", "a block of 'mermaid' is not understood"),
    ("```{note}\ntext\n```", "a block of '{note}' is not understood"),
    ("~~~\ntext\n~~~", "a block between ~~~: write ```"),
    ("```\ntext", "has no end: write ```"),
    ("text\n\n    code", "'code' is indented as code is"),
    ("Title\n=====", "underlined with =: write ##"),
    ("Title\n---", "underlined with -: write ##"),
    ("#Title", "a heading without a space after #"),
    ("> [!NOTE]\n> text", "write !!! note"),
    (":::{note}\ntext\n:::", "write !!! note"),
    ("!!! note\n  text", "must be indented by four spaces"),
    ('=== "Tab"\n  text', "must be indented by four spaces"),
    ('=== "Tab"\n\n    is $ y $', "write $x$ without spaces inside"),
    ("a ==word==", "write *emphasis*"),
    ("a ^^word^^", "write *emphasis*"),
    ("H~2~O", "write a formula"),
    ("x^2^", "write a formula"),
    ("see :smile:", "write the character"),
    ("see https://example.org", "write <https://example.org>"),
    ("line\\\nline", "write <br>"),
    ("[TOC]", "table of contents"),
]


@pytest.mark.parametrize(("source", "message"), MISREAD)
def test_markdown_that_other_readers_show_differently_is_found(source: str, message: str) -> None:
    with pytest.raises(PageError, match=r"^cell 1 \(") as caught:
        check_cells(parse(EN.format(source)), {})
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        "- a\n    - b\n\n        more\n\n1. c\n    1. d",
        "- a\n  that goes on\n- b\n\n    ```sh\n    ls\n    ```",
        "is $y$, $|x|$ and \\$5:\n\n$$\n- a\n= b\n$$\n\n- c",
        "| a | b |\n|---|---|\n| $\\lvert x \\rvert$ | `c` |",
        '=== "One"\n\n    - [ ] a\n    - [x] b\n\n=== "Two"\n\n    ~~b~~',
        "!!! note\n    text\n\n??? note\n    - a",
        "Word\n:   what it means\n{: .terms }",
        "a == b, C++ and C++, 10:30, ~5, `$`, `==a==`, <https://a.org>, [https://a.org](https://a.org)",
        "::: gdbook.descent\n    options:\n        heading_level: 3",
        "<!-- a comment -->\n| a | b |\n|---|---|\n| 1 | 2 |",
    ],
)
def test_markdown_that_is_understood_everywhere_is_accepted(source: str) -> None:
    assert misread(source) is None
