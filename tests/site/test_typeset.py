"""The conversion from notebook to Markdown, without MkDocs."""

import json
import re

import jupytext
import pytest
from cells import PageError
from nbformat import NotebookNode, from_dict
from typeset import exercises, typeset

COLOURS = {"#000000": "currentColor", "#ff0000": "var(--gd-c0)"}
LANGUAGES = ["en", "zh-TW"]
SETTINGS = {"name": "page", "languages": LANGUAGES, "colours": COLOURS, "install": "pip install gdbook"}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36" version="1.1">'
    '<g id="figure_1"><path d="M 0 0 \nL 1.25 2.5 \n" style="stroke: #ff0000"/><text>step k</text></g></svg>'
)
TWINS = """\
<!-- #region lang="en" -->
# Title {#title}
<!-- #endregion -->

<!-- #region lang="zh-TW" -->
# 標題 {#title}
<!-- #endregion -->

"""
CAPTIONS = """
<!-- #region lang="en" alt="a line" -->
The caption.
<!-- #endregion -->

<!-- #region lang="zh-TW" alt="一條線" labels={"step k": "第 k 步"} -->
圖說。
<!-- #endregion -->
"""


def page(source: str, *outputs: list[dict[str, object]]) -> NotebookNode:
    """A notebook from the source of a page, with these outputs for its code cells."""
    notebook = jupytext.reads(source, fmt="md")
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = str(number)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, given in zip(code, outputs, strict=True):
        cell.outputs = [from_dict(output) for output in given]
    return notebook


def markdown(notebook: NotebookNode, language: str = "en") -> str:
    return typeset(notebook, language=language, **SETTINGS).markdown


def printed(text: str) -> dict[str, object]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def drawn(svg: str = SVG) -> dict[str, object]:
    return {"output_type": "display_data", "data": {"image/svg+xml": svg, "text/plain": "<Figure>"}, "metadata": {}}


def test_each_language_gets_its_own_prose_and_the_same_code() -> None:
    notebook = page(TWINS + "```python\nprint(1)\n```\n", [printed("1\n")])
    english, chinese = markdown(notebook), markdown(notebook, "zh-TW")
    assert "# Title {#title}" in english
    assert "標題" not in english
    assert "# 標題 {#title}" in chinese
    assert '```{.python data-cell="1"}\nprint(1)\n```' in english
    assert english.count("``` {.text .output}\n1\n```") == chinese.count("``` {.text .output}\n1\n```") == 1


def test_caption_alt_text_and_labels_are_in_the_language_of_the_page() -> None:
    notebook = page(TWINS + "```python\nplot()\n```\n" + CAPTIONS, [drawn()])
    english, chinese = markdown(notebook), markdown(notebook, "zh-TW")
    assert 'role="img" aria-label="a line"' in english
    assert "<text>step k</text>" in english
    assert "<text>第 k 步</text>" in chinese
    assert "圖說。" in chinese
    assert english.index("<svg") < english.index("The caption.")


@pytest.mark.parametrize(
    ("keys", "outputs", "folded"),
    [
        ("", [drawn()], "How this figure is drawn"),
        ("", [drawn(), drawn()], "How these figures are drawn"),
        (" open=1", [drawn()], ""),
        ("", [printed("1"), drawn()], ""),
        (" answer=1", [drawn()], ""),
    ],
)
def test_code_that_only_draws_is_folded_under_its_figure(keys: str, outputs: list, folded: str) -> None:
    captions = CAPTIONS.replace('" alt', '" answer=1 alt') if "answer" in keys else CAPTIONS
    text = markdown(page(TWINS + f"```python{keys}\nplot()\n```\n" + captions, outputs))
    if folded:
        assert text.index("The caption.") < text.index(f"<summary>{folded}</summary>") < text.index("plot()")
    else:
        assert text.index("plot()") < text.index("The caption.")
        assert "are drawn" not in text
        assert "is drawn" not in text


@pytest.mark.parametrize("keys", ["", ' live="one"'])
def test_code_is_folded_on_request_and_what_it_prints_stays(keys: str) -> None:
    text = markdown(page(TWINS + f"```python{keys} fold=1\nprint(1 + 1)\n```\n", [printed("2\n")]))
    fold = text[text.index("<details") : text.index("</details>")]
    assert "<summary>The program</summary>" in fold
    assert "print(1 + 1)" in fold
    assert text.count(">2<" if keys else "\n2\n") == 1
    assert (">2<" if keys else "\n2\n") not in fold


def test_several_figures_of_one_cell_share_one_caption() -> None:
    notebook = page(TWINS + "```python\nplot()\n```\n" + CAPTIONS, [drawn(), drawn()])
    assert markdown(notebook).count("<svg") == 2
    assert markdown(notebook).count("<figure") == 1


LIVE = """\
```python live="one"
print(1)
```

```python live="one"
plot()
```
"""


def test_a_live_listing_is_one_group_with_output_bar_and_a_stage_per_figure() -> None:
    notebook = page(TWINS + LIVE + CAPTIONS, [printed("<1> & 2\n")], [drawn(), drawn()])
    for language in ("en", "zh-TW"):
        text = markdown(notebook, language)
        assert text.count('<div data-live="one" markdown="1">') == text.count("data-live") == 1
        group = text[text.index("<div data-live") : text.index("downloads")]
        assert "<output>&lt;1&gt; &amp; 2</output>" in group
        assert group.count('<div class="live-bar"></div>') == 1
        assert group.count('<div class="stage"><svg') == 2
        parts = ("<svg", 'class="strip"', "<figcaption", "<output>", "print(1)", "plot()")
        assert [group.index(part) for part in parts] == sorted(group.index(part) for part in parts)
        assert len(re.findall(r"<div\b", text)) == text.count("</div>")


def test_consecutive_live_listings_are_separate_groups() -> None:
    source = TWINS + LIVE + CAPTIONS + '\n```python live="two"\nprint(2)\n```\n\n```python\nprint(3)\n```\n'
    text = markdown(page(source, [printed("1\n")], [drawn()], [printed("2\n")], [printed("3\n")]))
    opened = [text.index(f'<div data-live="{name}"') for name in ("one", "two")]
    assert opened[0] < text.rindex("plot()") < text.index("</div>\n\n<div data-live") < opened[1]
    assert text.index("print(2)") < text.rindex("</div>") < text.index("print(3)")
    assert "``` {.text .output}\n3\n```" in text
    assert text.count("<output>") == text.count("live-bar") == 2


def test_a_live_listing_can_stand_under_the_title_and_still_has_what_runs_before_it() -> None:
    source = TWINS + "```python\ny = 2\n```\n" + LIVE.replace('"one"', '"one" top=1', 1).replace("print(1)", "print(y)")
    notebook = page(source + CAPTIONS, [], [printed("2\n")], [drawn()])
    for language in ("en", "zh-TW"):
        text = markdown(notebook, language)
        parts = ("{#title}", "<div data-live", "<svg", "<output>", "print(y)", "plot()", 'data-cell="1"', "y = 2")
        assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
        assert 'data-cell="2"' in text[text.index("<output>") : text.index("print(y)")]


def test_a_static_figure_has_no_stage() -> None:
    assert "stage" not in markdown(page(TWINS + "```python\nplot()\n```\n" + CAPTIONS, [drawn()]))


def test_prose_of_a_live_listing_comes_between_its_figure_and_the_code() -> None:
    controls = TWINS.replace('" -->', '" live="name" -->').replace("# Title {#title}", "Controls.")
    controls = controls.replace("# 標題 {#title}", "控制項。")
    source = TWINS + '```python live="name"\nplot()\n```\n' + CAPTIONS + controls
    text = markdown(page(source, [printed("1\n"), drawn()]))
    places = [
        text.index(part) for part in ("data-live", "<svg", "Controls.", "<output>", "plot()", "</div>\n\nDownload this")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("between", "folds"), [("", ["These"]), ('```python live="one"\nprint(2)\n```\n', ["This"] * 2)]
)
def test_drawing_cells_of_a_live_listing_that_stand_together_are_folded_together(
    between: str, folds: list[str]
) -> None:
    again = between + '```python live="one"\nplot(2)\n```\n' + CAPTIONS
    outputs = [[printed("1\n")], [drawn()], *([[printed("2\n")]] if between else []), [drawn()]]
    text = markdown(page(TWINS + LIVE + CAPTIONS + again, *outputs))
    summaries = {"This": "How this figure is drawn", "These": "How these figures are drawn"}
    assert re.findall(r"<summary>(.*)</summary>", text) == [summaries[fold] for fold in folds]
    assert text.index("<details") < text.index("plot()") < text.index("plot(2)") < text.rindex("</details>")


def test_the_return_value_of_a_drawing_cell_is_not_shown() -> None:
    artists = {"output_type": "execute_result", "data": {"text/plain": "[<Line2D>]"}, "metadata": {}}
    assert "Line2D" not in markdown(page(TWINS + "```python\nplot()\n```\n" + CAPTIONS, [artists, drawn()]))


def test_cells_of_one_answer_are_folded_together() -> None:
    source = TWINS + TWINS.replace('" -->', '" answer=1 -->').replace("# Title {#title}", "Because.").replace(
        "# 標題 {#title}", "因為。"
    )
    text = markdown(page(source + "```python answer=1\n1 + 1\n```\n", []))
    folded = text[text.index("<details") : text.index("</details>")]
    assert "<summary>Answer</summary>" in folded
    assert "Because." in folded
    assert "1 + 1" in folded
    assert text.count("<details") == 1


def test_chinese_lines_are_joined_without_a_space_and_english_lines_are_kept() -> None:
    source = '<!-- #region lang="en" -->\none\ntwo\n<!-- #endregion -->\n\n'
    source += '<!-- #region lang="zh-TW" -->\n梯度，\n  上坡 up\n下坡\n<!-- #endregion -->\n'
    assert "one\ntwo" in markdown(page(source))
    assert "梯度，上坡 up\n下坡" in markdown(page(source), "zh-TW")


@pytest.mark.parametrize(
    ("written", "joined"),
    [
        ("叫作*平衡效應*\n（2022）", "叫作*平衡效應*（2022）"),
        ("把[偏權值](a.md#b)\n排成一列", "把[偏權值](a.md#b)排成一列"),
        ("這是\n**梯度**。\n[步伐](a.md)", "這是**梯度**。[步伐](a.md)"),
        ("梯度\n* 步伐\n\n路徑", "梯度\n* 步伐\n\n路徑"),
        ("[path](a.md)\n步伐", "[path](a.md)\n步伐"),
        ("`f`\n步伐", "`f`\n步伐"),
        ("梯度，\n$x$ 是位置。\nAdam 除以坡度：\n`f`", "梯度，$x$ 是位置。Adam 除以坡度：`f`"),
        ("有三種：\n1. 碗\n2. 谷", "有三種：\n1. 碗\n2. 谷"),
        ("有三種：\n- 碗\n- 谷", "有三種：\n- 碗\n- 谷"),
        ("也就是：\n$$x$$", "也就是：\n$$x$$"),
        ("答完了。\n**2.** 步伐", "答完了。\n**2.** 步伐"),
    ],
)
def test_chinese_lines_with_a_link_or_emphasis_at_the_break_are_joined_too(written: str, joined: str) -> None:
    source = f'<!-- #region lang="en" -->\none\n<!-- #endregion -->\n\n<!-- #region lang="zh-TW" -->\n{written}\n'
    assert joined in markdown(page(source + "<!-- #endregion -->\n"), "zh-TW")


def test_a_download_drops_only_links_to_other_pages() -> None:
    text = "see [`bowl`](../api.md#bowl), [a [b]](c.md) and [there](https://dask.org), `f[0](x)` and $[a, b](t)$"
    notebook = page(TWINS.replace("{#title}\n", f"{{#title}}\n\n{text}\n") + "```python\n1\n```\n", [])
    files = typeset(notebook, language="en", **SETTINGS).files
    assert "see `bowl`, a [b] and [there](https://dask.org), `f[0](x)` and $[a, b](t)$" in files["page.py"]


def test_output_that_contains_a_fence_is_shown_verbatim() -> None:
    text = markdown(page(TWINS + "```python\n1\n```\n", [printed("before\n```\n# after\n")]))
    assert "```` {.text .output}\nbefore\n```\n# after\n````" in text


def test_a_number_and_its_percent_sign_stay_on_one_line() -> None:
    source = '<!-- #region lang="en" -->\nabout 5 %.\n\n```python\n7 % 3\n```\n<!-- #endregion -->\n\n'
    source += '<!-- #region lang="zh-TW" -->\n大約 5 %。\n<!-- #endregion -->\n'
    assert "about 5\u00a0%." in markdown(page(source))
    assert "7 % 3" in markdown(page(source))
    assert "`8 % 3`" in markdown(page(source.replace("5 %.", "5 %, `8 % 3`.")))
    assert "大約 5\u00a0%。" in markdown(page(source), "zh-TW")


def test_downloads_contain_the_code_and_the_prose_of_one_language() -> None:
    notebook = page(TWINS + "```python\nprint(1)\n```\n", [printed("1\n")])
    files = typeset(notebook, language="zh-TW", **SETTINGS).files
    assert sorted(files) == ["page.ipynb", "page.py"]
    assert "print(1)" in files["page.py"]
    assert "# # 標題\n" in files["page.py"]
    assert "Title" not in files["page.py"]
    cells = json.loads(files["page.ipynb"])["cells"]
    assert [cell["cell_type"] for cell in cells] == ["code", "markdown", "code"]  # the first installs the package
    assert cells[2]["outputs"][0]["text"] in ("1\n", ["1\n"])


def test_listing_copy_and_downloads_have_the_comments_of_their_language() -> None:
    source = TWINS + '```python comments={"why": "為什麼"}\nx = 1  # why\n```\n\n'
    source += '```python vary="x" live="a" comments={"how": "怎麼做"}\nx = 2  # how\n```\n'
    notebook = page(source, [], [])
    for language, here, other in (("en", "x = 1  # why", "為什麼"), ("zh-TW", "x = 1  # 為什麼", "why")):
        made = typeset(notebook, language=language, **SETTINGS)
        for text in (made.markdown, *map(str, made.files.values())):
            assert here in text
            assert other not in text
    assert "# 怎麼做" in markdown(notebook, "zh-TW")
    with pytest.raises(PageError, match="columns"):
        markdown(page(source.replace("為什麼", 32 * "為"), [], []), "zh-TW")


EXERCISES = """\
<!-- #region lang="en" -->
Before. See [here](#title).

## Exercises {#exercises}

**1.** Which [way](other.md#up) is [down](#title)? See [the list](../reference/api.md) and [numpy](https://numpy.org).
Set [it](?rate.lr=4).
<!-- #endregion -->

<!-- #region lang="zh-TW" -->
之前。

## 練習 {#exercises}

**1.** 哪邊是下坡？
<!-- #endregion -->

<!-- #region lang="en" answer=1 -->
That [way](other.md).
<!-- #endregion -->

<!-- #region lang="zh-TW" answer=1 -->
那邊。
<!-- #endregion -->

```python answer=1
plot()
```

<!-- #region lang="en" alt="a line" answer=1 -->
The caption.
<!-- #endregion -->

<!-- #region lang="zh-TW" alt="一條線" answer=1 -->
圖說。
<!-- #endregion -->

<!-- #region lang="en" -->
After.
<!-- #endregion -->

<!-- #region lang="zh-TW" -->
之後。
<!-- #endregion -->
"""


def collected(language: str) -> str:
    clip = SVG.replace("<g ", '<clipPath id="clip"/><g clip-path="url(#clip)" ')
    notebook = page(TWINS + "```python\nprint(1)\n```\n\n" + EXERCISES, [printed("1\n")], [drawn(clip)])
    return exercises(notebook, page="../chapter/page.md", language=language, colours=COLOURS)


def test_collected_exercises_have_unfolded_answers_and_nothing_else() -> None:
    english, chinese = collected("en"), collected("zh-TW")
    assert english.startswith("## Title {#title}\n\n**[1.](../chapter/page.md#exercises)** Which")
    assert "**[1.](../chapter/page.md#exercises)** 哪邊是下坡？" in chinese
    answer = english[english.index('<div class="answer no-copy"') : english.rindex("</div>")]
    assert "plot()" in answer
    assert "The caption." in answer
    for other in ("Before", "## Exercises", "print(1)", "After", "<details"):
        assert other not in english


def test_links_of_collected_exercises_are_rebased() -> None:
    text = collected("en")
    assert "[way](../chapter/other.md#up)" in text
    assert "[down](../chapter/page.md#title)" in text
    assert "[the list](../reference/api.md)" in text
    assert "[numpy](https://numpy.org)" in text
    assert "[it](../chapter/page.md?rate.lr=4)" in text
    assert "[way](../chapter/other.md)." in text


def test_figure_ids_of_collected_exercises_contain_the_page_id() -> None:
    assert re.findall(r' id="([^"]*)"', collected("en")) == ["title-f20-0"]


def test_a_page_without_exercises_gives_an_empty_string() -> None:
    assert exercises(page(TWINS), page="page.md", language="en", colours=COLOURS) == ""


RULES = {
    "prose outside a region": ("stray\n", [], "prose must stand in a region"),
    "a missing twin": (TWINS.partition('<!-- #region lang="zh')[0], [], "needs its twins"),
    "twins in the wrong order": (
        TWINS.replace("en", "other").replace("zh-TW", "en").replace("other", "zh-TW"),
        [],
        "needs its twins",
    ),
    "a heading without an id": (TWINS.replace(" {#title}", "", 1), [], "needs an id"),
    "twins with other ids": (TWINS.replace("標題 {#title}", "標題 {#other}"), [], "other levels or ids"),
    "one twin an answer": (TWINS.replace('"zh-TW" -->', '"zh-TW" answer=1 -->'), [], "another role"),
    "a figure without caption": (TWINS + "```python\nplot()\n```\n", [[drawn()]], "needs a caption"),
    "a figure before prose": ("```python\nplot()\n```\n\n" + TWINS, [[drawn()]], "needs a caption"),
    "a caption without figure": (TWINS + "```python\n1\n```\n" + CAPTIONS, [[]], "must follow the code"),
    "alt text in one language": (
        TWINS + "```python\nplot()\n```\n" + CAPTIONS.replace(' alt="一條線"', ""),
        [[drawn()]],
        "alt=, which makes it a caption, stands in one language only",
    ),
    "an empty alt text": (
        TWINS + "```python\nplot()\n```\n" + CAPTIONS.replace("a line", " "),
        [[drawn()]],
        "both a caption and an alt text",
    ),
    "a colour outside the style": (
        TWINS + "```python\nplot()\n```\n" + CAPTIONS,
        [[drawn(SVG.replace("ff0000", "00ff00"))]],
        "colour #00ff00",
    ),
    "a vary name without a number": (TWINS + '```python vary="lr"\nx = 1\n```\n', [[]], "vary names lr"),
    "a line of code too long": (TWINS + "```python\n1\n" + "x" * 76 + "\n```\n", [[]], "more than 75 columns"),
    "a first line under the copy button": (TWINS + "```python\n" + "x" * 72 + "\n```\n", [[]], "more than 71 columns"),
    "an output that is text and more": (
        TWINS + "```python\n1\n```\n",
        [[{"output_type": "execute_result", "data": {"text/html": "<b>", "text/plain": "<b>"}, "metadata": {}}]],
        "text/html",
    ),
    "an output with control characters": (
        TWINS + "```python\n1\n```\n",
        [[printed("\x1b[31mred")]],
        "'\\x1b': print plain text",
    ),
    "a picture that is no SVG, with its caption": (
        TWINS + "```python\n1\n```\n" + CAPTIONS,
        [[{"output_type": "display_data", "data": {"image/png": "", "text/plain": "<Image>"}, "metadata": {}}]],
        "neither text nor an SVG figure but image/png: print text, or draw with matplotlib",
    ),
    "an empty output": (
        TWINS + "```python\n1\n```\n",
        [[{"output_type": "display_data", "data": {}, "metadata": {}}]],
        "neither text nor an SVG figure but empty",
    ),
    "an SVG without width": (
        TWINS + "```python\nplot()\n```\n" + CAPTIONS,
        [[drawn(SVG.replace('width="72pt" ', ""))]],
        "this SVG is not matplotlib's (its width is not in points)",
    ),
    "an SVG with a width in percent": (
        TWINS + "```python\nplot()\n```\n" + CAPTIONS,
        [[drawn(SVG.replace("72pt", "100%"))]],
        "this SVG is not matplotlib's",
    ),
    "an SVG that is no XML": (
        TWINS + "```python\nplot()\n```\n" + CAPTIONS,
        [[drawn("<svg>")]],
        "this SVG is not matplotlib's",
    ),
    "an output of another kind": (
        TWINS + "```python\n1\n```\n",
        [[{"output_type": "display_data", "data": {"text/html": "<b>"}, "metadata": {}}]],
        "text/html",
    ),
}


@pytest.mark.parametrize("case", RULES)
def test_a_broken_rule_stops_the_build_and_names_the_cell(case: str) -> None:
    source, outputs, message = RULES[case]
    with pytest.raises(PageError, match=r"^cell \d+ \('") as caught:
        markdown(page(source, *outputs))
    assert message in str(caught.value)


def test_a_label_missing_from_the_figure_stops_the_build() -> None:
    captions = CAPTIONS.replace("step k", "step n")
    with pytest.raises(PageError, match="'step n'"):
        markdown(page(TWINS + "```python\nplot()\n```\n" + captions, [drawn()]), "zh-TW")


def test_a_duplicate_heading_id_raises_an_error() -> None:
    with pytest.raises(PageError, match="the id title stands on another heading"):
        markdown(page(TWINS + TWINS))


# Folded parts


def test_a_closer_look_holds_the_cells_that_belong_to_it() -> None:
    source = """\
<!-- #region lang="en" closer="Why?" -->
First.
<!-- #endregion -->

<!-- #region lang="zh-TW" closer="為什麼？" -->
一。
<!-- #endregion -->

```python closer=1
x = 1
```

<!-- #region lang="en" -->
After.
<!-- #endregion -->

<!-- #region lang="zh-TW" -->
二。
<!-- #endregion -->
"""
    english, chinese = (markdown(page(TWINS + source, []), language) for language in ("en", "zh-TW"))
    opening = '<details class="closer" markdown="1">\n<summary>{}</summary>\n\n{}\n\n```'
    assert opening.format("A closer look: Why?", "First.") in english
    assert opening.format("深入一點：為什麼？", "一。") in chinese
    assert english.index("x = 1") < english.index("</details>") < english.index("After.")
    assert english.count("<details") == english.count("</details>") == 1
    colon = source.replace("為什麼？", "程式：為什麼？")
    assert opening.format("深入一點（程式）：為什麼？", "一。") in markdown(page(TWINS + colon, []), "zh-TW")


GUESS = """\
<!-- #region lang="en" guess=1 -->
**How long?**

- [ ] Long: It only seems so.
- [x] As short as $x$: As is
    seen.
<!-- #endregion -->

<!-- #region lang="zh-TW" guess=1 -->
**多長？**

- [ ] 長：只是看起來長。
- [x] 和 $x$ 一樣短：量過了。
<!-- #endregion -->
"""


def test_the_choices_of_a_guess_open_to_their_answers() -> None:
    notebook = page(TWINS + GUESS + "```python\nprint(1)\n```\n", [printed("1\n")])
    english, chinese = markdown(notebook), markdown(notebook, "zh-TW")
    assert "**How long?**\n\n<details" in english
    assert '<summary markdown="span">Long</summary>\n\n**Not so.** It only seems so.\n\n</details>' in english
    assert '<summary markdown="span">As short as $x$</summary>\n\n**Right.** As is\nseen.\n\n</details>' in english
    assert '<summary markdown="span">和 $x$ 一樣短</summary>\n\n**對。**量過了。\n\n</details>' in chinese
    for text in (english, chinese):
        assert [line.count("right") for line in text.splitlines() if line.startswith("<details")] == [0, 1]
        assert len(set(re.findall(r'name="([^"]+)"', text))) == 1


def test_a_choice_that_is_a_link_sets_its_numbers() -> None:
    linked = GUESS.replace("[ ] Long:", "[ ] [Long](?dial.lr=1&dial.beta=0):")
    text = markdown(page(TWINS + linked + "```python\nprint(1)\n```\n", [printed("1\n")]))
    assert '<summary markdown="span" data-sets="?dial.lr=1&amp;dial.beta=0">Long</summary>\n\n**Not so.**' in text


def test_twins_of_a_guess_have_the_same_right_choice() -> None:
    other = GUESS.replace("- [ ] 長", "- [x] 長").replace("- [x] 和", "- [ ] 和")
    with pytest.raises(PageError, match="its twin has another role"):
        markdown(page(TWINS + other + "```python\nprint(1)\n```\n", [printed("1\n")]))
